"""Memory in large pages: a fork copies one entry for two megabytes instead of 512.

Forking a process that has PyTorch in its memory takes a third of the time then, and so does ending the fork.
Measured on two cores: 12 to 15 % of the processor time of a whole class.
"""

import ctypes
from collections.abc import Iterator

MADV_COLLAPSE = 25  # linux/mman.h, since Linux 6.1
LARGE_PAGE = 2**21  # bytes

_libc = ctypes.CDLL(None, use_errno=True)
_libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


def collapse() -> None:
    """Gather this process's own memory into large pages where it can be; an older kernel leaves it as it is."""
    for first, end in _own_memory():
        _libc.madvise(first, end - first, MADV_COLLAPSE)


def _own_memory() -> Iterator[tuple[int, int]]:
    """The addresses of private writable memory without a file, rounded to whole large pages."""
    with open("/proc/self/maps", encoding="ascii", errors="replace") as regions:  # noqa: PTH123 -- no regular file
        for region in regions:
            addresses, rights, _, _, inode, *name = region.split()
            if rights != "rw-p" or inode != "0" or name not in ([], ["[heap]"]):
                continue
            first, end = (int(address, 16) for address in addresses.split("-"))
            first, end = -(-first // LARGE_PAGE) * LARGE_PAGE, end // LARGE_PAGE * LARGE_PAGE
            if first < end:
                yield first, end
