"""Hidden cases of ``max_pool2d``."""

from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import IntOrPair, keeping_errors, pair
from solutions.a02_convolution.draw import either_order, image_size
from solutions.a03_pooling.reference import avg_pool2d, max_pool2d

from . import mistakes
from .draw import integers, negatives, singles, tenths, whole
from .mistakes import Stride


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Windows side by side first, then what stays over, strides of their own, and borders."""
    tall, oblong, uneven = either_order(rng, 3, 2), either_order(rng, 2, 3), either_order(rng, 1, 2)
    rest, border, both = either_order(rng, 1, 2), either_order(rng, 0, 1), either_order(rng, 2, 3)
    flat = either_order(rng, 1, 3)
    return [
        Case(("values",), (whole(rng, 1, 1, 4, 6), 2)),
        Case(("values",), (tenths(rng, 1, 1, 6, 9), 3)),
        Case(("values",), (negatives(rng, 1, 2, 4, 4), 2)),
        Case(("values",), (tenths(rng, 3, 2, 4, 6), 2)),
        Case(("values",), (tenths(rng, 2, 3, 3, 3), 3)),
        Case(("rest",), (whole(rng, 1, 1, 3, 5), 2)),
        Case(("rest",), (tenths(rng, 2, 2, 6 + rest[0], 6 + rest[1]), 3)),
        Case(("stride",), (whole(rng, 1, 1, 3, 4), 2), {"stride": 1}),
        Case(("stride",), (tenths(rng, 1, 2, 7, 5), 3), {"stride": 2}),
        Case(("stride",), (tenths(rng, 2, 2, 7, 8), 2), {"stride": 3}),
        Case(("padding",), (negatives(rng, 1, 1, 2, 4), 2), {"padding": 1}),
        Case(("padding",), (tenths(rng, 2, 2, 4, 7), 3), {"padding": 1}),
        Case(("padding",), (negatives(rng, 1, 2, 1, 4), 3), {"padding": 1}),
        Case(("padding",), (negatives(rng, 1, 1, 4, 8), 4), {"padding": 2}),
        Case(("pairs",), (whole(rng, 1, 1, 2 * oblong[0], 2 * oblong[1]), oblong)),
        Case(("pairs",), (tenths(rng, 1, 2, *image_size(rng, flat, uneven)), flat), {"stride": uneven}),
        Case(("pairs",), (negatives(rng, 1, 2, *image_size(rng, oblong, oblong, border)), oblong), {"padding": border}),
        Case(
            ("pairs",),
            (tenths(rng, 2, 2, *image_size(rng, tall, both, border)), tall),
            {"stride": both, "padding": border},
        ),
        Case(("dtypes",), (np.abs(integers(rng, 1, 1, 2, 4)), 2), {"padding": 1}),
        Case(("dtypes",), (singles(rng, 2, 2, 4, 6), 2)),
        Case(("errors",), (whole(rng, 1, 1, 3, 3), 2), {"stride": 0}, raises=ValueError),
        Case(("errors",), (whole(rng, 1, 1, 4, 2), 3), raises=ValueError),
        Case(("errors",), (whole(rng, 1, 1, 3, 4), 2), {"padding": -1}, raises=ValueError),
        Case(("errors",), (whole(rng, 1, 1, 4, 4), 3), {"padding": (2, 1)}, raises=ValueError),
        Case(("errors",), (whole(rng, 1, 1, 4, 4), 3), {"padding": (1, 2)}, raises=ValueError),
    ]


def _bordered_with(x: np.ndarray, padding: IntOrPair, value: float, after: bool = False) -> np.ndarray:
    rows, columns = ((0, 2 * p) if after else (p, p) for p in pair(padding))
    return np.pad(np.asarray(x, dtype=np.float64), ((0, 0), (0, 0), rows, columns), constant_values=value)


def _zero_padding(x: np.ndarray, size: IntOrPair, *, stride: Stride = None, padding: IntOrPair = 0) -> np.ndarray:
    return max_pool2d(_bordered_with(x, padding, 0), size, stride=stride)


def _padding_after(x: np.ndarray, size: IntOrPair, *, stride: Stride = None, padding: IntOrPair = 0) -> np.ndarray:
    return max_pool2d(_bordered_with(x, padding, -np.inf, after=True), size, stride=stride)


def _padding_ignored(x: np.ndarray, size: IntOrPair, *, stride: Stride = None, padding: IntOrPair = 0) -> np.ndarray:
    fits = all(k <= extent for k, extent in zip(pair(size), x.shape[2:], strict=True))
    return max_pool2d(x, size, stride=stride) if fits else np.zeros((*x.shape[:2], 0, 0))


def _rounded_up(x: np.ndarray, size: IntOrPair, *, stride: Stride = None, padding: IntOrPair = 0) -> np.ndarray:
    bordered = _bordered_with(x, padding, -np.inf)
    return mistakes.rounded_up_size(bordered, size, stride, pair(padding), lambda window: window.max(axis=(2, 3)))


def _min_instead_of_max(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    return -max_pool2d(-x, size, **options)


def _largest_magnitude(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    return max_pool2d(np.abs(x), size, **options)


def _mean_instead_of_max(
    x: np.ndarray, size: IntOrPair, *, stride: Stride = None, padding: IntOrPair = 0
) -> np.ndarray:
    return avg_pool2d(_bordered_with(x, padding, 0), size, stride=stride)


def _across_channels(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    out = max_pool2d(x, size, **options)
    return np.broadcast_to(out.max(axis=(0, 1)), out.shape)


MISCONCEPTIONS = (
    Misconception(
        "zero_padding",
        "Your border holds zeros: in a window of negative numbers a zero wins, although it is no value of the image. "
        "Fill the border with -np.inf, which never wins.",
        _zero_padding,
    ),
    Misconception(
        "default_stride_one",
        "Without a stride your window moves by one: for pooling, stride=None means that the windows lie side by side, "
        "so the step is the size.",
        mistakes.default_stride_one(max_pool2d),
    ),
    Misconception(
        "stride_ignored",
        "The stride has no effect: window (h, w) begins at row h·SH and column w·SW. Only where stride is None does "
        "the window move by its own size.",
        mistakes.stride_ignored(max_pool2d),
    ),
    Misconception(
        "rounded_up_size",
        "You keep windows that stick out at the end: a window that does not fit is dropped, so the size is "
        "rounded down.",
        _rounded_up,
    ),
    Misconception(
        "height_width_swapped",
        "Pairs are read the wrong way round: size, stride and padding are (down, across), first for the height, then "
        "for the width.",
        mistakes.height_width_swapped(max_pool2d),
    ),
    Misconception(
        "padding_ignored",
        "The padding has no effect: put a border of -np.inf around each image before you cut out its windows.",
        _padding_ignored,
    ),
    Misconception(
        "padding_after_instead_of_before",
        "All of your border stands below and to the right of the image: as much of it belongs above and to the left.",
        _padding_after,
    ),
    Misconception(
        "min_instead_of_max",
        "You keep the smallest value of each window: it is the largest one.",
        _min_instead_of_max,
    ),
    Misconception(
        "largest_magnitude",
        "You take the largest absolute value: -7 is smaller than 2, however far from zero it lies.",
        _largest_magnitude,
    ),
    Misconception(
        "mean_instead_of_max",
        "You take the mean of each window: max pooling keeps its largest value, and lets go of the others.",
        _mean_instead_of_max,
    ),
    Misconception(
        "max_across_channels",
        "One maximum is taken over all images and channels: each has its own. Give max the two axes of the window, "
        "axis=(-2, -1), and it keeps the others apart.",
        _across_channels,
    ),
)

EXERCISE = Exercise(
    name="max_pool2d",
    reference=max_pool2d,
    aspects=(
        Aspect("values", 0.75, "windows side by side, several images and channels"),
        Aspect("rest", 0.25, "windows that do not fit at the end are dropped"),
        Aspect("stride", 0.5, "strides smaller and larger than the window"),
        Aspect("padding", 0.75, "a border that never wins, not even over negative numbers"),
        Aspect("pairs", 0.25, "size, stride and padding that differ down and across"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="values"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(max_pool2d, MISCONCEPTIONS),
)
