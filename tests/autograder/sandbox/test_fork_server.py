"""The warm parent: no child without every wall, none left behind, chance that repeats, and what happens without it."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.sandbox import Limits, Sandbox, SandboxDied, SandboxUnavailable, start, syscalls
from autograder.sandbox.process import Process
from tests.support.paths import ROOT

pytestmark = pytest.mark.sandbox


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test finds out for itself whether the kernel lets a parent fork."""
    monkeypatch.setattr(start, "_can_fork", {})


def printed(box: Sandbox, source: str) -> str:
    outputs, ok = box.run(source)
    assert ok, outputs
    return "".join(output.get("text", "") for output in outputs).strip()


def test_this_machine_can_fork() -> None:
    assert start.can_fork()


def test_a_filter_that_does_not_load_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    assert start.can_fork()
    monkeypatch.setattr(syscalls, "filter_program", lambda: bytes(16))
    with pytest.raises(SandboxUnavailable, match="the kernel refuses a system call filter"):
        Sandbox()


def test_a_scratch_folder_that_does_not_mount_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    assert start.can_fork()
    monkeypatch.setattr(start, "SCRATCH_BYTES", 0.5)
    with pytest.raises(SandboxUnavailable, match="the kernel refuses a mount on /dev/shm"):
        Sandbox()


def test_a_limit_that_does_not_exist_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    assert start.can_fork()
    monkeypatch.setattr(Limits, "of_process", lambda self: {"patience": 1})
    with pytest.raises(SandboxUnavailable, match="patience"):
        Sandbox()


def test_where_no_parent_can_fork_a_sandbox_starts_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_try_to_fork", lambda parent: False)
    with Sandbox() as box:
        assert printed(box, "print(open('/proc/self/status').read().split('Seccomp:')[1].split()[0])") == "2"
        assert isinstance(box._started, Process)


def test_a_parent_that_has_ended_is_replaced() -> None:
    with Sandbox() as box:
        printed(box, "1")
    for parent in start._parents.values():
        parent.end()
    with Sandbox() as box:
        assert printed(box, "print('again')") == "again"


def test_where_every_parent_ends_the_grader_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> start.Child:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    assert start.can_fork()
    monkeypatch.setattr(start.WarmParent, "fork", ended)
    with pytest.raises(SandboxUnavailable, match=r"parent process ends again and again: Too many open files\."):
        Sandbox()


def test_random_numbers_repeat_for_one_attempt_and_differ_for_another() -> None:
    source = "import random, numpy\nprint(random.random(), numpy.random.rand(), hash('kernel'))"

    def drawn(randomness: int) -> list[str]:
        with Sandbox(randomness=randomness) as box:
            return printed(box, source).split()

    assert drawn(1) == drawn(1)
    assert all(one != other for one, other in zip(drawn(1)[:2], drawn(2)[:2], strict=True))


EACH_HOLDS = """
import os, time
filled, end = os.pipe()
for _ in range({processes}):
    if os.fork() == 0:
        held = bytearray({megabytes} * 2**20)
        held[::4096] = bytes([1]) * len(held[::4096])
        os.write(end, b'x')
        time.sleep(30)
for _ in range({processes}): os.read(filled, 1)
time.sleep(1.5)
"""


def test_what_all_processes_hold_together_is_bounded() -> None:
    few = Limits(memory_of_all=400 * 2**20)
    with Sandbox(limits=few) as box, pytest.raises(SandboxDied):
        box.run(EACH_HOLDS.format(processes=6, megabytes=100))
    with Sandbox(limits=few) as box:
        assert box.run(EACH_HOLDS.format(processes=2, megabytes=100))[1]


def test_memory_that_processes_share_counts_once() -> None:
    """Forty forks of the notebook's process are forty times its memory only at first sight."""
    with Sandbox(limits=Limits(memory_of_all=500 * 2**20)) as box:
        assert box.run(EACH_HOLDS.format(processes=40, megabytes=1))[1]


def test_a_process_that_hides_its_memory_has_all_of_it_counted() -> None:
    hiding = "import ctypes\nctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\n"
    with Sandbox(limits=Limits(memory_of_all=500 * 2**20)) as box, pytest.raises(SandboxDied):
        box.run(hiding + EACH_HOLDS.format(processes=40, megabytes=1))


def test_where_memory_runs_out_the_notebook_goes_first() -> None:
    with Sandbox() as box:
        assert printed(box, "print(open('/proc/self/oom_score_adj').read())") == "1000"


def test_a_slow_library_is_in_the_memory_of_those_alone_that_may_use_it() -> None:
    source = "import sys\nprint('torch' in sys.modules)"
    for refused, there in (((), "True"), (("torch",), "False"), ((), "True")):
        with Sandbox(refused, mentions=["torch"]) as box:
            assert printed(box, source) == there


