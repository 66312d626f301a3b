"""Hidden cases of ``dynamic_pool1d``.

The rows rise or fall, or are all negative: then every boundary that is off by one shows.
"""

import itertools
from collections.abc import Callable, Iterable

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import Function, keeping_errors
from solutions.a02_convolution.draw import between
from solutions.a03_pooling.reference import dynamic_pool1d

from .draw import integers, negatives, singles, tenths, whole


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Segments of one length first, then lengths that do not divide, then one segment and as many as values."""
    return [
        Case(("equal",), (whole(rng, 1, 1, 6), 3)),
        Case(("equal",), (tenths(rng, 1, 2, 8), 2)),
        Case(("equal",), (negatives(rng, 2, 3, 12), between(rng, 3, 4))),
        Case(("uneven",), (_rising(rng, 1, 1, 5), 2)),
        Case(("uneven",), (_rising(rng, 1, 1, 5)[..., ::-1].copy(), 3)),
        Case(("uneven",), (_rising(rng, 2, 2, 7), 3)),
        Case(("uneven",), (_rising(rng, 2, 2, 11)[..., ::-1].copy(), 4)),
        Case(("uneven",), (negatives(rng, 2, 3, between(rng, 13, 14)), 5)),
        Case(("uneven",), (_rising(rng, 1, 2, between(rng, 8, 9)), 7)),
        Case(("ends",), (whole(rng, 1, 2, between(rng, 4, 6)), 1)),
        Case(("ends",), (whole(rng, 1, 1, 5), 5)),
        Case(("ends",), (negatives(rng, 2, 2, 1), 1)),
        Case(("exact",), (_rising(rng, 1, 1, 15), 11)),
        Case(("exact",), (_rising(rng, 1, 2, 15), 13)),
        Case(("dtypes",), (integers(rng, 1, 1, 8), 2)),
        Case(("dtypes",), (singles(rng, 2, 2, 3 * between(rng, 2, 3)), 3)),
        Case(("errors",), (whole(rng, 1, 1, 4), 0), raises=ValueError),
        Case(("errors",), (whole(rng, 1, 2, 4), 5), raises=ValueError),
    ]


def _rising(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Rows that rise from place to place."""
    return np.sort(tenths(rng, *shape), axis=-1)


def _largest_of(parts: Iterable[np.ndarray]) -> np.ndarray:
    return np.stack([part.max(axis=-1) if part.shape[-1] else np.zeros(part.shape[:2]) for part in parts], axis=-1)


def _cut_at(bounds: Callable[[int, int], list[int]]) -> Function:
    """Wrong: segment s runs from bounds(L, S)[s] to bounds(L, S)[s + 1]; an empty one gives 0."""

    def wrong(x: np.ndarray, segments: int) -> np.ndarray:
        places = bounds(x.shape[-1], segments)
        return _largest_of(x[..., start:end] for start, end in itertools.pairwise(places))

    return wrong


def _rounded_down(length: int, segments: int) -> list[int]:
    return [s * (length // segments) for s in range(segments + 1)]


def _rest_to_the_last(length: int, segments: int) -> list[int]:
    return [*_rounded_down(length, segments)[:-1], length]


def _rest_to_the_first(length: int, segments: int) -> list[int]:
    return [s * (length // segments) + min(s, length % segments) for s in range(segments + 1)]


def _rounded_up(length: int, segments: int) -> list[int]:
    return [-(-s * length // segments) for s in range(segments + 1)]


def _rounded_in_floats(length: int, segments: int) -> list[int]:
    return [int(s * (length / segments)) for s in range(segments + 1)]


def _adaptive(x: np.ndarray, segments: int) -> np.ndarray:
    length = x.shape[-1]
    starts, ends = (s * length // segments for s in range(segments)), _rounded_up(length, segments)[1:]
    return _largest_of(x[..., start:end] for start, end in zip(starts, ends, strict=True))


def _mean_instead_of_max(x: np.ndarray, segments: int) -> np.ndarray:
    length = x.shape[-1]
    bounds = [s * length // segments for s in range(segments + 1)]
    parts = (x[..., start:end].mean(axis=-1) for start, end in itertools.pairwise(bounds))
    return np.stack(list(parts), axis=-1)


def _segments_as_length(x: np.ndarray, segments: int) -> np.ndarray:
    return _largest_of(x[..., start : start + segments] for start in range(0, x.shape[-1], segments))


def _across_channels(x: np.ndarray, segments: int) -> np.ndarray:
    out = dynamic_pool1d(x, segments)
    return np.broadcast_to(out.max(axis=(0, 1)), out.shape)


MISCONCEPTIONS = (
    Misconception(
        "segments_equal_length",
        "Every segment of yours holds L // S values, so what stays over at the end of the row is lost: segment s runs "
        "from s·L // S to (s + 1)·L // S.",
        _cut_at(_rounded_down),
    ),
    Misconception(
        "rest_to_the_last",
        "Your last segment takes all that stays over: segment s runs from s·L // S to (s + 1)·L // S, so that lengths "
        "differ by one at most.",
        _cut_at(_rest_to_the_last),
    ),
    Misconception(
        "longer_segments_first",
        "Your longer segments come first (np.array_split does this): here segment s runs from s·L // S to "
        "(s + 1)·L // S, which spreads them over the row.",
        _cut_at(_rest_to_the_first),
    ),
    Misconception(
        "ends_rounded_up",
        "Your segments overlap, since their ends are rounded up (PyTorch's adaptive pooling does this): here both "
        "ends are rounded down, and each segment ends where the next begins.",
        _adaptive,
    ),
    Misconception(
        "bounds_rounded_up",
        "Your segments begin and end one place late where L does not divide: both ends are rounded down, s·L // S.",
        _cut_at(_rounded_up),
    ),
    Misconception(
        "rounded_in_floats",
        "Your bounds are products with a rounded L / S, and now and then come out one too small: multiply first, and "
        "divide with // in whole numbers, s·L // S.",
        _cut_at(_rounded_in_floats),
    ),
    Misconception(
        "mean_instead_of_max",
        "You take the mean of each segment: keep its largest value.",
        _mean_instead_of_max,
    ),
    Misconception(
        "segments_as_length",
        "You cut pieces that are `segments` values long: it says how many pieces there are, whatever their length.",
        _segments_as_length,
    ),
    Misconception(
        "max_across_channels",
        "One maximum is taken over all samples and channels: each has its own. Give max the last axis, axis=-1.",
        _across_channels,
    ),
)

EXERCISE = Exercise(
    name="dynamic_pool1d",
    reference=dynamic_pool1d,
    aspects=(
        Aspect("equal", 0.75, "rows that the segments divide evenly"),
        Aspect("uneven", 1.0, "rows of any length"),
        Aspect("ends", 0.5, "one segment, and as many as there are values"),
        Aspect("exact", 0.25, "bounds that are exact"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError for segments that cannot be", after="equal"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(dynamic_pool1d, MISCONCEPTIONS),
)
