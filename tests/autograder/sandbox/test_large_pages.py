"""What is gathered into large pages: a process's own memory, and nothing else; what lies in it stays."""

import ctypes
import mmap
import re
from pathlib import Path

import pytest

from autograder.probe import large_pages
from autograder.probe.large_pages import LARGE_PAGE, collapse


def in_large_pages(address: int) -> int:
    """The bytes of the region at ``address`` that lie in large pages."""
    for region in re.split(r"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text(encoding="utf-8"))[1:]:
        first, end = (int(word, 16) for word in region.split(maxsplit=1)[0].split("-"))
        if first <= address < end:
            return int(re.search(r"AnonHugePages:\s+(\d+)", region)[1]) * 1024  # type: ignore[index]
    raise AssertionError(f"no region at {address:x}")


def test_own_memory_is_gathered_and_keeps_what_lies_in_it() -> None:
    if tuple(map(int, re.findall(r"\d+", Path("/proc/version").read_text(encoding="utf-8"))[:2])) < (6, 1):
        pytest.skip("the kernel is older than 6.1 and gathers nothing")
    memory = mmap.mmap(-1, 8 * LARGE_PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory[:] = bytes(range(256)) * (len(memory) // 256)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    collapse()
    assert in_large_pages(address) >= 6 * LARGE_PAGE
    assert memory[:] == bytes(range(256)) * (len(memory) // 256)


def test_files_and_shared_memory_are_left_alone() -> None:
    shared = mmap.mmap(-1, 4 * LARGE_PAGE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(shared))
    assert not any(first <= address < end for first, end in large_pages._own_memory())
    assert all(first % LARGE_PAGE == end % LARGE_PAGE == 0 for first, end in large_pages._own_memory())
