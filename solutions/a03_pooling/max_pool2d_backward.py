"""Hidden cases of ``max_pool2d_backward``: the upstream gradient is always random."""

from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import IntOrPair, keeping_errors
from solutions.a02_convolution.draw import either_order, image_size
from solutions.a03_pooling.reference import max_pool2d, max_pool2d_backward

from . import mistakes
from .draw import after_relu, integers, singles, tenths, tied_pairs, whole
from .mistakes import Stride, first_largest, last_largest, sides, spread, to_place


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One winner a window first, then ties, windows that overlap, and values that no window reaches."""
    tall, oblong, uneven = either_order(rng, 3, 2), either_order(rng, 2, 3), either_order(rng, 1, 2)
    rest, both = either_order(rng, 1, 2), either_order(rng, 2, 3)
    return [
        _case(rng, "values", whole(rng, 1, 1, 4, 4), 2),
        _case(rng, "values", tenths(rng, 1, 1, 6, 9), 3),
        _case(rng, "values", tenths(rng, 3, 2, 4, 6), 2),
        _case(rng, "values", tenths(rng, 2, 3, 3, 3), 3),
        _case(rng, "ties", tied_pairs(rng), 2),
        _case(rng, "ties", np.full((1, 2, 4, 6), float(rng.integers(-3, 4))), 2),
        _case(rng, "ties", after_relu(rng, 2, 2, 6, 6), 3),
        _case(rng, "overlap", _peak(rng), 2, stride=1),
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


def _peak(rng: np.random.Generator) -> np.ndarray:
    """A small image whose largest value lies in four overlapping windows."""
    image = whole(rng, 1, 1, 3, 4)
    image[0, 0, 1, rng.integers(1, 3)] = 20 + rng.integers(0, 10)
    return image


def _case(rng: np.random.Generator, aspect: str, x: np.ndarray, size: IntOrPair, **options: Any) -> Case:
    """A call with a random upstream gradient of the right shape, none of it zero."""
    shape = max_pool2d(x, size, **options).shape
    drawn = singles(rng, *shape) if x.dtype == np.float32 else tenths(rng, *shape)
    return Case((aspect,), (drawn, x, size), options)


def _to_all_ties(window: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    return (window == window.max(axis=(2, 3), keepdims=True)) * upstream[..., None, None]


def _shared_ties(window: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    ties = window == window.max(axis=(2, 3), keepdims=True)
    return ties / ties.sum(axis=(2, 3), keepdims=True) * upstream[..., None, None]


def _first_down_the_columns(window: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    turned = to_place(first_largest)(window.transpose(0, 1, 3, 2), upstream)
    return turned.transpose(0, 1, 3, 2)


def _same_place_in_all_channels(flat: np.ndarray) -> np.ndarray:
    return np.broadcast_to(flat[0, 0].argmax(), flat.shape[:2])


def _times_the_value(window: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    return to_place(first_largest)(window, upstream * window.max(axis=(2, 3)))


def _pairs_swapped(dout: np.ndarray, x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
    window, step = sides(size, stride)
    return spread(to_place(first_largest), step=mistakes.turned)(dout, x, window[::-1], stride=step)


to_first = to_place(first_largest)

MISCONCEPTIONS = (
    Misconception(
        "gradient_to_every_entry",
        "Every value of a window is sent its gradient: only the largest went into the output, so it alone takes all, "
        "and the others get 0.",
        spread(mistakes.to_all),
    ),
    Misconception(
        "gradient_averaged",
        "Every value of a window is sent an equal share: so average pooling does it. In max pooling the largest value "
        "alone takes all.",
        spread(mistakes.to_mean),
    ),
    Misconception(
        "ties_all",
        "Where several values are equally large, each of them is sent the whole gradient (x == max does this), so "
        "more flows back than came in. The first of them in row-major order takes it all.",
        spread(_to_all_ties),
    ),
    Misconception(
        "ties_shared",
        "Where several values are equally large, you share the gradient among them: the first of them in row-major "
        "order takes it all.",
        spread(_shared_ties),
    ),
    Misconception(
        "ties_last",
        "Where several values are equally large, your last one wins (>= does this): the first in row-major order "
        "takes it all, as np.argmax finds it.",
        spread(to_place(last_largest)),
    ),
    Misconception(
        "ties_down_the_columns",
        "Where several values are equally large, you look for the first one down the columns: row-major order reads "
        "the window row by row.",
        spread(_first_down_the_columns),
    ),
    Misconception(
        "overlaps_overwritten",
        "A value that wins several windows keeps only one of their gradients: they are added up, with += and not =.",
        spread(to_first, overwrite=True),
    ),
    Misconception(
        "dout_ignored",
        "Your gradient does not depend on dout: send each winner the upstream gradient of its window. With dout full "
        "of ones the mistake does not show.",
        mistakes.upstream_ignored(max_pool2d_backward),
    ),
    Misconception(
        "multiplied_by_the_value",
        "Each gradient is multiplied by the value that won: the output is that value itself, so it changes as fast, "
        "and dout is passed on as it is.",
        spread(_times_the_value),
    ),
    Misconception(
        "one_winner_for_all_channels",
        "All images and channels send their gradients to the same places: each has winners of its own.",
        spread(to_place(_same_place_in_all_channels)),
    ),
    Misconception(
        "default_stride_one",
        "Without a stride your windows lie one step apart: for pooling, stride=None means that they lie side by side, "
        "so the step is the size.",
        mistakes.default_stride_one(spread(to_first)),
    ),
    Misconception(
        "stride_ignored",
        "The stride has no effect on your gradient: dout[…, h, w] belongs to the window that begins at row h·SH and "
        "column w·SW.",
        spread(to_first, step=mistakes.by_own_size),
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
        mistakes.without_the_rest(max_pool2d_backward),
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of dx are lost: its array took over the integer type of x. "
        "Make it float64.",
        mistakes.integer_gradient(max_pool2d_backward),
    ),
)

EXERCISE = Exercise(
    name="max_pool2d_backward",
    reference=max_pool2d_backward,
    outputs=("dx",),
    aspects=(
        Aspect("values", 0.75, "one winner in each window, windows side by side"),
        Aspect("ties", 0.75, "of several largest values, the first takes all"),
        Aspect("overlap", 1.0, "values that win several windows"),
        Aspect("gaps", 0.75, "values that no window reaches"),
        Aspect("pairs", 0.25, "size and stride that differ down and across"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="values"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(max_pool2d_backward, MISCONCEPTIONS),
)
