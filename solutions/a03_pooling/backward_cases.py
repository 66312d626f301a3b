"""Cases for the gradient of any pooling over images: the upstream gradient is always random."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring import Case, Cases, Draw, call, windows
from solutions.a03_pooling.reference import max_pool2d


def backward_cases(d: Draw, small: Callable[[Draw], np.ndarray]) -> Cases:
    """Windows side by side first, then windows that overlap, and values that no window reaches.

    The windows side by side come all at once. ``small`` draws the image of 3 by 4 in which windows overlap first.
    """
    tall, oblong, uneven = d.either_order(3, 2), d.either_order(2, 3), d.either_order(1, 2)
    rest, both = d.either_order(1, 2), d.either_order(2, 3)
    whole, tenths = d.distinct, d.distinct_tenths
    single = [dx_call(d, whole(1, 1, 4, 4), 2), dx_call(d, tenths(1, 1, 6, 9), 3)]
    yield "values", [*single, dx_call(d, tenths(3, 2, 4, 6), 2), dx_call(d, tenths(2, 3, 3, 3), 3)]
    yield "overlap", [dx_call(d, small(d), 2, stride=1), dx_call(d, tenths(1, 2, 7, 5), 3, stride=2)]
    yield "overlap", [dx_call(d, tenths(2, 2, 5, 6), 3, stride=1)]
    yield "gaps", [dx_call(d, whole(1, 1, 3, 5), 2), dx_call(d, whole(1, 1, 4, 5), 1, stride=3)]
    yield "gaps", [dx_call(d, tenths(2, 2, 7, 8), 2, stride=3), dx_call(d, tenths(2, 2, 6 + rest[0], 6 + rest[1]), 3)]
    yield "pairs", [dx_call(d, whole(1, 1, 2 * oblong[0], 2 * oblong[1]), oblong)]
    yield "pairs", [dx_call(d, tenths(1, 2, *d.image_size(tall, uneven)), tall, stride=uneven)]
    yield "pairs", [dx_call(d, tenths(2, 2, *d.image_size(oblong, both)), oblong, stride=both)]
    yield "dtypes", [dx_call(d, whole(1, 1, 4, 4).astype(int), 2), dx_call(d, tenths(2, 2, 4, 6).astype(np.float32), 2)]
    yield "errors", [call(whole(1, 1, 2, 2), whole(1, 1, 3, 3), 2, stride=0, raises=ValueError)]
    yield "errors", [call(whole(1, 1, 1, 1), whole(1, 1, 4, 2), 3, raises=ValueError)]
    yield "errors", [call(whole(1, 1, 4, 3), whole(1, 1, 3, 2), 0, stride=1, raises=ValueError)]


def dx_call(d: Draw, x: np.ndarray, size: windows.IntOrPair, **options: Any) -> Case:
    """A call with a random upstream gradient of the right shape and type, none of it zero."""
    out = max_pool2d(x, size, **options)
    return call(d.distinct_tenths(*out.shape).astype(out.dtype), x, size, **options)
