"""Hidden cases of ``dynamic_pool1d``: in rows that rise, fall or are negative, any bound that is off by one shows."""

import numpy as np

from autograder.authoring import DTYPES, Cases, Draw, Function, call, exercise, then
from solutions.a03_pooling.pooling_draws import far_below, negatives
from solutions.a03_pooling.reference import dynamic_pool1d

ASPECTS = {
    "equal": (0.75, "rows that the segments divide evenly"),
    "uneven": (1.0, "rows of any length"),
    "ends": (0.5, "one segment, and as many as there are values"),
    "exact": (0.25, "bounds that are exact"),
    "dtypes": DTYPES,
    "errors": (0.25, "a ValueError for segments that cannot be"),
}


# Lengths and segments of which floats get a bound wrong: shares of 1, s · (L / S) twice, np.linspace and s / S · L.
IN_FLOATS = ((14, 7), (15, 11), (15, 13), (30, 22), (44, 22))


def cases(d: Draw) -> Cases:
    """Segments of one length first, then lengths that do not divide, then one segment and as many as values."""
    whole, tenths = d.distinct, d.distinct_tenths
    yield "equal", [call(whole(1, 1, 6), 3), call(tenths(1, 2, 8), 2), call(far_below(d, 2, 3, 12), 4)]
    yield "uneven", [call(rising(d, 1, 1, 5), 2), call(rising(d, 1, 1, 5, step=-1), 3)]
    yield "uneven", [call(rising(d, 2, 2, 7), 3), call(rising(d, 2, 2, 11, step=-1), 4)]
    yield "uneven", [call(negatives(d, 5, 4, 14), 5), call(rising(d, 1, 2, 9), 7)]
    yield "ends", [call(whole(1, 2, d.between(4, 6)), 1), call(whole(1, 1, 5), 5), call(negatives(d, 2, 2, 1), 1)]
    yield "exact", [call(rising(d, 1, 1, length), segments) for length, segments in IN_FLOATS]
    yield "errors", [call(whole(1, 2, 4), segments, raises=ValueError) for segments in (5, 0, -1)]


def rising(d: Draw, *shape: int, step: int = 1) -> np.ndarray:
    """Rows that rise from place to place; with ``step`` -1 they fall."""
    return np.sort(d.distinct_tenths(*shape))[..., ::step].copy()


def cut(start: Function, end: Function | None = None, keep: Function = np.max) -> Function:
    """Segment s runs from start(s, L, S) to end(s + 1, L, S), by default to the next start; an empty one gives 0."""

    def wrong(x: np.ndarray, S: int) -> np.ndarray:
        L = x.shape[-1]
        segments = [x[..., start(s, L, S) : (end or start)(s + 1, L, S)] for s in range(S)]
        return np.stack([keep(part, axis=-1) if part.size else np.zeros(x.shape[:2]) for part in segments], axis=-1)

    return wrong


MISTAKES = {
    "segments_equal_length": cut(lambda s, L, S: s * (L // S)),
    "rest_to_the_last": cut(lambda s, L, S: s * (L // S) if s < S else L),
    "longer_segments_first": cut(lambda s, L, S: s * (L // S) + min(s, L % S)),
    "ends_rounded_up": cut(lambda s, L, S: s * L // S, end=lambda s, L, S: -(-s * L // S)),
    "bounds_rounded_up": cut(lambda s, L, S: -(-s * L // S)),
    "rounded_in_floats": cut(lambda s, L, S: int(s * (L / S))),
    "cut_by_linspace": cut(lambda s, L, S: int(np.linspace(0, L, S + 1)[s])),
    "rounded_to_nearest": cut(lambda s, L, S: round(s * L / S)),
    "mean_instead_of_max": cut(lambda s, L, S: s * L // S, keep=np.mean),
    "segments_as_length": lambda x, length: np.maximum.reduceat(x, range(0, x.shape[-1], length), axis=-1),
    "max_across_channels": then(dynamic_pool1d, lambda out: np.broadcast_to(out.max(axis=(0, 1)), out.shape)),
}

EXERCISE = exercise(dynamic_pool1d, ASPECTS, cases, MISTAKES, ordinary=lambda d: call(d.distinct_tenths(1, 2, 9), 3))
