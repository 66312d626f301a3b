"""Names the mistake: the misconception whose wrong answers the student's function gives, wherever they differ."""

from collections.abc import Sequence

from autograder.exercise import Case, Exercise, Misconception
from autograder.outcome import Outcome, of_function


def diagnose(
    exercise: Exercise, cases: Sequence[Case], truths: Sequence[Outcome], answers: Sequence[Outcome]
) -> Misconception | None:
    """The misconception that explains ``answers``, or None.

    It explains them when they agree with it on every case in which it differs from the truth, and there is at least
    one such case; of several, the one that explains most cases is meant.
    """
    best: Misconception | None = None
    most = 0
    for misconception in exercise.misconceptions:
        explained = _explained(exercise, misconception, cases, truths, answers)
        if explained > most:
            best, most = misconception, explained
    return best


def _explained(
    exercise: Exercise,
    misconception: Misconception,
    cases: Sequence[Case],
    truths: Sequence[Outcome],
    answers: Sequence[Outcome],
) -> int:
    """How many cases the misconception explains; 0 where one contradicts it."""
    count = 0
    for case, truth, answer in zip(cases, truths, answers, strict=True):
        wrong = of_function(exercise.misconceived(misconception, case), case)
        if wrong.same_as(truth):
            continue
        if not answer.same_as(wrong):
            return 0
        count += 1
    return count
