"""Draws calls until each mistake shows in them: what one costs is no matter of luck."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from autograder.assignment import Case
from autograder.authoring.everywhere import everywhere
from autograder.authoring.mistakes import Function

CLEAR = 0.01  # of the largest right number: far beyond the tolerance


def telling(
    right: Function, mistakes: Mapping[str, Function], draw: Callable[[], list[Case]], *unseen: str
) -> list[Case]:
    """Calls that ``draw`` gives, drawn again until they tell each of ``mistakes`` but those ``unseen`` from ``right``.

    No right answer among them is all zeros. Several outputs must have one shape.
    """
    told = [wrong for name, wrong in mistakes.items() if name not in unseen]
    while True:
        drawn = draw()
        truths = [np.asarray(right(*one.args, **one.kwargs)) for one in drawn]
        if all(truth.any() for truth in truths) and all(_shows(wrong, drawn, truths) for wrong in told):
            return drawn


def telling_in_other_types(
    right: Function, mistakes: Mapping[str, Function], draw: Callable[[], Case], *unseen: str
) -> Case:
    """A call that ``draw`` gives, drawn until what `everywhere` makes of it tells each mistake, as in `telling`."""
    drawn: list[Case] = []

    def others() -> list[Case]:
        drawn[:] = [draw()]
        return everywhere(drawn[0])

    telling(right, mistakes, others, *unseen)
    return drawn[0]


def _shows(wrong: Function, drawn: Sequence[Case], truths: Sequence[np.ndarray]) -> bool:
    with np.errstate(all="ignore"):  # to overflow may be the mistake
        return any(_differ(wrong(*one.args, **one.kwargs), truth) for one, truth in zip(drawn, truths, strict=True))


def _differ(found: object, truth: np.ndarray) -> bool:
    array = np.asarray(found)
    # written so that what is not a number differs
    return array.shape != truth.shape or not np.abs(array - truth).max() <= CLEAR * np.abs(truth).max()
