"""A student's result in a graded class, and what a regrading changed in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from autograder.judging import Verdict


@dataclass(frozen=True)
class Change:
    """The reason why an exercise has another score than it had: ``why`` is a sentence."""

    exercise: str
    before: float
    after: float
    why: str


@dataclass(frozen=True)
class Regraded:
    """The sum that a student had before, and the exercises in which it changed."""

    before: float
    changes: tuple[Change, ...]


def plain_points(points: float) -> float:
    """Points without a trace of how a computer holds a tenth; nbgrader stores and adds them up as they come."""
    return round(points, 6)


@dataclass(frozen=True)
class Standing:
    """The score that counts in the gradebook for one student and assignment.

    ``points`` are those of all exercises, with those that a TA gave by hand in (``manual``, by exercise); ``penalty``
    is what being ``seconds_late`` takes off, ``due`` (UTC) the date that holds for this student.
    """

    points: float
    penalty: float = 0.0
    manual: Mapping[str, float] = field(default_factory=dict)
    seconds_late: float = 0.0
    due: datetime | None = None

    @property
    def score(self) -> float:
        """The points that count: never less than none."""
        return plain_points(max(0.0, self.points - self.penalty))

    @property
    def late(self) -> str:
        """The late penalty as it stands beside a score, ``late: −20.5``; empty where there is none."""
        return f"late: −{self.penalty:g}" if self.penalty else ""


@dataclass(frozen=True)
class Judged:
    """One student's result: a verdict, or why there is none.

    ``seconds`` is the wall time that judging took, ``kept`` whether an earlier batch did it, ``regraded`` the
    comparison with the attempt before (where one was asked for). ``message`` is why the notebook could not be read,
    or why it stayed unjudged. ``standing`` is what counts for it in the gradebook, ``penalty_before`` the late penalty
    that stood there before this batch (None: nothing stood there). ``absent`` are those who are on the course's roster
    and did not hand in.
    """

    student: str
    verdict: Verdict | None
    message: str
    seconds: float = 0.0
    kept: bool = False
    regraded: Regraded | None = None
    standing: Standing | None = None
    penalty_before: float | None = None
    absent: bool = False

    @property
    def score(self) -> float | None:
        """The points that count, manual scores in and late penalty off; None where there is no verdict."""
        if self.verdict is None:
            return None
        return self.verdict.score if self.standing is None else self.standing.score

    @property
    def late(self) -> str:
        """The late penalty as it stands beside a score; empty where there is none."""
        return self.standing.late if self.standing is not None else ""

    @property
    def penalty_moved(self) -> bool:
        """Return whether this batch found another late penalty than the one that stood in the gradebook."""
        if self.standing is None or self.penalty_before is None:
            return False
        return self.standing.penalty != self.penalty_before
