"""Names mistakes: the misconception that explains the first failing case or most of the loss, and a second beside it.

Counted are *results*, outputs of cases. A misconception explains those that are wrong exactly as its own are.
One right answer where it would be wrong refutes it. A case on which the student's function raised, or with whole
numbers where others have decimals, does not: an integer array or a stride that must be a number says nothing about the
mistake beside it. Results that are wrong in another way are tolerated where it explains many, because a second mistake
may lie over the first.
"""

from collections.abc import Sequence
from collections.abc import Set as Collection
from dataclasses import dataclass

from autograder.assignment import Misconception
from autograder.judging.expected import Expected
from autograder.judging.outcome import WHOLE_CASE, Outcome, Result, differing, same

MOST = 0.5  # of the loss must be explained where the first failing case is not
SURE = 8  # results must be explained where others are wrong in another way,
OVER = 3  # of which there may be so many times more: a second mistake may lie over the first
BESIDE = 2  # results that nothing else explains make a second mistake


@dataclass(frozen=True)
class Named:
    """A misconception, with the wrong results that it explains."""

    misconception: Misconception
    explains: frozenset[Result]


def name(expected: Expected, answers: Sequence[Outcome]) -> list[Named]:
    """The misconceptions that explain ``answers``, at most two, the one that explains most first."""
    # whether arguments are checked says nothing about what is misunderstood, so those cases do not count
    lost = {result for result in differing(answers, expected.truths) if expected.cases[result[0]].raises is None}
    if not lost:
        return []
    first = min(lost)[0]
    wrong = ((one, _explained(expected, one, answers, lost)) for one in expected.exercise.misconceptions)
    candidates = sorted((Named(one, found) for one, found in wrong if found), key=lambda named: -len(named.explains))
    for main in candidates:
        if any(case == first for case, _ in main.explains) or len(main.explains) >= MOST * len(lost):
            beside = (one for one in candidates if len(one.explains) >= BESIDE and not one.explains & main.explains)
            return [main, *list(beside)[:1]]
    return []


def _explained(
    expected: Expected, misconception: Misconception, answers: Sequence[Outcome], lost: Collection[Result]
) -> frozenset[Result]:
    """The results that are wrong as the misconception's are; none where a right one refutes it."""
    explained, otherwise = set[Result](), 0
    wrong = expected.wrong(misconception)
    for result in expected.wrong_results(misconception):
        index, output = result
        if not lost & {result, (index, WHOLE_CASE)} and not (output == WHOLE_CASE and any(i == index for i, _ in lost)):
            return frozenset()
        if same(answers[index], wrong[index], output):
            explained.add(result)
        elif answers[index].value is not None and not expected.whole_numbers[index]:
            otherwise += 1
    sure = not otherwise or (OVER * len(explained) > otherwise and len(explained) >= SURE)
    return frozenset(explained if sure else ())
