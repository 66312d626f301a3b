"""Hidden cases of ``avg_pool2d``: windows of many shapes and steps show what the sums are divided by."""

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Cases, Draw, call, exercise, integer_output, then
from solutions.a03_pooling.pooling_mistakes import forward_mistakes, wrong_divisors
from solutions.a03_pooling.reference import avg_pool2d, max_pool2d

ASPECTS = {
    "values": (0.5, "windows side by side, several images and channels"),
    "rest": (0.25, "windows that do not fit at the end are dropped"),
    "stride": (0.5, "strides smaller and larger than the window"),
    "pairs": (0.25, "size and stride that differ down and across"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """Windows side by side first, then what stays over, and strides of their own."""
    whole, tenths = d.distinct, d.distinct_tenths
    yield "values", [call(whole(1, 1, 4, 6), 2), call(tenths(3, 2, 6, 9), 3)]
    yield "rest", [call(whole(1, 1, 3, 5), 2), call(whole(1, 1, 5, 4), 3), call(tenths(2, 2, 7, 8), 3)]
    yield "stride", [call(whole(1, 1, 3, 4), 2, stride=1), call(tenths(1, 2, 7, 5), 3, stride=2)]
    yield "stride", [call(tenths(2, 2, 7, 8), 2, stride=3)]
    yield "pairs", [call(whole(1, 1, 4, 6), (2, 3)), call(tenths(1, 2, 7, 5), (3, 1), stride=(1, 2))]
    yield "pairs", [call(tenths(2, 2, 5, 7), (1, 2), stride=(2, 1))]
    yield "pairs", [call(d.reals(5, 4, 7, 9), (5, 4), stride=(3, 2))]
    yield "errors", [call(whole(1, 1, 3, 4), 2, stride=stride, raises=ValueError) for stride in (0, (1, -1))]
    yield "errors", [call(whole(1, 1, 3, 4), (2, 0), stride=1, raises=ValueError)]
    yield "errors", [call(whole(1, 1, *sides), 3, raises=ValueError) for sides in ((4, 2), (2, 4))]


MISTAKES = {
    **wrong_divisors(avg_pool2d, undivided="sum_instead_of_mean"),
    **forward_mistakes(avg_pool2d, np.nanmean),
    "max_instead_of_mean": max_pool2d,
    "mean_across_channels": then(avg_pool2d, lambda out: np.broadcast_to(out.mean(axis=(0, 1)), out.shape)),
    "integer_output": integer_output(avg_pool2d),
}

EXERCISE = exercise(avg_pool2d, ASPECTS, cases, MISTAKES, ordinary=lambda d: call(d.distinct_tenths(1, 2, 2, 6), 2))
