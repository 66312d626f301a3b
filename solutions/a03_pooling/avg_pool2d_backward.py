"""Hidden cases of ``avg_pool2d_backward``: the upstream gradient is always random."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import Function, IntOrPair, keeping_errors
from solutions.a02_convolution.draw import Pair, either_order, image_size
from solutions.a03_pooling.reference import avg_pool2d, avg_pool2d_backward

from . import mistakes
from .draw import integers, singles, tenths, whole
from .mistakes import Stride, first_largest, sides, spread, to_place


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Windows side by side first, then windows that overlap, and values that no window reaches."""
    tall, oblong, uneven = either_order(rng, 3, 2), either_order(rng, 2, 3), either_order(rng, 1, 2)
    rest, both = either_order(rng, 1, 2), either_order(rng, 2, 3)
    return [
        _case(rng, "values", whole(rng, 1, 1, 4, 4), 2),
        _case(rng, "values", tenths(rng, 1, 1, 6, 9), 3),
        _case(rng, "values", tenths(rng, 3, 2, 4, 6), 2),
        _case(rng, "values", tenths(rng, 2, 3, 3, 3), 3),
        _case(rng, "overlap", whole(rng, 1, 1, 3, 4), 2, stride=1),
        _case(rng, "overlap", tenths(rng, 1, 2, 7, 5), 3, stride=2),
        _case(rng, "overlap", tenths(rng, 2, 2, 5, 6), 3, stride=1),
        _case(rng, "gaps", whole(rng, 1, 1, 3, 5), 2),
        _case(rng, "gaps", whole(rng, 1, 1, 4, 5), 1, stride=3),
        _case(rng, "gaps", tenths(rng, 2, 2, 7, 8), 2, stride=3),
        _case(rng, "gaps", tenths(rng, 2, 2, 6 + rest[0], 6 + rest[1]), 3),
        _case(rng, "pairs", whole(rng, 1, 1, 2 * oblong[0], 2 * oblong[1]), oblong),
        _case(rng, "pairs", tenths(rng, 1, 2, *image_size(rng, tall, uneven)), tall, stride=uneven),
        _case(rng, "pairs", tenths(rng, 2, 2, *image_size(rng, oblong, both)), oblong, stride=both),
        _case(rng, "dtypes", integers(rng, 1, 1, 4, 4), 2),
        _case(rng, "dtypes", singles(rng, 2, 2, 4, 6), 2),
        Case(("errors",), (whole(rng, 1, 1, 2, 2), whole(rng, 1, 1, 3, 3), 2), {"stride": 0}, raises=ValueError),
        Case(("errors",), (whole(rng, 1, 1, 1, 1), whole(rng, 1, 1, 4, 2), 3), raises=ValueError),
        Case(("errors",), (whole(rng, 1, 1, 4, 3), whole(rng, 1, 1, 3, 2), 0), {"stride": 1}, raises=ValueError),
    ]


def _case(rng: np.random.Generator, aspect: str, x: np.ndarray, size: IntOrPair, **options: Any) -> Case:
    """A call with a random upstream gradient of the right shape, none of it zero."""
    shape = avg_pool2d(x, size, **options).shape
    drawn = singles(rng, *shape) if x.dtype == np.float32 else tenths(rng, *shape)
    return Case((aspect,), (drawn, x, size), options)


def _divided_by(count: Callable[[Pair, Pair], int]) -> Function:
    """Wrong: each upstream gradient is divided by ``count(size, stride)``."""

    def wrong(dout: np.ndarray, x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
        (kh, kw), step = sides(size, stride)
        return avg_pool2d_backward(dout, x, size, stride=stride) * (kh * kw) / count((kh, kw), step)

    return wrong


def _mean_of_overlaps(dout: np.ndarray, x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
    total = avg_pool2d_backward(dout, x, size, stride=stride)
    count = spread(mistakes.to_all)(np.ones_like(dout), x, size, stride=stride)
    return total / np.maximum(count, 1)


def _pairs_swapped(dout: np.ndarray, x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
    window, step = sides(size, stride)
    return spread(mistakes.to_mean, step=mistakes.turned)(dout, x, window[::-1], stride=step)


def _value_in_place_of_upstream(window: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    return window * upstream[..., None, None] / (window.shape[2] * window.shape[3])


MISCONCEPTIONS = (
    Misconception(
        "not_divided",
        "Every value of a window is sent the whole gradient: it entered the mean with the weight 1 / (KH·KW), so this "
        "is the share of dout that it is sent.",
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
        "You divide by SH·SW, the step: the mean was taken over KH·KW values. The two are equal only where the "
        "windows lie side by side.",
        _divided_by(lambda size, stride: stride[0] * stride[1]),
    ),
    Misconception(
        "gradient_to_the_largest",
        "The largest value of each window takes the whole gradient: so max pooling does it. Here every value entered "
        "the mean, and each is sent an equal share.",
        spread(to_place(first_largest)),
    ),
    Misconception(
        "overlaps_overwritten",
        "A value in several windows keeps only one of their gradients: they are added up, with += and not =.",
        spread(mistakes.to_mean, overwrite=True),
    ),
    Misconception(
        "overlaps_averaged",
        "You divide by the number of windows that a value lies in: their gradients are added up, and that is all.",
        _mean_of_overlaps,
    ),
    Misconception(
        "dout_ignored",
        "Your gradient does not depend on dout: each window sends back a share of its upstream gradient. With dout "
        "full of ones the mistake does not show.",
        mistakes.upstream_ignored(avg_pool2d_backward),
    ),
    Misconception(
        "multiplied_by_the_value",
        "Each gradient is multiplied by the value of x: the weight of every value in the mean is 1 / (KH·KW), "
        "whatever the value is.",
        spread(_value_in_place_of_upstream),
    ),
    Misconception(
        "default_stride_one",
        "Without a stride your windows lie one step apart: for pooling, stride=None means that they lie side by side, "
        "so the step is the size.",
        mistakes.default_stride_one(spread(mistakes.to_mean)),
    ),
    Misconception(
        "stride_ignored",
        "The stride has no effect on your gradient: dout[…, h, w] belongs to the window that begins at row h·SH and "
        "column w·SW.",
        spread(mistakes.to_mean, step=mistakes.by_own_size),
    ),
    Misconception(
        "height_width_swapped",
        "Pairs are read the wrong way round: size and stride are (down, across), first for the height, then for the "
        "width.",
        _pairs_swapped,
    ),
    Misconception(
        "dx_without_the_rest",
        "Your dx is smaller than x where the windows do not tile the image: the rows and columns that no window "
        "reached belong to dx, with gradient 0.",
        mistakes.without_the_rest(avg_pool2d_backward),
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of dx are lost: its array took over the integer type of x. "
        "Make it float64.",
        mistakes.integer_gradient(avg_pool2d_backward),
    ),
)

EXERCISE = Exercise(
    name="avg_pool2d_backward",
    reference=avg_pool2d_backward,
    outputs=("dx",),
    aspects=(
        Aspect("values", 0.75, "windows side by side"),
        Aspect("overlap", 0.75, "values that lie in several windows"),
        Aspect("gaps", 0.75, "values that no window reaches"),
        Aspect("pairs", 0.25, "size and stride that differ down and across"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="values"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(avg_pool2d_backward, MISCONCEPTIONS),
)
