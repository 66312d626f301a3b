"""What the kernel keeps for several processes at once: every notebook has its own, of bounded number, or none."""

import ast
import errno

import pytest

from autograder.sandbox import Sandbox
from autograder.sandbox.isolation import SCRATCH_FOLDERS
from tests.autograder.sandbox.conftest import value

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("tier")]

WRITABLE = """
import os, stat
found = []
for line in open('/proc/self/mountinfo'):
    place, options = line.split()[4:6]
    if 'rw' in options.split(','):
        status = os.stat(place)
        found.append((place, stat.S_ISCHR(status.st_mode), status.st_dev))
print(found)
"""
STATELESS = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"}


def test_every_mount_that_can_be_written_to_is_the_notebooks_own(pair: tuple[Sandbox, Sandbox]) -> None:
    seen = [ast.literal_eval(value(box, WRITABLE)) for box in pair]
    folders: list[set[int]] = []
    for mounts in seen:
        assert {place for place, is_device, _ in mounts if is_device} <= STATELESS
        folders.append({device for _, is_device, device in mounts if not is_device})
        assert {place for place, is_device, _ in mounts if not is_device} == {"/dev/pts", "/proc", *SCRATCH_FOLDERS}
    assert len(folders[0]) == len(folders[1]) == 5
    assert not folders[0] & folders[1]


def test_a_notebook_that_opens_every_terminal_leaves_its_neighbour_some(pair: tuple[Sandbox, Sandbox]) -> None:
    opened = "import os\nkept = []\ntry:\n    while len(kept) < 60: kept.append(os.openpty())\nexcept OSError: pass\n"
    value(pair[0], opened)
    assert value(pair[1], "import os\nprint(os.listdir('/dev/pts'))") == "['ptmx']"
    assert value(pair[1], "!echo here") == "here"


REFUSED = """
import ctypes, errno, fcntl, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
wide = 2**32  # what the kernel cuts off from an int, and a filter that compares 64 bits does not
file = os.open(sys.executable, os.O_RDONLY)
lock = ctypes.create_string_buffer(64)
SOCKET, SETSOCKOPT = {'x86_64': (41, 54), 'aarch64': (198, 208)}[os.uname().machine]
plain = socket.socket(socket.AF_UNIX)
calls = {
    'semget': lambda: libc.semget(0, 32_000, 0o1600),
    'msgget': lambda: libc.msgget(0, 0o1600),
    'shmget': lambda: libc.shmget(0, 4096, 0o1600),
    'mq_open': lambda: libc.mq_open(b'/queue', os.O_CREAT | os.O_RDWR, 0o600, None),
    'memfd_create': lambda: libc.memfd_create(b'hidden', 0),
    'io_setup': lambda: libc.syscall({'x86_64': 206, 'aarch64': 0}[os.uname().machine], 1, lock),
    'inotify': lambda: libc.inotify_init1(0),
    'fanotify': lambda: libc.fanotify_init(0, 0),
    'flock': lambda: libc.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
    'lease': lambda: libc.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK),
    'whose lock': lambda: libc.fcntl(file, fcntl.F_GETLK, lock),
    'directory events': lambda: libc.fcntl(os.open('/usr/bin', os.O_RDONLY), fcntl.F_NOTIFY, 1),
    'larger pipe': lambda: libc.fcntl(os.pipe()[1], 1031, 2**20),
    'netlink': lambda: libc.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0),
    'netlink, wide': lambda: libc.syscall(SOCKET, ctypes.c_long(wide + socket.AF_NETLINK), socket.SOCK_RAW, 0),
    'kernel crypto': lambda: libc.socket(socket.AF_ALG, socket.SOCK_SEQPACKET, 0),
    'vsock': lambda: libc.socket(40, socket.SOCK_STREAM, 0),
    'packet': lambda: libc.socket(17, socket.SOCK_RAW, 0),
    'x25': lambda: libc.socket(9, socket.SOCK_SEQPACKET, 0),
    'buffer, wide': lambda: libc.syscall(
        SETSOCKOPT, plain.fileno(), ctypes.c_long(wide + 1), ctypes.c_long(wide + 7), lock, 4),
}
print({name: ctypes.get_errno() if call() == -1 else 0 for name, call in calls.items()})
"""


def test_what_would_be_shared_or_counted_by_nobody_is_refused(tier: str) -> None:
    with Sandbox() as box:
        errors = ast.literal_eval(value(box, REFUSED))
    assert {name: error for name, error in errors.items() if error != errno.EPERM} == {}


HONEST = """
import asyncio, fcntl, multiprocessing, os, select, socket, sqlite3, tempfile, threading
left, right = socket.socketpair()
left.send(b'x')
assert right.recv(1) == b'x'
assert socket.getaddrinfo('127.0.0.1', 80)
socket.socket().close()
with multiprocessing.get_context('fork').Pool(2) as pool:
    assert pool.map(abs, [-1, -2]) == [1, 2]
database = sqlite3.connect('marks.db')
with database: database.execute('create table t (x)')
with tempfile.NamedTemporaryFile() as file:
    fcntl.lockf(file, fcntl.LOCK_EX)
assert multiprocessing.Semaphore(1).acquire()
select.epoll().close()
for number in range(2_000): open(f'/tmp/{number}', 'w').close()
print('works')
"""


def test_what_honest_notebooks_use_works(tier: str) -> None:
    with Sandbox() as box:
        assert value(box, HONEST) == "works"


FILLS = """
import os
kept = []
for folder in ('/tmp', '/dev/shm', os.path.expanduser('~')):
    try:
        for number in range(20_000): open(f'{folder}/{number}', 'x').close()
    except OSError as error: print(error.errno)
try:
    while len(kept) < 60: kept.append(os.openpty())
except OSError as error: print(error.errno)
"""


def test_empty_files_and_terminals_are_bounded_where_a_child_mounts_its_own(tier: str) -> None:
    """A cold sandbox's are bubblewrap's, which sets no such bound: `doctor` says so."""
    with Sandbox() as box:
        assert value(box, FILLS).split() == ([str(errno.ENOSPC)] * 4 if tier == "warm" else [])
