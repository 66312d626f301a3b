"""Hidden cases of ``k_max_pool1d``."""

from collections.abc import Callable

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import Function, keeping_errors
from solutions.a02_convolution.draw import between
from solutions.a03_pooling.reference import k_max_pool1d

from .draw import after_relu, few_values, integers, negatives, singles, tenths, whole


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """The one largest first, then several in their order, rows of their own, and ties."""
    return [
        Case(("largest",), (whole(rng, 1, 1, 5), 1)),
        Case(("largest",), (negatives(rng, 1, 1, between(rng, 5, 8)), 1)),
        Case(("order",), (_zigzag(rng, 5), 3)),
        Case(("order",), (_zigzag(rng, between(rng, 7, 9)), between(rng, 3, 5))),
        Case(("order",), (negatives(rng, 1, 1, between(rng, 7, 9)), 4)),
        Case(("order",), (_zigzag(rng, 6), 6)),
        Case(("rows",), (whole(rng, 1, 2, 5), 2)),
        Case(("rows",), (whole(rng, 2, 1, 6), 3)),
        Case(("rows",), (tenths(rng, 3, 2, between(rng, 6, 9)), between(rng, 2, 4))),
        Case(("ties",), (_late_tie(rng), 2)),
        Case(("ties",), (_late_tie(rng), 3)),
        Case(("ties",), (few_values(rng, 2, 3, 9), between(rng, 3, 5))),
        Case(("ties",), (after_relu(rng, 2, 2, 10), between(rng, 6, 8))),
        Case(("dtypes",), (integers(rng, 1, 1, between(rng, 5, 6)), 1)),
        Case(("dtypes",), (singles(rng, 1, 1, between(rng, 6, 8)), 1)),
        Case(("errors",), (whole(rng, 1, 1, 4), 5), raises=ValueError),
        Case(("errors",), (whole(rng, 2, 2, 4), 0), raises=ValueError),
    ]


def _zigzag(rng: np.random.Generator, length: int) -> np.ndarray:
    """One row whose three largest values neither fall nor rise."""
    row = np.sort(tenths(rng, length))
    places = np.sort(rng.permutation(length)[:3])
    third, second, first = row[-3:]
    top = [second, first, third] if rng.integers(2) else [first, third, second]
    rest = rng.permutation(row[:-3])
    out = np.empty(length)
    out[places] = top
    out[np.setdiff1d(np.arange(length), places)] = rest
    return out.reshape(1, 1, length)


def _late_tie(rng: np.random.Generator) -> np.ndarray:
    """(…, 3, …, 5, …, 3, …): two equal values, the larger one between them, and smaller ones around."""
    low, high = np.sort(rng.choice(np.arange(1.0, 10), 2, replace=False))
    places = np.sort(rng.permutation(6)[:3])
    row = -rng.permutation(np.arange(1.0, 7))
    row[places] = low, high, low
    return row.reshape(1, 1, 6)


def _sorted_by(key: Callable[[np.ndarray], np.ndarray]) -> Function:
    """Wrong: of the values kept, the order is ``key``'s."""
    return lambda x, k: key(k_max_pool1d(x, k))


def _kept(places: Callable[[np.ndarray, int], np.ndarray]) -> Function:
    """Wrong: the values that are kept stand at ``places(x, k)``, an array of shape (N, C, k)."""
    return lambda x, k: np.take_along_axis(x, np.sort(places(x, k), axis=-1), axis=-1)


def _largest_places(x: np.ndarray, k: int) -> np.ndarray:
    return np.argsort(-x, axis=-1, kind="stable")[..., :k]


def _later_ties(x: np.ndarray, k: int) -> np.ndarray:
    return np.argsort(x, axis=-1, kind="stable")[..., -k:]


def _places_of_the_first_row(x: np.ndarray, k: int) -> np.ndarray:
    return np.broadcast_to(_largest_places(x[:1, :1], k), (*x.shape[:2], k))


def _places(x: np.ndarray, k: int) -> np.ndarray:
    return np.sort(_largest_places(x, k), axis=-1)


def _others_zero(x: np.ndarray, k: int) -> np.ndarray:
    out = np.zeros(x.shape)
    places = _places(x, k)
    np.put_along_axis(out, places, np.take_along_axis(x, places, axis=-1), axis=-1)
    return out


def _across_channels(x: np.ndarray, k: int) -> np.ndarray:
    rows = x.transpose(0, 2, 1)
    return k_max_pool1d(rows, min(k, rows.shape[-1])).transpose(0, 2, 1)


MISCONCEPTIONS = (
    Misconception(
        "sorted_descending",
        "You return the k largest values sorted, the largest first: k-max pooling keeps them in the order in which "
        "they stand in the row.",
        _sorted_by(lambda kept: -np.sort(-kept, axis=-1)),
    ),
    Misconception(
        "sorted_ascending",
        "You return the k largest values sorted, the smallest first: k-max pooling keeps them in the order in which "
        "they stand in the row.",
        _sorted_by(lambda kept: np.sort(kept, axis=-1)),
    ),
    Misconception(
        "order_reversed",
        "The values you keep come out from the last to the first: keep the order in which they stand in the row.",
        _sorted_by(lambda kept: kept[..., ::-1]),
    ),
    Misconception(
        "ties_last",
        "Where equal values compete for the last place, you keep the later one: the earlier one is kept. "
        "A stable sort of -x puts it first.",
        _kept(_later_ties),
    ),
    Misconception(
        "places_of_the_first_row",
        "All rows keep the places that are largest in one of them: every sample and every channel has places of its "
        "own. np.take_along_axis picks row by row.",
        _kept(_places_of_the_first_row),
    ),
    Misconception(
        "smallest_values",
        "You keep the k smallest values: np.argsort puts the smallest first, so the largest stand at the end.",
        _kept(lambda x, k: _largest_places(-x, k)),
    ),
    Misconception(
        "first_values",
        "You keep the first k values of each row: keep the k largest, wherever they stand.",
        lambda x, k: x[..., :k].copy(),
    ),
    Misconception(
        "largest_magnitude",
        "You choose by absolute value: -7 is smaller than 2, however far from zero it lies.",
        _kept(lambda x, k: _largest_places(np.abs(x), k)),
    ),
    Misconception(
        "places_instead_of_values",
        "You return the places of the largest values: look up the values that stand there, with np.take_along_axis.",
        _places,
    ),
    Misconception(
        "others_zero",
        "You keep the length L and set the other values to 0: leave them out, so that k values remain.",
        _others_zero,
    ),
    Misconception(
        "across_channels",
        "You choose among the channels: choose along the last axis, the places of the row.",
        _across_channels,
    ),
)

EXERCISE = Exercise(
    name="k_max_pool1d",
    reference=k_max_pool1d,
    aspects=(
        Aspect("largest", 0.5, "k = 1: max pooling over the whole row"),
        Aspect("order", 1.0, "the k largest in the order in which they stand"),
        Aspect("rows", 0.5, "several samples and channels, each with places of its own"),
        Aspect("ties", 0.5, "of equal values the earlier"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError for a k that makes no sense", after="largest"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(k_max_pool1d, MISCONCEPTIONS),
)
