"""Names mistakes: the misconception that explains the first failing case or most of the loss, and a second beside it.

Counted are *results*, outputs of cases. A misconception explains those that are wrong exactly as its own are.
One right answer where it would be wrong refutes it. A case on which the student's function raised, or with whole
numbers where others have decimals, does not: an integer array or a stride that must be a number says nothing about the
mistake beside it. Results that are wrong in another way are tolerated where it explains many, because a second mistake
may lie over the first.
"""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as Collection
from dataclasses import dataclass

from autograder.assignment import Misconception
from autograder.judging.expected import Expected
from autograder.judging.outcome import WHOLE_CASE, Outcome, Result, differing, differing_outputs, same

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
    """The results that are wrong as the misconception's are; none where a right one refutes it.

    Most misconceptions are not the student's, and most of those are refuted by the cheapest cases. So cases are tried
    one by one, until nothing that may still come can make them explain enough.
    """
    explained, otherwise = set[Result](), 0
    left = Counter(index for index, _ in lost)  # results that may still be explained, by case
    for index in expected.cheapest_first:
        wrong = expected.wrong_at(misconception, index)
        for output in differing_outputs(wrong, expected.truths[index]):
            if not lost & {(index, output), (index, WHOLE_CASE)} and not (output == WHOLE_CASE and left[index]):
                return frozenset()
            if same(answers[index], wrong, output):
                explained.add((index, output))
            elif answers[index].value is not None and not expected.whole_numbers[index]:
                otherwise += 1
        del left[index]
        if not _is_sure(len(explained) + left.total(), otherwise):
            return frozenset()
    return frozenset(explained)


def _is_sure(explained: int, otherwise: int) -> bool:
    """Return whether so many explained results stand beside so many that are wrong in another way."""
    return not otherwise or (OVER * explained > otherwise and explained >= SURE)
