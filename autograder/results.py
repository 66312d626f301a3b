"""What grading a class gives: a result a student, and the errors of a command that cannot begin or go on."""

from dataclasses import dataclass

from autograder.verdict import Verdict


class UsageError(ValueError):
    """The command was called with what cannot be graded; the message says what to change."""


class Stopped(Exception):  # noqa: N818 -- the batch ends early, in order: what it has judged is kept
    """Nothing more can be written (a full disk, a locked gradebook); the message says why in one sentence."""


@dataclass(frozen=True)
class Change:
    """Why an exercise has another score than it had: ``why`` is a sentence."""

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
