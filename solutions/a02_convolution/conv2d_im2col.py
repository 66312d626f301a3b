"""Hidden cases of ``conv2d_im2col``."""

from typing import Any

import numpy as np

from autograder.assignment import Aspect, Exercise, Misconception
from autograder.authoring import windows as mistakes
from solutions.a02_convolution.reference import conv2d_im2col

from .conv2d import draw_cases


def _column_order(x: np.ndarray, w: np.ndarray, *bias: np.ndarray, **options: Any) -> np.ndarray:
    channels_last = np.ascontiguousarray(w.transpose(0, 2, 3, 1))
    return conv2d_im2col(x, channels_last.reshape(w.shape), *bias, **options)


def _filters_read_down(x: np.ndarray, w: np.ndarray, *bias: np.ndarray, **options: Any) -> np.ndarray:
    rows = w.reshape(-1, len(w)).T
    return conv2d_im2col(x, rows.reshape(w.shape), *bias, **options)


def _output_not_transposed(x: np.ndarray, w: np.ndarray, *bias: np.ndarray, **options: Any) -> np.ndarray:
    out = conv2d_im2col(x, w, *bias, **options)
    return out.transpose(0, 2, 3, 1).reshape(out.shape)


def _batch_and_filters_mixed(x: np.ndarray, w: np.ndarray, *bias: np.ndarray, **options: Any) -> np.ndarray:
    out = conv2d_im2col(x, w, *bias, **options)
    return out.transpose(1, 0, 2, 3).reshape(out.shape)


def _output_sides_swapped(x: np.ndarray, w: np.ndarray, *bias: np.ndarray, **options: Any) -> np.ndarray:
    out = conv2d_im2col(x, w, *bias, **options)
    return out.reshape(*out.shape[:2], out.shape[3], out.shape[2])


def _left_flat(x: np.ndarray, w: np.ndarray, *bias: np.ndarray, **options: Any) -> np.ndarray:
    out = conv2d_im2col(x, w, *bias, **options)
    return out.reshape(*out.shape[:2], -1)


MISCONCEPTIONS = (
    Misconception(
        "flipped_kernel",
        'You turn the kernel by 180 degrees. On images "conv" means cross-correlation: the filter is laid out as '
        "it stands.",
        mistakes.flipped_kernel(conv2d_im2col),
    ),
    Misconception(
        "column_order",
        "Your filters and your columns are laid out in different orders: the columns have the channel slowest, "
        "which is w[f].ravel() without any transposing.",
        _column_order,
    ),
    Misconception(
        "filters_read_down",
        "Your matrix of filters has the right shape but mixed-up rows: reshape w to (F, C·KH·KW), rather than to "
        "(C·KH·KW, F) followed by a transpose.",
        _filters_read_down,
    ),
    Misconception(
        "output_not_transposed",
        "Your product has the filters on its last axis: move them to the second one before you reshape, since "
        "reshape alone does not move anything.",
        _output_not_transposed,
    ),
    Misconception(
        "batch_and_filters_mixed",
        "Your product has the filters before the images: swap these two axes before you reshape to (N, F, OH, OW).",
        _batch_and_filters_mixed,
    ),
    Misconception(
        "output_sides_swapped",
        "Your feature maps have their height and width swapped: reshape to (N, F, OH, OW).",
        _output_sides_swapped,
    ),
    Misconception(
        "left_flat",
        "Your feature maps are still flat: reshape (N, F, OH·OW) to (N, F, OH, OW).",
        _left_flat,
    ),
    Misconception(
        "stride_ignored",
        "The stride has no effect: hand it on to im2col, and to the size of the output.",
        mistakes.stride_ignored(conv2d_im2col),
    ),
    Misconception(
        "padding_ignored",
        "The padding has no effect: hand it on to im2col, and to the size of the output.",
        mistakes.padding_ignored(conv2d_im2col),
    ),
    Misconception(
        "padding_after_instead_of_before",
        "All your zeros stand below and to the right of the image: as many belong above and to the left of it.",
        mistakes.padding_after(conv2d_im2col),
    ),
    Misconception(
        "padding_off_by_one",
        "The image stands one row and one column too early inside its border: it begins at row PH and column PW "
        "of the padded image, counted from 0.",
        mistakes.padding_off_by_one(conv2d_im2col),
    ),
    Misconception(
        "bias_ignored",
        "The bias has no effect: add b[f] to every value of feature map f.",
        mistakes.bias_times(conv2d_im2col, lambda w: 0),
    ),
    Misconception(
        "bias_per_pixel",
        "The bias is added once for every value in a column: add b[f] once to each finished output.",
        mistakes.bias_times(conv2d_im2col, lambda w: w[0].size),
    ),
    Misconception(
        "height_width_swapped",
        "A pair is read the wrong way round: stride and padding are (down, across), first for the height, then for "
        "the width.",
        mistakes.height_width_swapped(conv2d_im2col),
    ),
    Misconception(
        "rounded_up_size",
        "Your output is too large where the stride does not tile the image: a window that sticks out at the end is "
        "dropped, so the size is rounded down.",
        mistakes.rounded_up_size(conv2d_im2col),
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of the result are lost: your output array took over the integer type "
        "of x. Make it float64.",
        mistakes.integer_output(conv2d_im2col),
    ),
)

EXERCISE = Exercise(
    name="conv2d_im2col",
    reference=conv2d_im2col,
    aspects=(
        Aspect("values", 0.25, "one image, one channel, one filter"),
        Aspect("channels", 0.25, "several channels, filters and images"),
        Aspect("stride", 0.25, "strides 2 and 3, also where they do not tile the image"),
        Aspect("padding", 0.25, "a border of zeros"),
        Aspect("bias", 0.25, "the bias"),
        Aspect("pairs", 0.25, "stride and padding that differ down and across"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="values"),
    ),
    draw_cases=draw_cases,
    misconceptions=mistakes.keeping_errors(conv2d_im2col, MISCONCEPTIONS),
)
