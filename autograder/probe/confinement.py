"""The walls around a child of the warm parent, in the order in which they must go up.

Bubblewrap has built the outer ones already: a read-only view of the interpreter, no network, no privileges, nobody's
user. What is added here separates one submission from the next: namespaces of its own, empty scratch folders, no
capability, a filter of system calls, resource limits. Each step raises `OSError` where the kernel refuses it, and the
caller then ends the process: no step is optional.
"""

import ctypes
import errno
import os
import platform
import resource
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

# linux/sched.h: user, mount, process, IPC, host name and network namespaces, in one call.
CLONE = {"x86_64": 56, "aarch64": 220}  # the number of clone(2), whose arguments are the same on both
NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000 | 0x04000000 | 0x40000000
# linux/mount.h
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 0x1, 0x2, 0x4, 0x8, 0x1000, 0x4000, 0x40000
# linux/prctl.h and linux/seccomp.h
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 22, 24, 38
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION_3 = 0x20080522
LAST_CAPABILITY = 63
INSTRUCTION_BYTES = 8

NOBODY_ALONE = "65534 65534 1"
SCRATCH_FOLDERS = ("/dev/shm", "/tmp", "/home/student")  # noqa: S108 -- mounted empty below
BYTES_OF_A_FILE = 4096  # at least, of a scratch folder's size: an empty file is memory, too
TERMINALS = 16  # of one notebook: ``!command`` takes one, and all sandboxes together have about 3000 (kernel.pty.max)
LIMITS = {
    "memory": resource.RLIMIT_AS,
    "cpu_seconds": resource.RLIMIT_CPU,
    "processes": resource.RLIMIT_NPROC,
    "file_bytes": resource.RLIMIT_FSIZE,
    "open_files": resource.RLIMIT_NOFILE,
    "core": resource.RLIMIT_CORE,
}

_libc = ctypes.CDLL(None, use_errno=True)
_libc.prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
_holding_the_lock = ctypes.PyDLL(None, use_errno=True)  # a fork in the middle of a call must not let go of Python
_holding_the_lock.syscall.argtypes = (ctypes.c_long, ctypes.c_ulong, *[ctypes.c_void_p] * 4)
_holding_the_lock.syscall.restype = ctypes.c_long


class _Program(ctypes.Structure):
    """``struct sock_fprog``: how many instructions, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def fork_into_namespaces() -> int:
    """Fork, as `os.fork`, but the child is the first process of new namespaces, in which it may do everything.

    One fork does what unsharing and forking again would do with two, and most of a sandbox's start is forks of a large
    process. Python's own preparations for a fork are left out: they are for threads, of which there are none, and the
    child's own `os.fork` makes up for them.
    """
    number = CLONE.get(platform.machine())
    if number is None:
        raise OSError(errno.ENOSYS, f"no fork into namespaces is known for {platform.machine()}")
    child: int = _holding_the_lock.syscall(number, NAMESPACES | signal.SIGCHLD, None, None, None, None)
    if child < 0:
        _require(child, "new namespaces")
    return child


def be_nobody() -> None:
    """In this process's new user namespace, be nobody, as outside: the kernel lets it be nobody else."""
    for file, text in (("setgroups", "deny"), ("uid_map", NOBODY_ALONE), ("gid_map", NOBODY_ALONE)):
        with open(f"/proc/self/{file}", "w", encoding="ascii") as mapping:  # noqa: PTH123 -- one write, no helper
            mapping.write(text)


def mount_scratch(size: int, kept: Sequence[str]) -> None:
    """Empty folders of at most ``size`` bytes where the notebook may write; terminals and a ``/proc`` of its own.

    Nothing that can be written to is shared with another notebook: not even a terminal, which a neighbour could write
    into, or use up.
    ``kept`` are read-only folders below them that stay: an interpreter may lie below ``/tmp``.
    """
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    held = {folder: os.open(folder, os.O_PATH | os.O_CLOEXEC) for folder in kept}
    for folder in SCRATCH_FOLDERS:
        _mount(
            "tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, f"size={size},nr_inodes={size // BYTES_OF_A_FILE},mode=1777"
        )
    for folder, descriptor in held.items():
        Path(folder).mkdir(parents=True)
        _mount(f"/proc/self/fd/{descriptor}", folder, None, MS_BIND | MS_REC)
        os.close(descriptor)
    _mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, f"mode=620,ptmxmode=666,max={TERMINALS}")
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    os.chdir(SCRATCH_FOLDERS[-1])  # the folder of the same name that was there before lies hidden below


def hide_folders(folders: Sequence[str]) -> None:
    """Put something empty and read-only over each of ``folders``, where it exists."""
    for folder in folders:
        if Path(folder).is_dir():
            _mount("tmpfs", folder, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV)


def drop_capabilities() -> None:
    """Hold no capability, and have none to regain: permitted, effective, inheritable and bounding sets are empty."""
    for capability in range(LAST_CAPABILITY + 1):
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
            break  # the kernel knows no capability of this number, nor any higher
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _require(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capabilities dropped")
    _require(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")


def hide(hidden: bool = True) -> None:
    """Let no process of the same user look into this one's memory or descriptors (or let it again)."""
    _require(_libc.prctl(PR_SET_DUMPABLE, 0 if hidden else 1, 0, 0, 0), "an undumpable process")


def limit(limits: Mapping[str, int]) -> None:
    """The resource limits, by the names in `LIMITS`; the process cannot raise them again.

    ``memory`` is room beside what this process has mapped already: PyTorch built for CUDA alone maps several gigabytes,
    of which it uses few pages.
    """
    for name, value in limits.items():
        most = value + mapped_bytes() if name == "memory" else value
        resource.setrlimit(LIMITS[name], (most, most))


def mapped_bytes() -> int:
    """The address space that this process has mapped."""
    return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()


def be_the_first_to_go() -> None:
    """Let the kernel end this process before any other of the grader's where the machine runs out of memory."""
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def filter_system_calls(program: bytes) -> None:
    """Load the compiled seccomp filter ``program``; children inherit it and nothing takes it off."""
    loaded = _Program(len(program) // INSTRUCTION_BYTES, program)
    _require(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(loaded), 0, 0), "a system call filter")


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    words = [word.encode() if word is not None else None for word in (source, target, kind)]
    done = _libc.mount(*words, ctypes.c_ulong(flags), options.encode() if options else None)
    _require(done, f"a mount on {target}")


def _require(result: int, what: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"the kernel refuses {what} ({os.strerror(number)})")
