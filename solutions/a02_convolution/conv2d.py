"""Hidden cases of ``conv2d``."""

from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring import windows as mistakes
from solutions.a02_convolution.reference import conv2d

from .draw import digits, either_order, image_size, integers, reals, singles


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One small image and one filter first, then one thing more at a time."""
    tall, oblong, pair = either_order(rng, 3, 2), either_order(rng, 2, 3), either_order(rng, 1, 2)
    border, both = either_order(rng, 0, 1), either_order(rng, 1, 2)
    return [
        Case(("values",), (digits(rng, 1, 1, 3, 4), digits(rng, 1, 1, 2, 2))),
        Case(("values",), (digits(rng, 1, 1, 3, 2), digits(rng, 1, 1, 3, 2))),
        Case(("values",), (reals(rng, 1, 1, *image_size(rng, (3, 3))), reals(rng, 1, 1, 3, 3))),
        Case(("values",), (reals(rng, 1, 1, *image_size(rng, oblong)), reals(rng, 1, 1, *oblong))),
        Case(("channels",), (digits(rng, 1, 2, 2, 3), digits(rng, 1, 2, 2, 2))),
        Case(("channels",), (digits(rng, 1, 3, 2, 2), digits(rng, 2, 3, 1, 1))),
        Case(("channels",), (reals(rng, 1, 3, *image_size(rng, (2, 2))), reals(rng, 2, 3, 2, 2))),
        Case(("channels",), (reals(rng, 3, 2, *image_size(rng, tall)), reals(rng, 4, 2, *tall))),
        Case(("stride",), (digits(rng, 1, 1, 4, 6), digits(rng, 1, 1, 2, 2)), {"stride": 2}),
        Case(
            ("stride",),
            (reals(rng, 2, 2, *image_size(rng, (3, 3), (2, 2), rest=(1, 1))), reals(rng, 2, 2, 3, 3)),
            {"stride": 2},
        ),
        Case(
            ("stride",),
            (reals(rng, 1, 2, *image_size(rng, tall, (3, 3), rest=pair)), reals(rng, 3, 2, *tall)),
            {"stride": 3},
        ),
        Case(("padding",), (digits(rng, 1, 1, 2, 3), digits(rng, 1, 1, 2, 2)), {"padding": 1}),
        Case(
            ("padding",),
            (reals(rng, 2, 2, *image_size(rng, (3, 3), padding=(1, 1))), reals(rng, 2, 2, 3, 3)),
            {"padding": 1},
        ),
        Case(
            ("padding",),
            (reals(rng, 1, 2, *image_size(rng, tall, padding=(2, 2))), reals(rng, 3, 2, *tall)),
            {"padding": 2},
        ),
        Case(("bias",), (digits(rng, 1, 1, 2, 3), digits(rng, 2, 1, 2, 2), digits(rng, 2))),
        Case(("bias",), (reals(rng, 2, 2, *image_size(rng, tall)), reals(rng, 3, 2, *tall), reals(rng, 3))),
        Case(("pairs",), (digits(rng, 1, 1, 3, 4), digits(rng, 1, 1, 2, 2)), {"stride": pair}),
        Case(
            ("pairs",),
            (reals(rng, 1, 2, *image_size(rng, (3, 3), padding=border)), reals(rng, 2, 2, 3, 3)),
            {"padding": border},
        ),
        Case(
            ("pairs",),
            (reals(rng, 2, 2, *image_size(rng, tall, both, border)), reals(rng, 2, 2, *tall), reals(rng, 2)),
            {"stride": both, "padding": border},
        ),
        Case(("dtypes",), (integers(rng, 1, 1, 3, 4), reals(rng, 2, 1, 2, 2))),
        Case(("dtypes",), (singles(rng, 2, 2, *image_size(rng, (2, 2))), singles(rng, 2, 2, 2, 2))),
        Case(("errors",), (digits(rng, 1, 1, 3, 3), digits(rng, 1, 1, 2, 2)), {"stride": 0}, raises=ValueError),
        Case(("errors",), (digits(rng, 1, 1, 3, 3), digits(rng, 1, 1, 2, 2)), {"padding": -1}, raises=ValueError),
        Case(("errors",), (digits(rng, 1, 1, 2, 3), digits(rng, 1, 1, 3, 2)), raises=ValueError),
        Case(("errors",), (digits(rng, 1, 1, 4, 2), digits(rng, 1, 1, 2, 5)), {"padding": 1}, raises=ValueError),
    ]


def _last_channel_only(x: np.ndarray, w: np.ndarray, *bias: np.ndarray, **options: Any) -> np.ndarray:
    return conv2d(x[:, -1:], w[:, -1:], *bias, **options)


def _first_channel_only(x: np.ndarray, w: np.ndarray, *bias: np.ndarray, **options: Any) -> np.ndarray:
    return conv2d(x[:, :1], w[:, :1], *bias, **options)


def _batch_ignored(x: np.ndarray, w: np.ndarray, *bias: np.ndarray, **options: Any) -> np.ndarray:
    return conv2d(x[:1], w, *bias, **options)


MISCONCEPTIONS = (
    Misconception(
        "flipped_kernel",
        'You turn the kernel by 180 degrees. On images "conv" means cross-correlation: w[f, c, 0, 0] meets the '
        "upper left value of each window.",
        mistakes.flipped_kernel(conv2d),
    ),
    Misconception(
        "stride_ignored",
        "The stride has no effect: window (h, w) begins at row h·SH and column w·SW, and the output shrinks.",
        mistakes.stride_ignored(conv2d),
    ),
    Misconception(
        "padding_ignored",
        "The padding has no effect: put a border of zeros around each image before you slide the kernel.",
        mistakes.padding_ignored(conv2d),
    ),
    Misconception(
        "padding_after_instead_of_before",
        "All your zeros stand below and to the right of the image: as many belong above and to the left of it.",
        mistakes.padding_after(conv2d),
    ),
    Misconception(
        "padding_off_by_one",
        "The image stands one row and one column too early inside its border: it begins at row PH and column PW "
        "of the padded image, counted from 0.",
        mistakes.padding_off_by_one(conv2d),
    ),
    Misconception(
        "channels_not_summed",
        "Only the last channel reaches the output: each filter adds up its products over all channels. "
        "Is there an = where a += belongs?",
        _last_channel_only,
    ),
    Misconception(
        "first_channel_only",
        "Only the first channel reaches the output: each filter adds up its products over all channels.",
        _first_channel_only,
    ),
    Misconception(
        "batch_ignored",
        "Only the first image of the batch comes out: the output holds one result for each of the N images.",
        _batch_ignored,
    ),
    Misconception(
        "bias_ignored",
        "The bias has no effect: add b[f] to every value of feature map f.",
        mistakes.bias_times(conv2d, lambda w: 0),
    ),
    Misconception(
        "bias_per_pixel",
        "The bias is added once for every value under the kernel: add b[f] once to each finished output.",
        mistakes.bias_times(conv2d, lambda w: w.shape[2] * w.shape[3]),
    ),
    Misconception(
        "bias_per_channel",
        "The bias is added once for every channel: add b[f] once, after the sum over the channels.",
        mistakes.bias_times(conv2d, lambda w: w.shape[1]),
    ),
    Misconception(
        "height_width_swapped",
        "A pair is read the wrong way round: stride and padding are (down, across), first for the height, then for "
        "the width.",
        mistakes.height_width_swapped(conv2d),
    ),
    Misconception(
        "rounded_up_size",
        "Your output is too large where the stride does not tile the image: a window that sticks out at the end is "
        "dropped, so the size is rounded down.",
        mistakes.rounded_up_size(conv2d),
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of the result are lost: your output array took over the integer type "
        "of x. Make it float64.",
        mistakes.integer_output(conv2d),
    ),
)

EXERCISE = Exercise(
    name="conv2d",
    reference=conv2d,
    aspects=(
        Aspect("values", 0.5, "one image, one channel, one filter"),
        Aspect("channels", 0.5, "several channels, filters and images"),
        Aspect("stride", 0.5, "strides 2 and 3, also where they do not tile the image"),
        Aspect("padding", 0.5, "a border of zeros"),
        Aspect("bias", 0.25, "the bias"),
        Aspect("pairs", 0.25, "stride and padding that differ down and across"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="values"),
    ),
    draw_cases=draw_cases,
    misconceptions=mistakes.keeping_errors(conv2d, MISCONCEPTIONS),
)
