# base: perfect
# ATTACKS 30: asks for root, mounts, name spaces, raw sockets, tracing. All is denied; nothing is lost.

# cell first
import ctypes
import os
import socket
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
for name, *arguments in (
    ("setuid", 0), ("setgid", 0), ("setresuid", 0, 0, 0), ("unshare", 0x10000000), ("unshare", 0x00020000),
    ("mount", b"none", b"/tmp", b"tmpfs", 0, None), ("umount2", b"/", 2), ("chroot", b"/tmp"), ("ptrace", 16, 1, 0, 0),
    ("syscall", 321, 0, 0, 0), ("syscall", 425, 1, 0), ("syscall", 250, 0, 0), ("prctl", 38, 0, 0, 0, 0), ("setns", 3, 0),
    ("sethostname", b"x", 1), ("reboot", 0), ("swapon", b"/tmp/x", 0), ("keyctl", 0),
):
    try:
        result = getattr(libc, name)(*arguments)
    except AttributeError:
        continue
    if result == 0:
        print("GOT", name, arguments)
for kind in (socket.SOCK_RAW,):
    try:
        socket.socket(socket.AF_INET, kind, 1)
        print("GOT a raw socket")
    except OSError:
        pass
for program in (["su", "-c", "id"], ["sudo", "-n", "id"], ["mount"], ["unshare", "-Ur", "id"], ["chmod", "u+s", "/tmp"]):
    try:
        done = subprocess.run(program, capture_output=True, text=True, timeout=2, stdin=subprocess.DEVNULL)
        if "uid=0" in done.stdout:
            print("GOT", program)
    except (OSError, subprocess.TimeoutExpired):
        pass
