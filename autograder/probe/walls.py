"""The walls around a child of the warm parent, in the order in which they must go up.

Bubblewrap has built the outer ones already: a read-only view of the interpreter, no network, no privileges, nobody's
user. What is added here separates one submission from the next: namespaces of its own, empty scratch folders, no
capability, a filter of system calls, resource limits. Each step raises `OSError` where the kernel refuses it, and the
caller then ends the process: no step is optional.
"""

import ctypes
import os
import resource
from collections.abc import Mapping, Sequence
from pathlib import Path

# linux/sched.h: user, mount, process, IPC, host name and network namespaces, in one call.
NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000 | 0x04000000 | 0x40000000
# linux/mount.h
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x8, 0x1000, 0x4000, 0x40000
# linux/prctl.h and linux/seccomp.h
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 22, 24, 38
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION_3 = 0x20080522
LAST_CAPABILITY = 63
INSTRUCTION_BYTES = 8

SCRATCH_FOLDERS = ("/dev/shm", "/tmp", "/home/student")  # noqa: S108 -- mounted empty below
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


class _Program(ctypes.Structure):
    """``struct sock_fprog``: how many instructions, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def leave_namespaces() -> None:
    """Give this process new namespaces, in which it is the same user; its *children* get the new process namespace."""
    user, group = os.geteuid(), os.getegid()
    _require(_libc.unshare(NAMESPACES), "new namespaces")
    for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{file}", "w", encoding="ascii") as mapping:  # noqa: PTH123 -- one write, no helper
            mapping.write(text)


def mount_scratch(size: int, kept: Sequence[str]) -> None:
    """Empty folders of at most ``size`` bytes where the notebook may write, and a ``/proc`` of this namespace alone.

    ``kept`` are read-only folders below them that stay: an interpreter may lie below ``/tmp``.
    """
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    held = {folder: os.open(folder, os.O_PATH | os.O_CLOEXEC) for folder in kept}
    for folder in SCRATCH_FOLDERS:
        _mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, f"size={size},mode=1777")
    for folder, descriptor in held.items():
        Path(folder).mkdir(parents=True)
        _mount(f"/proc/self/fd/{descriptor}", folder, None, MS_BIND | MS_REC)
        os.close(descriptor)
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    os.chdir(SCRATCH_FOLDERS[-1])  # the folder of the same name that was there before lies hidden below


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
    """The resource limits, by the names in `LIMITS`; the process cannot raise them again."""
    for name, value in limits.items():
        resource.setrlimit(LIMITS[name], (value, value))


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
