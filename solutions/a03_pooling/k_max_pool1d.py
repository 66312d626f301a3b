"""Hidden cases of ``k_max_pool1d``: rows in which order, place and ties all show."""

import numpy as np

from autograder.authoring import DTYPES, Cases, Draw, call, exercise, then
from solutions.a03_pooling.pooling_draws import after_relu, far_below, few_values, negatives
from solutions.a03_pooling.reference import k_max_pool1d

ASPECTS = {
    "largest": (0.5, "k = 1: max pooling over the whole row"),
    "order": (1.0, "the k largest in the order in which they stand"),
    "rows": (0.5, "several samples and channels, each with places of its own"),
    "ties": (0.5, "of equal values the earlier"),
    "dtypes": DTYPES,
    "errors": (0.25, "a ValueError for a k that makes no sense"),
}


def cases(d: Draw) -> Cases:
    """The one largest first, then several in their order, rows of their own, and ties."""
    yield "largest", [call(peak(d), 1), call(negatives(d, 1, 1, 7), 1)]
    yield "order", [call(zigzag(d, 5), 3), call(zigzag(d, 9), d.between(3, 5))]
    yield "order", [call(far_below(d, 1, 1, 9), 4), call(zigzag(d, 6), 6)]
    yield "rows", [call(d.distinct(1, 2, 5), 2), call(d.distinct(2, 1, 6), 3)]
    yield "rows", [call(d.distinct_tenths(5, 4, 11), d.between(4, 5))]
    yield "ties", [call(late_tie(d), 2), call(late_tie(d), 3), call(few_values(d, 2, 3, 9), d.between(3, 5))]
    yield "ties", [call(after_relu(d, 2, 2, 10), d.between(6, 8)), call(few_values(d, 2, 3, 40), 20)]
    yield "errors", [call(d.distinct(1, 2, 4), k, raises=ValueError) for k in (5, 0, -1)]


def zigzag(d: Draw, length: int) -> np.ndarray:
    """One row whose three largest values neither fall nor rise."""
    ascending = np.sort(d.distinct_tenths(length))
    places = np.sort(d.rng.permutation(length)[:3])
    top = ascending[[-2, -1, -3] if d.rng.integers(2) else [-1, -3, -2]]
    others = d.rng.permutation(ascending[:-3])
    return np.insert(others, places - np.arange(3), top).reshape(1, 1, length)  # it counts places among the others


def peak(d: Draw) -> np.ndarray:
    """One row of decimals that rises to its largest value and falls again."""
    return np.sort(d.distinct(1, 1, 6))[..., [0, 2, 4, 5, 3, 1]] - 20.25


def late_tie(d: Draw) -> np.ndarray:
    """(…, 3, …, 5, …, 3, …): two equal values, the larger one between them, and smaller ones around."""
    low, high = np.sort(d.rng.choice(np.arange(1.0, 10), 2, replace=False))
    places = np.sort(d.rng.permutation(6)[:3])
    row = -d.rng.permutation(np.arange(11.0, 17))
    row[places] = low, high, low
    return row.reshape(1, 1, 6)


def largest_first(x: np.ndarray) -> np.ndarray:
    """The places of each row's values, from the largest value to the smallest."""
    return np.argsort(-x, axis=-1, kind="stable")


MISTAKES = {
    "sorted_descending": then(k_max_pool1d, lambda kept: -np.sort(-kept)),
    "sorted_ascending": then(k_max_pool1d, np.sort),
    "order_reversed": then(k_max_pool1d, lambda kept: kept[..., ::-1]),
    "ties_last": lambda x, k: k_max_pool1d(x[..., ::-1], k)[..., ::-1],
    "ties_by_an_unstable_sort": lambda x, k: np.take_along_axis(x, np.sort(np.argsort(-x)[..., :k]), axis=-1),
    "ties_from_the_end_of_a_sort": lambda x, k: np.take_along_axis(x, np.sort(np.argsort(x)[..., -k:]), axis=-1),
    "places_of_the_first_row": lambda x, k: x[..., np.sort(largest_first(x[0, 0])[:k])],
    "smallest_values": lambda x, k: -k_max_pool1d(-x, k),
    "first_values": lambda x, k: x[..., :k],
    "largest_magnitude": lambda x, k: np.take_along_axis(x, np.sort(largest_first(np.abs(x))[..., :k]), axis=-1),
    "places_instead_of_values": lambda x, k: np.sort(largest_first(x)[..., :k]),
    "others_zero": lambda x, k: np.where(np.argsort(largest_first(x)) < k, x, 0),  # argsort of an order gives ranks
    "across_channels": lambda x, k: k_max_pool1d(x.swapaxes(1, 2), min(k, x.shape[1])).swapaxes(1, 2),
}

EXERCISE = exercise(k_max_pool1d, ASPECTS, cases, MISTAKES, ordinary=lambda d: call(peak(d), 1))
