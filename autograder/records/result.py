"""A student's result in a graded class, and what a regrading changed in it."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Judged:
    """One student's result: a verdict, or why there is none.

    ``seconds`` is the wall time that judging took, ``kept`` whether an earlier batch did it, ``regraded`` the
    comparison with the attempt before (where one was asked for). ``message`` is why the notebook could not be read,
    or why it stayed unjudged.
    """

    student: str
    verdict: Verdict | None
    message: str
    seconds: float = 0.0
    kept: bool = False
    regraded: Regraded | None = None
