"""Judges a class: every folder below ``submitted``, one verdict each, whatever a submission does."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import autograded, evidence, gradebook, intake, release
from autograder.exercise import Assignment
from autograder.judge import judge, unreadable
from autograder.late import LatePenalties
from autograder.results import Judged, UsageError


@dataclass(frozen=True)
class Course:
    """Where a course keeps its things: nbgrader's folders, its gradebook, and the evidence beside them."""

    root: Path
    submitted: Path
    db_url: str

    @classmethod
    def at(cls, root: Path, submitted: Path | None = None, db_url: str | None = None) -> "Course":
        """The course in the folder ``root``, with nbgrader's defaults for what is not given."""
        root = root.resolve()
        return cls(root, (submitted or root / "submitted").resolve(), db_url or f"sqlite:///{root / 'gradebook.db'}")

    def notebook(self, step: str, student: str, assignment: str) -> Path:
        """The path of a student's notebook in one of nbgrader's steps (``autograded``, …)."""
        return self.root / step / student / assignment / f"{assignment}.ipynb"


def students(course: Course, assignment: str) -> list[str]:
    """The students who handed in (a folder with the assignment's folder in it), in alphabetical order.

    Raises `UsageError` where there is no folder of submissions.
    """
    if not course.submitted.is_dir():
        raise UsageError(
            f"There is no folder {course.submitted}: name the folder that holds one folder a student with --submitted."
        )
    return sorted(
        folder.name
        for folder in course.submitted.iterdir()
        if not folder.name.startswith(".") and os.path.lexists(folder / assignment)
    )


def grade(assignment: Assignment, course: Course, jobs: int | None = None, seed: int | None = None) -> Iterator[Judged]:
    """Judge every submission; results come as they are done, already in the gradebook."""
    names = students(course, assignment.name)
    if not names:
        return
    released = release.build(assignment)
    penalties = LatePenalties.of_course(course.root)
    gradebook.register(course.db_url, assignment.name, released)
    workers = jobs or os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:  # each thread waits for a sandbox of its own
        pending = [pool.submit(_judge_student, assignment, course, name, released, seed) for name in names]
        for name, future in zip(names, pending, strict=True):
            yield _kept(course, name, future.result, penalties)


@dataclass(frozen=True)
class _Finished:
    attempt: evidence.Evidence
    notebook: NotebookNode


def _kept(course: Course, student: str, result: Callable[[], _Finished], penalties: LatePenalties) -> Judged:
    """Write one finished submission: evidence, gradebook row, then the graded notebook; this thread alone writes."""
    try:
        finished = result()
        verdict = finished.attempt.verdict
        evidence.save(finished.attempt, course.root / "evidence")
        gradebook.record(course.db_url, student, finished.attempt.received, verdict, penalties)
        _write_notebook(finished.notebook, course.notebook("autograded", student, verdict.assignment))
    except Exception as error:  # whatever went wrong here must cost this student a retry, not the class its batch
        return Judged(student, None, f"{type(error).__name__}: {error}")
    return Judged(student, verdict, finished.attempt.refused or "", finished.attempt.seconds)


def _judge_student(
    assignment: Assignment, course: Course, student: str, released: NotebookNode, seed: int | None
) -> _Finished:
    started = time.monotonic()
    seed = secrets.randbits(63) if seed is None else seed
    folder = course.submitted / student / assignment.name
    path = folder / f"{assignment.name}.ipynb"
    data, reason = b"", None
    try:
        if folder.is_symlink() or folder.parent.is_symlink():
            raise intake.Refused(
                f"{folder.name} is reached by a symbolic link: hand in a folder with the notebook itself."
            )
        data = intake.read(path)
        submission = intake.parse(data, path.name)
        if submission.assignment not in (None, assignment.name):
            raise intake.Refused(f"This is a notebook of {submission.assignment[:60]}, handed in as {assignment.name}.")
        judgement = judge(assignment, submission, seed)
        verdict = judgement.verdict
        notebook = autograded.build(released, submission, verdict, judgement.runs)
    except intake.Refused as refusal:
        reason = str(refusal)
        verdict = unreadable(assignment, reason)
        notebook = autograded.refused(released, verdict, reason)
    received = datetime.fromtimestamp(path.lstat().st_mtime, UTC) if os.path.lexists(path) else datetime.now(UTC)
    attempt = evidence.collect(student, data, received, seed, time.monotonic() - started, verdict, reason)
    return _Finished(attempt, notebook)


def _write_notebook(notebook: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    nbformat.write(notebook, partial)
    os.replace(partial, path)  # noqa: PTH105 -- atomic on POSIX
