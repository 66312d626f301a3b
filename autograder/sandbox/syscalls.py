"""The seccomp filter: system calls that no notebook needs and that escapes begin with."""

import errno
import functools
import tempfile
from typing import IO, Any

# Each group with what it would be good for. Denied calls fail with EPERM, so a program that tries one reads an
# ordinary error instead of dying.
DENIED = {
    "namespaces and mounts": (
        "unshare setns mount umount2 pivot_root chroot fsopen fsconfig fsmount fspick move_mount open_tree "
        "mount_setattr"
    ),
    "other processes": "ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd",
    "the kernel": (
        "bpf perf_event_open userfaultfd keyctl add_key request_key kexec_load kexec_file_load init_module "
        "finit_module delete_module io_uring_setup io_uring_enter io_uring_register syslog acct swapon swapoff reboot "
        "settimeofday clock_settime clock_adjtime adjtimex quotactl nfsservctl lookup_dcookie vhangup"
    ),
    # shared memory and files in memory that nobody has mapped are no process's address space, nor are semaphores,
    # messages and the queues of disk accesses
    "memory that no limit counts": "shmget memfd_create memfd_secret semget msgget mq_open io_setup",
    # counted by user or machine, not by sandbox; and the files that all sandboxes see would tell of a neighbour's locks
    "things that neighbours share": "inotify_init inotify_init1 fanotify_init flock sync syncfs",
    "files by handle, devices": "open_by_handle_at name_to_handle_at mknod mknodat ioperm iopl",
}

# The flags of clone(2) that make a namespace (linux/sched.h). clone3 hides its flags in memory where a filter
# cannot look; it is answered with ENOSYS, on which the C library falls back to clone.
NAMESPACE_FLAGS = (
    0x00000080,
    0x00020000,
    0x02000000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)


# Commands of fcntl(2) that act on files which all sandboxes see, or let the kernel keep more (linux/fcntl.h).
FILE_COMMANDS = {"F_GETLK": 5, "F_OFD_GETLK": 36, "F_SETLEASE": 1024, "F_NOTIFY": 1026, "F_SETPIPE_SZ": 1031}

# The families of sockets that there are inside (linux/socket.h): any other one is a part of the kernel that no notebook
# needs. Netlink keeps what nobody reads, vsock leads to the host of a virtual machine.
AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10

# The options of sockets (asm-generic/socket.h) that make the kernel keep more of what nobody reads: no limit counts it.
SOCKET_LEVEL = 1
BUFFER_OPTIONS = {"SO_SNDBUF": 7, "SO_RCVBUF": 8, "SO_SNDBUFFORCE": 32, "SO_RCVBUFFORCE": 33}

INT = 0xFFFFFFFF  # the kernel takes no more of an argument that is an int: a filter must look at no more


def filter_file() -> IO[bytes]:
    """An open file with the compiled filter, ready for ``bwrap --seccomp``."""
    import pyseccomp  # raises where libseccomp is not there; `missing_parts` has said so before

    program = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for names in DENIED.values():
        for name in names.split():
            if _known(pyseccomp, name):
                program.add_rule(refuse, name)
    program.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for flag in NAMESPACE_FLAGS:
        program.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    for option in BUFFER_OPTIONS.values():
        program.add_rule(refuse, "setsockopt", _is(pyseccomp, 1, SOCKET_LEVEL), _is(pyseccomp, 2, option))
    for command in FILE_COMMANDS.values():
        program.add_rule(refuse, "fcntl", _is(pyseccomp, 1, command))
    for call in ("socket", "socketpair"):
        program.add_rule(refuse, call, pyseccomp.Arg(0, pyseccomp.GT, AF_INET6))
        for family in set(range(AF_INET6)) - {AF_UNIX, AF_INET}:
            program.add_rule(refuse, call, _is(pyseccomp, 0, family))
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- stays open: its descriptor is handed to bubblewrap
    program.export_bpf(file)
    file.flush()
    file.seek(0)
    return file


@functools.cache
def filter_program() -> bytes:
    """The compiled filter, for `autograder.probe.confinement`."""
    with filter_file() as file:
        return file.read()


def _is(pyseccomp: Any, place: int, value: int) -> Any:
    """The condition that the argument at ``place``, an int, has this value."""
    return pyseccomp.Arg(place, pyseccomp.MASKED_EQ, INT, value)


def _known(pyseccomp: Any, name: str) -> bool:
    """Return whether this machine's libseccomp has heard of the call (old ones lack the newest names)."""
    return int(pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)) != -1
