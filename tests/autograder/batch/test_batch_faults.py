"""What stops a batch is one sentence; what it had judged is kept, and the same command goes on from there."""

import errno
import functools
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock

from autograder.errors import Stopped, UsageError
from autograder.records import Judged, atomic_files
from tests.support.paths import PROGRAMS

ASSIGNMENT = "a02_convolution"
GRADE = ("-m", "autograder", "grade", ASSIGNMENT)
Grade = Callable[..., dict[str, Judged]]
Run = Callable[..., subprocess.CompletedProcess[str]]
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "evidence")
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS), "autograded")


@pytest.mark.parametrize(("error", "sentence"), [(FULL, "The disk is full"), (READ_ONLY, "cannot be written")])
@pytest.mark.parametrize(("step", "call"), [("autograder.batch.writer.write_atomic", 3), ("os.replace", 7)])
def test_a_disk_that_takes_nothing_more_stops_the_batch_and_the_next_goes_on(
    step: str,
    call: int,
    error: OSError,
    sentence: str,
    course: Path,
    grade_with: Grade,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second student's first file cannot be written, or their last one cannot be put in its place."""
    real: Callable[..., object] = atomic_files.write_atomic if step.endswith("write_atomic") else os.replace
    calls = []

    def fails_at_that_call(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) >= call:
            raise error
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(step, fails_at_that_call)
        with pytest.raises(Stopped, match=sentence):
            grade_with("quick", course)
    assert_resumed(course, grade_with)


def assert_resumed(course: Path, grade_with: Grade) -> None:
    """The next batch keeps what was judged and finishes the rest; nobody has two pieces of evidence."""
    results = grade_with("quick", course)
    assert any(result.kept for result in results.values())
    assert all(result.verdict is not None for result in results.values())
    assert len(list((course / "evidence").rglob("*.json"))) == len(results) == 6
    assert list((course / "evidence").rglob("*.part")) == []


def test_a_locked_gradebook_stops_the_batch_keeps_the_evidence_and_the_next_goes_on(
    course: Path, grade_with: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.records.gradebook import Scores

    other: list[sqlite3.Connection] = []
    record = Scores.record

    def locked_from_the_third_on(self: Scores, *arguments: object) -> None:
        if len(list((course / "evidence").rglob("2*.json"))) == 3 and not other:
            other.append(sqlite3.connect(course / "gradebook.db", isolation_level=None))
            other[0].execute("BEGIN EXCLUSIVE")
        record(self, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Scores, "record", locked_from_the_third_on)
        with pytest.raises(Stopped, match="The gradebook is locked by another program"):
            grade_with("quick", course)
    other[0].close()
    assert len(list((course / "evidence").rglob("2*.json"))) == 3
    assert_resumed(course, grade_with)


@pytest.mark.sandbox
def test_the_command_says_it_in_one_sentence_names_everybody_and_ends_with_1(
    course: Path, grade_with: Grade, run: Run
) -> None:
    grade_with("quick", course)
    holder = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    done = run("python", *GRADE, "--course", course, "--json")
    holder.close()
    assert done.returncode == 1
    assert done.stderr.startswith("anna, ben, carla, damaged, dora, emil stayed unjudged: The gradebook is locked")
    assert done.stderr.count("\n") == 1
    assert {entry["status"] for entry in json.loads(done.stdout)["submissions"]} == {"unjudged"}
    done = run("python", *GRADE, "--course", course, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert {entry["message"].split(". ")[-1] for entry in json.loads(done.stdout)["submissions"]} == {"Judged already."}


def test_a_file_in_the_place_of_a_folder_is_one_sentence(course: Path, run: Run) -> None:
    (course / "evidence").write_text("not a folder")
    done = run("python", *GRADE, "--course", course)
    assert done.returncode == 1
    assert "stayed unjudged: The course's folder cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["nonsense", "oracle+nothing://x", "sqlite:////no/such/folder/gradebook.db"])
def test_a_gradebook_that_is_none_is_one_sentence(url: str, course: Path, grade_with: Grade) -> None:
    with pytest.raises((UsageError, Stopped)) as caught:
        grade_with("quick", course, db_url=url)
    assert "\n" not in str(caught.value)
    assert ("--db" in str(caught.value)) == isinstance(caught.value, UsageError)


def test_a_gradebook_that_is_no_database_is_one_sentence(course: Path, run: Run) -> None:
    (course / "gradebook.db").write_text("Anna 20, Ben 18\n" * 100)
    done = run("python", *GRADE, "--course", course)
    assert done.returncode == 1
    assert f"The gradebook {course / 'gradebook.db'} cannot be used (file is not a database)" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_batches_at_once_the_second_stops_with_one_sentence(course: Path, run: Run) -> None:
    with FileLock(course / ".grading.lock"):
        done = run("python", *GRADE, "--course", course)
    assert done.returncode == 2
    assert "Another batch is grading" in done.stderr
    assert "--wait" in done.stderr
    assert not (course / "evidence").exists()


def test_or_waits_when_told_to(course: Path) -> None:
    program = PROGRAMS / "run.py"
    command = [sys.executable, str(program), "quick", str(course), json.dumps({"wait": True})]
    with FileLock(course / ".grading.lock"):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(6)
        assert not (course / "evidence").exists()
    out, _ = second.communicate(timeout=120)
    assert {entry["status"] for entry in json.loads(out)["submissions"]} == {"judged"}


def test_the_lock_of_a_killed_batch_blocks_nobody(course: Path, grade_with: Grade) -> None:
    held = """
import sys, time, filelock
lock = filelock.FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
time.sleep(600)
"""
    holder = subprocess.Popen([sys.executable, "-c", held, course / ".grading.lock"], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(UsageError, match="Another batch"):
        grade_with("quick", course)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert len(grade_with("quick", course)) == 6


def test_ctrl_c_in_the_middle_of_an_import_leaves_the_exit_status_to_us(run: Run) -> None:
    done = run("python", "-m", "tests.autograder.batch.programs.interrupted")  # only with -m would Python take it
    assert done.returncode == 1, done.stderr


def hand_in_a_slow_one(course: Path) -> None:
    """So that the batch cannot be over when Ctrl-C comes."""
    first = min((course / "submitted").iterdir())
    notebook = nbformat.read(first / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("import time\ntime.sleep(15)"))
    nbformat.write(notebook, first / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")


@pytest.mark.sandbox
@pytest.mark.parametrize("seconds", [0, 1])
def test_ctrl_c_ends_the_workers_and_says_how_to_go_on(course: Path, seconds: float) -> None:
    hand_in_a_slow_one(course)
    command = [sys.executable, *GRADE, "--course", str(course)]
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a background job ignores it from birth
    batch = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heard,
    )
    note = course / "evidence" / ASSIGNMENT / ".batch.json"
    deadline = time.monotonic() + 120
    while not note.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(seconds)
    os.killpg(batch.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    _, said = batch.communicate(timeout=120)
    assert batch.returncode == 1, said
    assert "The batch was interrupted: the same command goes on from here." in said
    assert "Traceback" not in said
