"""Two students' sandboxes, one after the other and side by side: neither finds anything of the other's."""

import itertools

import pytest

from autograder.sandbox import Sandbox
from tests.autograder.sandbox.conftest import value

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("tier")]

LEAVES = """
import os, socket, builtins, sys, subprocess
for folder in ('/tmp', '/dev/shm', os.path.expanduser('~')):
    open(os.path.join(folder, 'left'), 'w').write('mine')
os.makedirs(os.path.expanduser('~/.ipython/profile_default/startup'), exist_ok=True)
open(os.path.expanduser('~/.ipython/profile_default/startup/evil.py'), 'w').write('poisoned = 1')
heard = socket.socket(socket.AF_UNIX)
heard.bind('\\0meet me here')
heard.listen()
builtins.poisoned = 1
import numpy, random
numpy.poisoned = random.poisoned = 1
sys.path.insert(0, '/tmp')
open('/tmp/numpy.py', 'w').write('poisoned = 1')
sleeper = subprocess.Popen(['sleep', '300'])
"""

LOOKS = """
import os, socket, builtins, sys, random, numpy
places = [os.path.join(folder, name) for folder in ('/tmp', '/dev/shm', os.path.expanduser('~'))
          for name in os.listdir(folder)]
found = [os.path.basename(place) for place in places if not sys.prefix.startswith(place + os.sep)]
found += [word for word in (builtins, numpy, random) if hasattr(word, 'poisoned')]
if 'poisoned' in globals() or '/tmp' in sys.path: found.append('startup')
try:
    socket.socket(socket.AF_UNIX).connect('\\0meet me here'); found.append('socket')
except OSError:
    pass
for process in filter(str.isdigit, os.listdir('/proc')):
    if 'sleep' in open(f'/proc/{process}/cmdline').read(): found.append('process')
found = [name for name in found if name not in ('.ipython', '.cache', '.config')]
"""


def test_nothing_of_what_the_parent_has_practised_is_left() -> None:
    with Sandbox() as box:
        box.run("import linecache")
        outputs, _ = box.run("print([n for n in dir() if 'scale' in n], In[1], Out, list(linecache.cache))\n0")
    assert outputs[0]["text"] == "[] import linecache {} ['Cell In[1]', 'Cell In[2]']\n"
    assert outputs[1]["execution_count"] == 2


def test_the_next_student_finds_nothing_of_the_one_before() -> None:
    with Sandbox() as box:
        value(box, LEAVES)
    with Sandbox() as box:
        value(box, LOOKS)
        assert value(box, "print(found)") == "[]"


def test_a_student_finds_nothing_of_the_one_beside(pair: tuple[Sandbox, Sandbox]) -> None:
    first, second = pair
    value(first, LEAVES)
    value(second, LOOKS)
    assert value(second, "print(found)") == "[]"
    value(first, LOOKS)
    assert "socket" in value(first, "print(found)"), "what is looked for can be found"
    assert "process" in value(first, "print(found)")


def test_signals_reach_nobody_else(pair: tuple[Sandbox, Sandbox]) -> None:
    first, second = pair
    value(
        first,
        """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for number in (signal.SIGTERM, signal.SIGKILL):
    for process in (1, os.getppid()):
        try: os.kill(process, number)
        except OSError: pass
for process in range(3, 400):
    try: os.kill(process, signal.SIGKILL)
    except OSError: pass
""",
    )
    assert value(second, "print(1 + 1)") == "2"
    assert value(first, "print('alive')") == "alive"
    with Sandbox() as third:
        assert value(third, "print(2 + 1)") == "3"


def test_memory_that_no_limit_counts_is_refused(pair: tuple[Sandbox, Sandbox]) -> None:
    source = "import ctypes\nlibc = ctypes.CDLL(None)\nprint(libc.{call})"
    for call in ("shmget(4242, 4096, 0o1666)", "memfd_create(b'hidden', 0)"):
        assert [value(box, source.format(call=call)) for box in pair] == ["-1", "-1"]


def test_the_network_is_a_dead_loopback_of_its_own(pair: tuple[Sandbox, Sandbox]) -> None:
    listen = "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 4242))\ns.listen()\nprint('listening')"
    assert value(pair[0], listen) == "listening"
    outputs, ok = pair[1].run("import socket\nsocket.create_connection(('127.0.0.1', 4242), timeout=1)")
    assert not ok
    assert outputs[-1]["ename"] in ("OSError", "ConnectionRefusedError", "TimeoutError")


def test_the_first_process_keeps_its_memory_to_itself(pair: tuple[Sandbox, Sandbox], tier: str) -> None:
    source = """
import os
seen = []
for process in {os.getppid(), 1}:
    for name in ('mem', 'environ', 'maps', 'fd'):
        try:
            path = f'/proc/{process}/{name}'
            os.listdir(path) if name == 'fd' else open(path, 'rb').read(10)
            seen.append(path)
        except OSError:
            pass
print(seen)
"""
    seen = value(pair[0], source)
    assert "/mem" not in seen
    if tier == "warm":
        assert seen == "[]"


def test_many_start_beside_each_other() -> None:
    boxes = [Sandbox() for _ in range(5)]
    try:
        for number, box in enumerate(boxes):
            value(box, f"x = {number}")
        assert [value(box, "print(x)") for box in boxes] == [*"01234"]
        inodes = [value(box, "import os; print(os.stat('/tmp').st_dev)") for box in boxes]
        assert all(one != other for one, other in itertools.combinations(inodes, 2))
    finally:
        for box in boxes:
            box.close()
