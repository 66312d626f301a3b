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
    PRIVATE,
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


def settled(course: Course, batch: Batch, attempt: Attempt) -> Evidence | None:
    """The evidence on ``attempt``, where it is judged already and ``batch`` need not do it again."""
    found = evidence.newest(course.evidence(attempt.assignment) / attempt.student)
    if found is None or found.identity != attempt.identity or (batch.again and found.batch != batch.name):
        return None
    if not any(path.exists() for path in _notebooks(course, attempt.student, attempt.assignment, found.stamp)):
        return None
    return found


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
            write_atomic(folder / f"{found.stamp}.json", found.model_dump_json(indent=1).encode(), PRIVATE)
        return self.finish(found, kept=False)

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

    def finish(self, found: Evidence, kept: bool = True) -> Judged:
        """Do for an attempt that is judged what is not done yet; ``kept`` where an earlier batch has judged it.

        Raises `Stopped` as `write` does.
        """
        student, verdict = found.student, found.verdict
        pending, graded = _notebooks(self.course, student, verdict.assignment, found.stamp)
        scores = {result.name: result.score for result in verdict.exercises}
        missing = pending.exists() or self.scores.recorded(student) != scores
        if missing and (refused := self._record(student, found.received, verdict)):
            return Judged(student, None, refused)
        self._put(student, pending, graded)
        regraded = self._regraded(self.course.evidence(verdict.assignment) / student)
        return Judged(student, _without_aspects(verdict), found.refused or "", found.seconds, kept, regraded)

    def _record(self, student: str, received: datetime, verdict: Verdict) -> str:
        """Write the row; return why the gradebook will not take it, which must not cost the class its batch, or ""."""
        try:
            self.scores.record(student, received, verdict)
        except Stopped:
            raise
        except Exception as error:
            return f"The gradebook does not take this result ({type(error).__name__}: {str(error).splitlines()[0]})."
        return ""

    def _put(self, student: str, pending: Path, graded: Path) -> None:
        with one_sentence():
            if pending.exists():
                graded.parent.mkdir(parents=True, exist_ok=True)
                exchange_receipts.keep(self.course.submitted / student / graded.parent.name, graded.parent)
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
