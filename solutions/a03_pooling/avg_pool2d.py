"""Hidden cases of ``avg_pool2d``."""

from collections.abc import Callable

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import Function, IntOrPair, integer_output, keeping_errors
from solutions.a02_convolution.draw import Pair, either_order, image_size
from solutions.a03_pooling.reference import avg_pool2d, max_pool2d

from . import mistakes
from .draw import integers, singles, tenths, whole
from .mistakes import Stride, sides


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Windows side by side first, then what stays over, and strides of their own."""
    tall, oblong, uneven = either_order(rng, 3, 2), either_order(rng, 2, 3), either_order(rng, 1, 2)
    rest, both, flat = either_order(rng, 1, 2), either_order(rng, 2, 3), either_order(rng, 1, 3)
    return [
        Case(("values",), (whole(rng, 1, 1, 4, 6), 2)),
        Case(("values",), (tenths(rng, 1, 1, 6, 9), 3)),
        Case(("values",), (tenths(rng, 3, 2, 4, 6), 2)),
        Case(("values",), (tenths(rng, 2, 3, 3, 3), 3)),
        Case(("rest",), (whole(rng, 1, 1, 3, 5), 2)),
        Case(("rest",), (whole(rng, 1, 1, 5, 4), 3)),
        Case(("rest",), (tenths(rng, 2, 2, 6 + rest[0], 6 + rest[1]), 3)),
        Case(("stride",), (whole(rng, 1, 1, 3, 4), 2), {"stride": 1}),
        Case(("stride",), (tenths(rng, 1, 2, 7, 5), 3), {"stride": 2}),
        Case(("stride",), (tenths(rng, 2, 2, 7, 8), 2), {"stride": 3}),
        Case(("pairs",), (whole(rng, 1, 1, 2 * oblong[0], 2 * oblong[1]), oblong)),
        Case(("pairs",), (tenths(rng, 1, 2, *image_size(rng, flat, uneven)), flat), {"stride": uneven}),
        Case(("pairs",), (tenths(rng, 2, 2, *image_size(rng, tall, both)), tall), {"stride": both}),
        Case(("dtypes",), (integers(rng, 1, 1, 4, 6), 2)),
        Case(("dtypes",), (singles(rng, 2, 2, 4, 6), 2)),
        Case(("errors",), (whole(rng, 1, 1, 3, 3), 2), {"stride": 0}, raises=ValueError),
        Case(("errors",), (whole(rng, 1, 1, 4, 2), 3), raises=ValueError),
        Case(("errors",), (whole(rng, 1, 1, 3, 4), 0), {"stride": 1}, raises=ValueError),
    ]


def _divided_by(count: Callable[[Pair, Pair], int]) -> Function:
    """Wrong: the sum of each window is divided by ``count(size, stride)``."""

    def wrong(x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
        (kh, kw), step = sides(size, stride)
        return avg_pool2d(x, size, stride=stride) * (kh * kw) / count((kh, kw), step)

    return wrong


def _rounded_up(x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
    return mistakes.rounded_up_size(x, size, stride, (0, 0), lambda window: window.mean(axis=(2, 3)))


def _max_instead_of_mean(x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
    return max_pool2d(x, size, stride=stride)


def _across_channels(x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
    out = avg_pool2d(x, size, stride=stride)
    return np.broadcast_to(out.mean(axis=(0, 1)), out.shape)


MISCONCEPTIONS = (
    Misconception(
        "sum_instead_of_mean",
        "You add up each window: divide the sum by the number of its values, KH·KW.",
        _divided_by(lambda size, stride: 1),
    ),
    Misconception(
        "divided_by_one_side",
        "You divide by the height of the window alone: a window of KH rows and KW columns holds KH·KW values.",
        _divided_by(lambda size, stride: size[0]),
    ),
    Misconception(
        "divided_by_a_square",
        "You divide by the square of the height: a window that is no square holds KH·KW values.",
        _divided_by(lambda size, stride: size[0] ** 2),
    ),
    Misconception(
        "divided_by_the_stride",
        "You divide by SH·SW, the step: what counts is how many values were added up, KH·KW. The two are equal only "
        "where the windows lie side by side.",
        _divided_by(lambda size, stride: stride[0] * stride[1]),
    ),
    Misconception(
        "default_stride_one",
        "Without a stride your window moves by one: for pooling, stride=None means that the windows lie side by side, "
        "so the step is the size.",
        mistakes.default_stride_one(avg_pool2d),
    ),
    Misconception(
        "stride_ignored",
        "The stride has no effect: window (h, w) begins at row h·SH and column w·SW. Only where stride is None does "
        "the window move by its own size.",
        mistakes.stride_ignored(avg_pool2d),
    ),
    Misconception(
        "rounded_up_size",
        "You keep windows that stick out at the end: a window that does not fit is dropped, so the size is "
        "rounded down.",
        _rounded_up,
    ),
    Misconception(
        "height_width_swapped",
        "Pairs are read the wrong way round: size and stride are (down, across), first for the height, then for the "
        "width.",
        mistakes.height_width_swapped(avg_pool2d),
    ),
    Misconception(
        "max_instead_of_mean",
        "You keep the largest value of each window: here every value counts, and the result is their mean.",
        _max_instead_of_mean,
    ),
    Misconception(
        "mean_across_channels",
        "One mean is taken over all images and channels: each has its own. Give mean the two axes of the window, "
        "axis=(-2, -1), and it keeps the others apart.",
        _across_channels,
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of the means are lost: your output array took over the integer type "
        "of x, or you divided with //. Make it float64.",
        integer_output(avg_pool2d),
    ),
)

EXERCISE = Exercise(
    name="avg_pool2d",
    reference=avg_pool2d,
    aspects=(
        Aspect("values", 0.5, "windows side by side, several images and channels"),
        Aspect("rest", 0.25, "windows that do not fit at the end are dropped"),
        Aspect("stride", 0.5, "strides smaller and larger than the window"),
        Aspect("pairs", 0.25, "size and stride that differ down and across"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="values"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(avg_pool2d, MISCONCEPTIONS),
)
