"""What grading a class gives: a result a student, and the error of a command that cannot begin."""

from dataclasses import dataclass

from autograder.verdict import Verdict


class UsageError(ValueError):
    """The command was called with what cannot be graded; the message says what to change."""


@dataclass(frozen=True)
class Judged:
    """One student's result: a verdict, or why there is none. ``seconds`` is the wall time that judging took."""

    student: str
    verdict: Verdict | None
    message: str
    seconds: float = 0.0
