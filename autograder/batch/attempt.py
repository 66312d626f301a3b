"""One attempt, from the bytes that were handed in to everything that is written about it.

`judge_attempt` is what worker processes run, on this machine or on a cluster's: it takes and gives plain data,
touches no folder of the course, and does all the work that a submission costs. The one writer only writes.
"""

import dataclasses
import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

import nbformat
from nbformat import NotebookNode

from autograder.assignment import Assignment, Version, load_assignment
from autograder.feedback import graded_text
from autograder.judging import judge_or_refuse
from autograder.plain_text import plain_words
from autograder.records import Course, Evidence, evidence, receipts
from autograder.sandbox import Limits, SandboxUnavailable
from autograder.submission import Refused, Submission, find, parse, read_submitted, require_own
from autograder.wording import Language, Message


@dataclass(frozen=True)
class Attempt:
    """The file that a student handed in for an assignment of ``package``, and how it is to be judged.

    ``data`` are the notebook's bytes; ``refused`` is why the file could not even be read, ``note`` what its author
    should know about how it was found. ``version`` and ``released`` are the assignment's version and the texts of its
    released notebooks, by their languages, where the batch was started, ``limits`` what its sandbox may use.
    ``judged`` is the time by the clock of that machine: it orders the evidence.
    """

    student: str
    assignment: str
    package: str
    data: bytes
    refused: str | None
    received: datetime
    seed: int
    batch: str
    version: Version
    released: Mapping[Language, str] = field(repr=False)
    limits: Limits | None = None
    judged: datetime = field(default_factory=lambda: datetime.now(UTC))
    note: Message | None = None

    @property
    def identity(self) -> str:
        """A digest, equal for two attempts exactly when the same was handed in for the same version of the assignment.

        A verdict given without a sandbox is never taken for one given inside.
        """
        walls = b"" if self.limits is None or self.limits.sandboxed else b"no sandbox"
        parts = (self.version.digest.encode(), walls, (self.refused or "").encode(), self.data)
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def submission(self) -> Submission:
        """The file that was handed in, as cells.

        Raises `Refused` where it is no notebook of this assignment.
        """
        if self.refused is not None:
            raise Refused(self.refused)
        assignment = load_assignment(self.assignment, self.package)
        submission = parse(self.data, f"{self.assignment}.ipynb")
        require_own(submission, self.assignment, assignment.cells, assignment.functions)
        return dataclasses.replace(submission, notes=(self.note,) if self.note else ())


@dataclass(frozen=True)
class Finished:
    """A judged attempt, ready to be written: its evidence, and the graded notebook as bytes."""

    evidence: Evidence
    notebook: bytes


@dataclass(frozen=True)
class Unjudged:
    """The reason why an attempt could not be judged, in one sentence."""

    message: str


@dataclass(frozen=True)
class HandedIn:
    """A student's file as it is on the disk: the bytes, why they could not be read, time of receipt, a note on it."""

    data: bytes
    refused: str | None
    received: datetime
    note: Message | None = None


def read(course: Course, student: str, assignment: Assignment, earlier: Evidence | None = None) -> HandedIn:
    """Read the file of ``student`` as it is on the disk now.

    The time of receipt is that of `receipts.received`, with the student's newest evidence ``earlier``. nbgrader's
    ``timestamp.txt`` in the submission's folder is never read: the student writes it.
    """
    folder = course.folder("submitted", student, assignment.name)
    path, note, data, refused = folder / f"{assignment.name}.ipynb", None, b"", None
    try:
        found = find(folder, assignment.name, assignment.cells)
        path, note = found.path, found.note
        data = read_submitted(path)
    except Refused as refusal:
        refused = str(refusal)
    file_time = datetime.fromtimestamp(path.lstat().st_mtime, UTC) if os.path.lexists(path) else datetime.now(UTC)
    digest = receipts.digest(data)
    received = receipts.received(course.root, assignment.name, student, digest, file_time, earlier)
    return HandedIn(data, refused, received, note)


def judge_attempt(attempt: Attempt) -> Finished | Unjudged:
    """Judge ``attempt``; an error of any kind costs this one attempt its verdict, never the batch."""
    try:
        return _judged(attempt)
    except SandboxUnavailable as error:
        return Unjudged(f"{str(error).rstrip('.')}. `python -m autograder doctor` says more.")
    except Exception as error:
        return Unjudged(plain_words(f"{type(error).__name__}: {error}"))


def _judged(attempt: Attempt) -> Finished:
    started = time.monotonic()
    assignment = load_assignment(attempt.assignment, attempt.package)
    judgement = judge_or_refuse(assignment, attempt.submission, attempt.seed, attempt.limits)
    language = judgement.verdict.language
    text = graded_text(_notebook(attempt.released.get(language, attempt.released["en"])), judgement)
    kept = evidence.collect(
        attempt.student,
        attempt.data,
        attempt.received,
        attempt.seed,
        time.monotonic() - started,
        judgement.verdict,
        judgement.refused,
        identity=attempt.identity,
        batch=attempt.batch,
        version=attempt.version,
        judged=attempt.judged,
    )
    return Finished(kept, f"{text}\n".encode())


@lru_cache(maxsize=4)
def _notebook(released: str) -> NotebookNode:
    """The released notebook, read once a process; nobody changes it in place."""
    notebook: NotebookNode = nbformat.reads(released, as_version=4)
    return notebook
