"""The warm parent: no child without every wall, none left behind, chance that repeats, and what happens without it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.sandbox import Limits, Sandbox, SandboxUnavailable, start, syscalls
from autograder.sandbox.process import Process

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).resolve().parents[3]


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
    monkeypatch.setattr(start, "SCRATCH_BYTES", "much")
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


def test_random_numbers_repeat_for_one_attempt_and_differ_for_another() -> None:
    source = "import random, numpy\nprint(random.random(), numpy.random.rand(), hash('kernel'))"

    def drawn(randomness: int) -> list[str]:
        with Sandbox(randomness=randomness) as box:
            return printed(box, source).split()

    assert drawn(1) == drawn(1)
    assert all(one != other for one, other in zip(drawn(1)[:2], drawn(2)[:2], strict=True))


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
    deadline = time.monotonic() + 10
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
