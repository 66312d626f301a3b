"""Hidden cases of ``max_pool2d``: numbers below zero show what a border holds."""

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Cases, Draw, Function, call, changed, exercise, then, windows
from solutions.a03_pooling.pooling_draws import far_below, negatives
from solutions.a03_pooling.pooling_mistakes import Size, Stride, forward_mistakes
from solutions.a03_pooling.reference import avg_pool2d, max_pool2d

ASPECTS = {
    "values": (0.75, "windows side by side, several images and channels"),
    "rest": (0.25, "windows that do not fit at the end are dropped"),
    "stride": (0.5, "strides smaller and larger than the window"),
    "padding": (0.75, "a border that never wins, not even over negative numbers"),
    "pairs": (0.25, "size, stride and padding that differ down and across"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """Windows side by side first, then what stays over, strides of their own, and borders."""
    whole, tenths = d.distinct, d.distinct_tenths
    yield "values", [call(whole(1, 1, 4, 6), 2), call(tenths(3, 2, 6, 9), 3), call(far_below(d, 1, 2, 4, 6), 2)]
    yield "rest", [call(whole(1, 1, 3, 5), 2), call(tenths(2, 2, 7, 8), 3)]
    yield "stride", [call(whole(1, 1, 3, 4), 2, stride=1)]
    yield "stride", [call(tenths(1, 2, 7, 5), 3, stride=2), call(tenths(2, 2, 7, 8), 2, stride=3)]
    yield "padding", [call(negatives(d, 1, 1, 2, 4), 2, padding=1), call(far_below(d, 2, 2, 4, 7), 3, padding=1)]
    yield "padding", [call(negatives(d, 1, 2, 1, 4), 3, padding=1), call(negatives(d, 1, 1, 4, 8), 4, padding=2)]
    yield "pairs", [call(whole(1, 1, 4, 6), (2, 3)), call(tenths(1, 2, 7, 5), (3, 1), stride=(1, 2))]
    yield (
        "pairs",
        [call(tenths(2, 2, 5, 7), (1, 2), stride=(2, 1)), call(negatives(d, 1, 2, 5, 6), (2, 3), padding=(0, 1))],
    )
    yield "pairs", [call(d.reals(5, 4, 7, 9), (5, 4), stride=(3, 2), padding=(2, 1))]
    yield "dtypes", [call(np.abs(whole(1, 1, 2, 4)).astype(int), 2, padding=1)]
    yield "errors", [call(whole(1, 1, 3, 4), 2, stride=stride, raises=ValueError) for stride in (0, (1, -1))]
    yield "errors", [call(whole(1, 1, 3, 4), (2, 0), stride=1, raises=ValueError)]
    yield "errors", [call(whole(1, 1, 4, 2), 3, raises=ValueError)]
    yield "errors", [call(whole(1, 1, 2, 6), 5, padding=1, raises=ValueError)]
    yield (
        "errors",
        [call(whole(1, 1, 4, 5), 3, padding=padding, raises=ValueError) for padding in ((0, -1), (2, 1), (1, 2))],
    )


def bordered(pool: Function, value: float, *, before: bool = True) -> Function:
    """``pool`` over images with a border of ``value``, below and to the right alone if not ``before``."""

    def wrong(x: np.ndarray, size: Size, *, stride: Stride = None, padding: Size = 0) -> np.ndarray:
        rows, columns = ((p, p) if before else (0, 2 * p) for p in windows.pair(padding))
        images = np.pad(x.astype(np.float64), ((0, 0), (0, 0), rows, columns), constant_values=value)
        return pool(images, size, stride=stride)

    return wrong


def all_axes_padded(x: np.ndarray, size: Size, *, stride: Stride = None, padding: Size = 0) -> np.ndarray:
    """The border stands around images and channels, too."""
    width = windows.pair(padding)[0]
    return max_pool2d(np.pad(x.astype(np.float64), width, constant_values=-np.inf), size, stride=stride)


def padding_ignored(x: np.ndarray, size: Size, *, stride: Stride = None, padding: Size = 0) -> np.ndarray:
    """The image has no border, and no result either where the window does not fit into it."""
    fits = np.all(np.less_equal(windows.pair(size), x.shape[2:]))
    return max_pool2d(x, size, stride=stride) if fits else np.zeros((*x.shape[:2], 0, 0))


MISTAKES = {
    "zero_padding": bordered(max_pool2d, 0),
    **forward_mistakes(max_pool2d, np.nanmax),
    "padding_ignored": padding_ignored,
    "all_axes_padded": all_axes_padded,
    "padding_after_instead_of_before": bordered(max_pool2d, -np.inf, before=False),
    "min_instead_of_max": then(changed(max_pool2d, x=np.negative), np.negative),
    "largest_magnitude": changed(max_pool2d, x=np.abs),
    "mean_instead_of_max": bordered(avg_pool2d, 0),
    "max_across_channels": then(max_pool2d, lambda out: np.broadcast_to(out.max(axis=(0, 1)), out.shape)),
}

EXERCISE = exercise(
    max_pool2d, ASPECTS, cases, MISTAKES, ordinary=lambda d: call(np.abs(d.distinct_tenths(1, 2, 2, 6)), 2)
)
