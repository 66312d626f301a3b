"""The one writer of a batch: evidence, gradebook row, graded notebook, in this order for every submission.

Killed between any two of them, a batch leaves the graded notebook beside its evidence; the next batch finds it there
and finishes the work without judging again.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.batch.attempt import Attempt, Finished, Unjudged
from autograder.batch.journal import Batch
from autograder.errors import Stopped
from autograder.judging import Verdict
from autograder.records import (
    Course,
    Evidence,
    Judged,
    Regraded,
    evidence,
    exchange_receipts,
    one_sentence,
    score_changes,
    write_atomic,
)

if TYPE_CHECKING:
    from autograder.records import gradebook  # it imports nbgrader, which is slow


def settled(course: Course, batch: Batch, attempt: Attempt, newest: Evidence | None) -> bool:
    """Return whether ``attempt`` is judged already, by its ``newest`` evidence, so that ``batch`` need not do it."""
    if newest is None or newest.identity != attempt.identity or (batch.again and newest.batch != batch.name):
        return False
    paths = _notebooks(course, attempt.student, attempt.assignment, newest.stamp)
    return any(path.exists() for path in paths)


@dataclass(frozen=True)
class Writer:
    """Writes what a batch has judged. ``compare`` says what changed against the attempt before (a regrading)."""

    course: Course
    scores: "gradebook.Scores"
    batch: Batch
    compare: bool = False

    def write(self, attempt: Attempt, answer: Finished | Unjudged) -> Judged:
        """Write a judged attempt; one without a verdict leaves all scores, and says whose they are.

        Raises `Stopped` where nothing can be written any more.
        """
        if isinstance(answer, Unjudged):
            return Judged(attempt.student, None, self._what_holds(attempt, answer.message))
        found = answer.evidence
        folder = self.course.evidence(attempt.assignment) / attempt.student
        pending, _ = _notebooks(self.course, attempt.student, attempt.assignment, found.stamp)
        with one_sentence():
            write_atomic(pending, answer.notebook)
            write_atomic(folder / f"{found.stamp}.json", found.model_dump_json(indent=1).encode(), self.course.private)
        return self.finish(found, found.received, kept=False)

    def _what_holds(self, attempt: Attempt, message: str) -> str:
        """The reason why ``attempt`` stayed unjudged, and whose score holds where another notebook has one."""
        before = evidence.newest(self.course.evidence(attempt.assignment) / attempt.student)
        if before is None or before.sha256 == hashlib.sha256(attempt.data).hexdigest():
            return message
        holds = self.scores.mark_as_earlier(attempt.student, message)
        if holds is None:
            return message
        day = f"{before.received:%Y-%m-%d %H:%M} UTC"
        return f"{message} The gradebook holds {holds:g} points for the notebook of {day}, marked for review."

    def finish(self, found: Evidence, received: datetime, kept: bool = True) -> Judged:
        """Do for an attempt that is judged what is not done yet; ``kept`` where an earlier batch has judged it.

        It was handed in at ``received`` as far as is known by now; what counts is counted anew.
        Raises `Stopped` as `write` does.
        """
        student, verdict = found.student, found.verdict
        pending, graded = _notebooks(self.course, student, verdict.assignment, found.stamp)
        before = self.scores.penalty(student)
        try:
            standing = None if pending.exists() else self.scores.settle(student, received, verdict)
            standing = standing or self.scores.record(student, received, verdict)
        except Stopped:
            raise
        except Exception as error:  # must not cost the class its batch
            reason = f"{type(error).__name__}: {str(error).splitlines()[0]}"
            return Judged(student, None, f"The gradebook does not take this result ({reason}).")
        self._put(student, pending, graded)
        regraded = self._regraded(self.course.evidence(verdict.assignment) / student)
        shown, refused = _without_aspects(verdict), found.refused or ""
        return Judged(student, shown, refused, found.seconds, kept, regraded, standing, before)

    def _put(self, student: str, pending: Path, graded: Path) -> None:
        with one_sentence():
            if pending.exists():
                graded.parent.mkdir(parents=True, exist_ok=True)
                exchange_receipts.keep(self.course.folder("submitted", student, graded.stem), graded.parent)
                os.replace(pending, graded)  # noqa: PTH105 -- atomic on POSIX
            evidence.tidy(pending.parent)

    def _regraded(self, folder: Path) -> Regraded | None:
        if not self.compare:
            return None
        before, after = evidence.newest(folder, before=self.batch.name), evidence.newest(folder)
        return score_changes.compare(before, after) if before and after else None


def _notebooks(course: Course, student: str, assignment: str, stamp: str) -> tuple[Path, Path]:
    """The path where the graded notebook waits, and the one where it belongs."""
    waiting = course.evidence(assignment) / student / f"{stamp}.ipynb"
    return waiting, course.notebook("autograded", student, assignment)


def _without_aspects(verdict: Verdict) -> Verdict:
    """The verdict as the tables need it: that of a thousand students is kept until the end."""
    exercises = tuple(result.model_copy(update={"aspects": ()}) for result in verdict.exercises)
    return verdict.model_copy(update={"exercises": exercises})