def test_the_end_of_the_first_notebook_that_begins_a_branch_is_seen() -> None:
    start.end_parents()
    with Sandbox(mentions=["torch"]) as box, pytest.raises(SandboxDied):
        box.run("import os\nos._exit(0)", seconds=8)


def test_a_refused_library_that_is_in_memory_stops_everything() -> None:
    with pytest.raises(SandboxUnavailable, match="numpy must not be imported before the notebook is"):
        Sandbox(["numpy"])


def test_what_nobody_looks_at_is_not_made() -> None:
    figure = "from matplotlib import pyplot\npyplot.plot([1, 2]);"
    for shows in (True, False):
        with Sandbox(shows=shows) as box:
            assert ("image/png" in box.run(figure)[0][0]["data"]) == shows
            error = box.run("def divide(): return 1 / 0\ndivide()")[0][-1]
            assert error["ename"] == "ZeroDivisionError"
            assert bool(error["traceback"]) == shows
            assert printed(box, "print('text')") == "text"


SHARING = """
import multiprocessing, os
from autograder import sandbox

def work(line, results):
    sandbox.use_parent(line)
    with sandbox.Sandbox() as box:
        outputs, ok = box.run("import os\\nprint(os.getpid())")
    from autograder.sandbox import start
    results.put((ok, start._parents[os.getpid()]._process is None))

if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    results = context.Queue()
    workers = [context.Process(target=work, args=(sandbox.share(), results)) for _ in range(3)]
    [worker.start() for worker in workers]
    print([results.get(timeout=60) for _ in workers])
"""


def test_several_programs_fork_from_one_parent(tmp_path: Path) -> None:
    program = tmp_path / "sharing.py"
    program.write_text(SHARING, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(program)], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str([(True, True)] * 3), done.stderr


def test_a_shared_parent_that_ends_is_replaced_by_one_of_the_own() -> None:
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    theirs.close()
    start.end_parents()
    start.use_parent(ours)
    start._can_fork[os.getpid()] = True
    with Sandbox() as box:
        assert printed(box, "print('here')") == "here"


BELOW_TMP = """
from autograder.sandbox import Sandbox, can_fork
assert can_fork()
with Sandbox(['torch'], mentions=['matplotlib']) as box:
    outputs, ok = box.run("import csv, numpy.random, wave, sys, os\\nprint(sys.prefix, os.access(sys.prefix, os.W_OK))")
print(outputs[0]['text'])
"""


def test_an_interpreter_below_a_scratch_folder_is_not_hidden(tmp_path: Path) -> None:
    """A checkout may lie below /tmp, which every child gets anew and empty."""
    environment = tmp_path / ".venv"
    environment.symlink_to(sys.prefix)
    command = [str(environment / "bin" / "python"), "-c", BELOW_TMP]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [str(environment), "False"], done.stderr


PROGRAM = """
from autograder.sandbox import Sandbox
box = Sandbox()
box.run("import subprocess\\nsubprocess.Popen(['sleep', '{seconds}'], start_new_session=True)")
print('ready', flush=True)
box.run('while True: pass', seconds=60)
"""


def test_a_grader_that_is_killed_takes_all_sandboxes_along() -> None:
    seconds = f"4{os.getpid()}"
    command = [sys.executable, "-c", PROGRAM.format(seconds=seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == "ready\n"
        wait_until_running(seconds)
        grader.send_signal(signal.SIGKILL)
    wait_until_running(seconds, not_any_more=True)


def test_a_closed_sandbox_ends_at_once() -> None:
    seconds = f"5{os.getpid()}"
    with Sandbox() as box:
        printed(box, f"import subprocess\np = subprocess.Popen(['sleep', '{seconds}'])")
        wait_until_running(seconds)
    wait_until_running(seconds, not_any_more=True)


def wait_until_running(word: str, not_any_more: bool = False) -> None:
    """Wait until a process has ``word`` in its command line (a new one has an empty one at first), or none has."""
    deadline = time.monotonic() + 60
    while running(word) == not_any_more:
        assert time.monotonic() < deadline, f"{word}: still running" if not_any_more else f"{word}: never began"
        time.sleep(0.05)


def running(word: str) -> bool:
    """Whether any process of this machine has ``word`` in its command line."""
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0") if folder.name.isdigit() else []
        except OSError:  # it has just ended
            continue
        if word.encode() in words:
            return True
    return False


def test_without_walls_only_where_somebody_insists() -> None:
    with Sandbox(["torch"], limits=Limits(sandboxed=False)) as box:
        assert printed(box, "import os\nprint(os.path.exists('/etc/passwd'))") == "True"
        outputs, ok = box.run("import torch\ntorch.zeros(1)")
        assert not ok
        assert outputs[-1]["ename"] == "LibraryRefused"
