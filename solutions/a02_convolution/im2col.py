"""Hidden cases of ``im2col``.

A window is never one pixel, one row, one column or the whole image without padding: there an honest reshape may
return a view of the argument, and views are refused.
"""

from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring import windows as mistakes
from autograder.authoring.windows import IntOrPair
from solutions.a02_convolution.reference import im2col

from .draw import digits, either_order, image_size, reals


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One small image first, then one thing more at a time."""
    tall, oblong, pair = either_order(rng, 3, 2), either_order(rng, 2, 3), either_order(rng, 1, 2)
    border, both = either_order(rng, 0, 1), either_order(rng, 1, 2)
    return [
        Case(("values",), (digits(rng, 1, 1, 3, 4), 2)),
        Case(("values",), (reals(rng, 1, 1, *image_size(rng, (3, 3))), 3)),
        Case(("values",), (reals(rng, 1, 1, *image_size(rng, (2, 2))), (2, 2))),
        Case(("channels",), (digits(rng, 1, 2, 3, 2), 2)),
        Case(("channels",), (digits(rng, 1, 2, 2, 4), 2)),
        Case(("channels",), (reals(rng, 1, 3, *image_size(rng, (2, 2))), 2)),
        Case(("channels",), (reals(rng, 3, 2, *image_size(rng, (3, 3))), 3)),
        Case(("stride",), (digits(rng, 1, 1, 4, 6), 2), {"stride": 2}),
        Case(("stride",), (reals(rng, 1, 2, *image_size(rng, (3, 3), (2, 2), rest=(1, 1))), 3), {"stride": 2}),
        Case(("stride",), (reals(rng, 2, 2, *image_size(rng, (2, 2), (3, 3), rest=pair)), 2), {"stride": 3}),
        Case(("padding",), (digits(rng, 1, 1, 2, 3), 2), {"padding": 1}),
        Case(("padding",), (reals(rng, 2, 2, *image_size(rng, (3, 3), padding=(1, 1))), 3), {"padding": 1}),
        Case(("padding",), (reals(rng, 1, 2, *image_size(rng, (2, 2), padding=(2, 2))), 2), {"padding": 2}),
        Case(("padding",), (digits(rng, 2, 1, 2, 2), 1), {"padding": 1}),
        Case(("pairs",), (digits(rng, 1, 1, 3, 4), tall)),
        Case(("pairs",), (reals(rng, 1, 2, *image_size(rng, oblong, pair)), oblong), {"stride": pair}),
        Case(("pairs",), (reals(rng, 1, 2, *image_size(rng, tall, padding=border)), tall), {"padding": border}),
        Case(
            ("pairs",),
            (reals(rng, 2, 2, *image_size(rng, oblong, both, border)), oblong),
            {"stride": both, "padding": border},
        ),
        Case(("errors",), (digits(rng, 1, 1, 3, 3), 2), {"stride": 0}, raises=ValueError),
        Case(("errors",), (digits(rng, 1, 1, 3, 3), 2), {"padding": -1}, raises=ValueError),
        Case(("errors",), (digits(rng, 1, 1, 2, 3), (3, 2)), raises=ValueError),
        Case(("errors",), (digits(rng, 1, 1, 4, 2), (2, 5)), {"padding": 1}, raises=ValueError),
    ]


def _parts(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    """The columns as an array of shape (N, C, KH, KW, OH, OW)."""
    kh, kw = mistakes.pair(size)
    (sh, sw), (ph, pw) = mistakes.pair(options.get("stride", 1)), mistakes.pair(options.get("padding", 0))
    n, c, height, width = x.shape
    oh, ow = (height + 2 * ph - kh) // sh + 1, (width + 2 * pw - kw) // sw + 1
    return im2col(x, size, **options).reshape(n, c, kh, kw, oh, ow)


def _channels_last(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    return _parts(x, size, **options).transpose(0, 2, 3, 1, 4, 5).reshape(im2col(x, size, **options).shape)


def _offsets_transposed(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    return _parts(x, size, **options).transpose(0, 1, 3, 2, 4, 5).reshape(im2col(x, size, **options).shape)


def _windows_down_first(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    return _parts(x, size, **options).transpose(0, 1, 2, 3, 5, 4).reshape(im2col(x, size, **options).shape)


def _transposed(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    return im2col(x, size, **options).transpose(0, 2, 1)


def _batch_in_columns(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    return np.concatenate(list(im2col(x, size, **options)), axis=1)


def _batch_ignored(x: np.ndarray, size: IntOrPair, **options: Any) -> np.ndarray:
    return im2col(x[:1], size, **options)


MISCONCEPTIONS = (
    Misconception(
        "column_order",
        "Down your columns the channel changes fastest; it changes slowest: first all of channel 0, then all of "
        "channel 1, as in w[f].ravel().",
        _channels_last,
    ),
    Misconception(
        "offsets_transposed",
        "Inside a column your offsets run down the window first: they run across its rows, so that j changes fastest.",
        _offsets_transposed,
    ),
    Misconception(
        "windows_down_first",
        "Your columns are the right windows in the wrong order: from one column to the next the window moves across "
        "first, then down.",
        _windows_down_first,
    ),
    Misconception(
        "transposed",
        "Your windows lie in rows: each window is one column, so the shape is (N, C·KH·KW, OH·OW).",
        _transposed,
    ),
    Misconception(
        "batch_in_columns",
        "You put the windows of all images side by side in one matrix: keep N as the first axis, one matrix an image.",
        _batch_in_columns,
    ),
    Misconception(
        "batch_ignored",
        "Only the first image of the batch comes out: there is one matrix for each of the N images.",
        _batch_ignored,
    ),
    Misconception(
        "stride_ignored",
        "The stride has no effect: window (h, w) begins at row h·SH and column w·SW, and there are fewer columns.",
        mistakes.stride_ignored(im2col),
    ),
    Misconception(
        "padding_ignored",
        "The padding has no effect: put a border of zeros around each image before you cut out its windows.",
        mistakes.padding_ignored(im2col),
    ),
    Misconception(
        "padding_after_instead_of_before",
        "All your zeros stand below and to the right of the image: as many belong above and to the left of it.",
        mistakes.padding_after(im2col),
    ),
    Misconception(
        "padding_off_by_one",
        "The image stands one row and one column too early inside its border: it begins at row PH and column PW "
        "of the padded image, counted from 0.",
        mistakes.padding_off_by_one(im2col),
    ),
    Misconception(
        "height_width_swapped",
        "A pair is read the wrong way round: stride and padding are (down, across), first for the height, then for "
        "the width.",
        mistakes.height_width_swapped(im2col),
    ),
    Misconception(
        "rounded_up_size",
        "You have too many columns where the stride does not tile the image: a window that sticks out at the end is "
        "dropped, so the size is rounded down.",
        mistakes.rounded_up_size(im2col),
    ),
)

EXERCISE = Exercise(
    name="im2col",
    reference=im2col,
    aspects=(
        Aspect("values", 0.75, "one image with one channel"),
        Aspect("channels", 0.75, "several channels and images, in the right order"),
        Aspect("stride", 0.5, "strides 2 and 3, also where they do not tile the image"),
        Aspect("padding", 0.5, "a border of zeros"),
        Aspect("pairs", 0.25, "kernel size, stride and padding that differ down and across"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="values"),
    ),
    draw_cases=draw_cases,
    misconceptions=mistakes.keeping_errors(im2col, MISCONCEPTIONS),
)
