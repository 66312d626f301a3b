"""Names the mistake: the misconception whose wrong answers the student's function gives, wherever they differ."""

from collections.abc import Sequence

from autograder.assignment import Misconception
from autograder.judging.expected import Expected
from autograder.judging.outcome import Outcome


def diagnose(expected: Expected, answers: Sequence[Outcome]) -> Misconception | None:
    """The misconception that explains ``answers`` or None.

    It explains them when they agree with it on every case in which it differs from the truth, and there is at least
    one such case; of several, the one that explains most cases is meant.
    """
    best: Misconception | None = None
    most = 0
    for misconception in expected.exercise.misconceptions:
        explained = _explained(expected, misconception, answers)
        if explained > most:
            best, most = misconception, explained
    return best


def _explained(expected: Expected, misconception: Misconception, answers: Sequence[Outcome]) -> int:
    """The number of cases that the misconception explains; 0 where one contradicts it."""
    count = 0
    for truth, wrong, answer in zip(expected.truths, expected.wrong(misconception), answers, strict=True):
        if wrong.same_as(truth):
            continue
        if not answer.same_as(wrong):
            return 0
        count += 1
    return count
