"""Ways of judging that need no sandbox and can be made to fail: everything else of a batch is the real thing.

Workers import this module by its name, so it lies beside the programs whose folder Python puts first.
Every beginning of a judging is noted in the file ``log``.
"""

import hashlib
import os
import signal
import time
from multiprocessing import connection
from pathlib import Path
from unittest import mock

from autograder.assignment import Assignment
from autograder.batch import attempt as attempts
from autograder.batch.attempt import Attempt, Finished, Unjudged
from autograder.judging import AspectVerdict, CellRun, ExerciseVerdict, Judgement, Status
from autograder.judging import verdict as verdicts
from autograder.sandbox import Limits
from autograder.submission import Submission
from autograder.wording import as_message


def quick(attempt: Attempt, log: str) -> Finished | Unjudged:
    """Judge at once: the score of an exercise is made of the notebook's hash."""
    return _judged(attempt, log, 0.0)


def slow(attempt: Attempt, log: str) -> Finished | Unjudged:
    """Judge in the time that a small notebook takes."""
    return _judged(attempt, log, 0.04)


def deadly(attempt: Attempt, log: str) -> Finished | Unjudged:
    """Kill the worker process: once for a student called "once", each time for one called "always"."""
    first = _note(attempt.student, log) == 1
    if attempt.student == "always" or (attempt.student == "once" and first):
        os.kill(os.getpid(), signal.SIGKILL)
    return _judged(attempt, os.devnull, 0.0)


def breaks_off(attempt: Attempt, log: str) -> Finished | Unjudged:
    """Die in the middle of the first answer for a student called "once", with half of it in the pipe."""
    if _note(attempt.student, log) == 1 and attempt.student == "once":
        connection.Connection._send = _send_a_little_and_die  # type: ignore[attr-defined]  # this process ends with it
    return _judged(attempt, os.devnull, 0.0)


def _send_a_little_and_die(line: "connection.Connection", data: bytes) -> None:
    os.write(line.fileno(), data[:6])
    os.kill(os.getpid(), signal.SIGKILL)


def fickle(attempt: Attempt, log: str) -> Finished | Unjudged:
    """Fail once for everybody whose name begins with "f"."""
    first = _note(attempt.student, log) == 1
    if attempt.student.startswith("f") and first:
        return Unjudged("The sandbox could not be started.")
    return _judged(attempt, os.devnull, 0.0)


def stumbles(attempt: Attempt, log: str) -> Finished | Unjudged:
    """Stumble over a notebook that has the word STUMBLE in it."""
    if b"STUMBLE" in attempt.data:
        return Unjudged("ValueError: stumbled.")
    return _judged(attempt, log, 0.0)


def _judged(attempt: Attempt, log: str, seconds: float) -> Finished | Unjudged:
    _note(attempt.student, log)
    with mock.patch("autograder.judging.judgement.judge", _made_up):
        time.sleep(seconds)
        return attempts.judge_attempt(attempt)


def _made_up(assignment: Assignment, submission: Submission, seed: int, limits: Limits | None) -> Judgement:
    digest = hashlib.sha256("".join(cell.source for cell in submission.cells).encode()).digest()
    results = []
    for exercise, byte in zip(assignment.exercises, digest, strict=False):
        aspects = tuple(
            AspectVerdict(
                name=a.name, says=as_message(a.says), max_score=a.points, score=a.points if byte >> bit & 1 else 0
            )
            for bit, a in enumerate(exercise.aspects)
        )
        score = sum(aspect.score for aspect in aspects)
        status: Status = "passed" if score == exercise.max_score else "partial" if score else "failed"
        results.append(
            ExerciseVerdict(
                name=exercise.name,
                score=score,
                max_score=exercise.max_score,
                status=status,
                message=as_message(f"made up from {byte}"),
                aspects=aspects,
            )
        )
    runs = tuple(CellRun() for _ in submission.cells)
    return Judgement(verdicts.of(assignment.name, tuple(results)), runs, submission)


def _note(student: str, log: str) -> int:
    """Write down that ``student`` is being judged; how often that was so far."""
    with Path(log).open("a+", encoding="utf-8") as file:
        file.write(f"{student}\n")
        file.seek(0)
        return file.read().split("\n").count(student)
