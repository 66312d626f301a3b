"""Cases for the gradient of any pooling over images: the upstream gradient is always random."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring import Case, Cases, Draw, call, windows
from solutions.a03_pooling.reference import max_pool2d


def backward_cases(d: Draw, small: Callable[[Draw], np.ndarray]) -> Cases:
    """Windows side by side first, then windows that overlap, and values that no window reaches.

    ``small`` draws the image of 3 by 4 in which windows overlap first. The windows side by side come all at once.
    """
    whole, tenths = d.distinct, d.distinct_tenths
    yield "values", [dx_call(d, whole(1, 1, 4, 6), 2), dx_call(d, tenths(2, 3, 3, 6), 3)]
    yield "overlap", [dx_call(d, small(d), 2, stride=1), dx_call(d, tenths(1, 2, 7, 5), 3, stride=2)]
    yield "overlap", [dx_call(d, tenths(2, 2, 5, 6), 3, stride=1)]
    yield "gaps", [dx_call(d, whole(1, 1, 3, 5), 2), dx_call(d, tenths(2, 2, 7, 8), 3)]
    yield "gaps", [dx_call(d, tenths(2, 2, 7, 8), 2, stride=3)]
    yield "pairs", [dx_call(d, whole(1, 1, 4, 6), (2, 3)), dx_call(d, tenths(1, 2, 7, 5), (3, 1), stride=(1, 2))]
    yield "pairs", [dx_call(d, tenths(2, 2, 5, 7), (1, 2), stride=(2, 1))]
    yield "pairs", [dx_call(d, tenths(5, 4, 7, 9), (4, 5), stride=(3, 2))]
    yield "errors", [call(whole(1, 1, 2, 3), whole(1, 1, 3, 4), 2, stride=0, raises=ValueError)]
    yield "errors", [call(whole(1, 1, 2, 1), whole(1, 1, 3, 2), 2, stride=(1, -1), raises=ValueError)]
    yield "errors", [call(whole(1, 1, 2, 5), whole(1, 1, 3, 4), (2, 0), stride=1, raises=ValueError)]
    yield "errors", [call(whole(1, 1, 1, 1), whole(1, 1, *sides), 3, raises=ValueError) for sides in ((4, 2), (2, 4))]
    yield "errors", [call(whole(2, 2, 2, 2), whole(2, 2, 4, 6), 2, raises=ValueError)]
    yield "errors", [call(whole(2, 1, 2, 3), whole(2, 2, 4, 6), 2, raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """A call without ties, not even where decimals are lost, in which no window has the winner of another channel."""
    x = d.choice(range(1, 25), 1, 1, 2, 6)
    return call(d.distinct_tenths(1, 2, 1, 3), np.concatenate([x, -x], axis=1) + 0.25, 2)


def dx_call(d: Draw, x: np.ndarray, size: windows.IntOrPair, **options: Any) -> Case:
    """A call with a random upstream gradient of the right shape and type, none of it zero."""
    out = max_pool2d(x, size, **options)
    return call(d.distinct_tenths(*out.shape).astype(out.dtype), x, size, **options)
