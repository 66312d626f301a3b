"""Hidden cases of ``conv2d``: channels, stride, padding and bias come in one at a time."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Case,
    Cases,
    Draw,
    Function,
    Pair,
    call,
    changed,
    exercise,
    integer_output,
    singles,
    windows,
    without,
)
from solutions.a02_convolution.layers import layer
from solutions.a02_convolution.reference import conv2d

ASPECTS = {
    "values": (0.5, "one image, one channel, one filter"),
    "channels": (0.5, "several channels, filters and images"),
    "stride": (0.5, "strides 2 and 3, also where they do not tile the image"),
    "padding": (0.5, "a border of zeros"),
    "bias": (0.25, "the bias"),
    "pairs": (0.25, "stride and padding that differ down and across"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One small image and one filter first, then one thing more at a time."""
    tall, oblong, uneven = d.either_order(3, 2), d.either_order(2, 3), d.either_order(1, 2)
    border, both = d.either_order(0, 1), d.either_order(1, 2)
    yield "values", [call(d.digits(1, 1, 3, 4), d.digits(1, 1, 2, 2)), call(d.digits(1, 1, 3, 2), d.digits(1, 1, 3, 2))]
    yield "values", [layer_call(d, 1, 1, 1, (3, 3)), layer_call(d, 1, 1, 1, oblong)]
    yield "channels", [call(d.digits(1, 2, 2, 3), d.digits(1, 2, 2, 2))]
    yield "channels", [call(d.digits(1, 3, 2, 2), d.digits(2, 3, 1, 1))]
    yield "channels", [layer_call(d, 1, 3, 2, (2, 2)), layer_call(d, 3, 2, 4, tall)]
    yield "stride", [call(d.digits(1, 1, 4, 6), d.digits(1, 1, 2, 2), stride=2)]
    yield "stride", [layer_call(d, 2, 2, 2, (3, 3), stride=2, rest=(1, 1))]
    yield "stride", [layer_call(d, 1, 2, 3, tall, stride=3, rest=uneven)]
    yield "padding", [call(d.digits(1, 1, 2, 3), d.digits(1, 1, 2, 2), padding=1)]
    yield "padding", [layer_call(d, 2, 2, 2, (3, 3), padding=1), layer_call(d, 1, 2, 3, tall, padding=2)]
    yield "bias", [call(d.digits(1, 1, 2, 3), d.digits(2, 1, 2, 2), d.digits(2))]
    yield "bias", [layer_call(d, 2, 2, 3, tall, bias=True)]
    yield "pairs", [call(d.digits(1, 1, 3, 4), d.digits(1, 1, 2, 2), stride=uneven)]
    yield "pairs", [layer_call(d, 1, 2, 2, (3, 3), padding=border)]
    yield "pairs", [layer_call(d, 2, 2, 2, tall, bias=True, stride=both, padding=border)]
    yield "dtypes", [call(d.integers(1, 1, 3, 4), d.reals(2, 1, 2, 2)), call(*singles(*layer(d, 2, 2, 2, (2, 2))))]
    yield "errors", [call(d.digits(1, 1, 3, 3), d.digits(1, 1, 2, 2), stride=0, raises=ValueError)]
    yield "errors", [call(d.digits(1, 1, 3, 3), d.digits(1, 1, 2, 2), padding=-1, raises=ValueError)]
    yield "errors", [call(d.digits(1, 1, 2, 3), d.digits(1, 1, 3, 2), raises=ValueError)]
    yield "errors", [call(d.digits(1, 1, 4, 2), d.digits(1, 1, 2, 5), padding=1, raises=ValueError)]


def layer_call(
    d: Draw, N: int, C: int, F: int, kernel: Pair, *, bias: bool = False, rest: Pair = (0, 0), **options: Any
) -> Case:
    """A call for N images with C channels and F filters, with ``rest`` rows and columns that no window reaches."""
    x, w = layer(d, N, C, F, kernel, rest=rest, **options)
    return call(x, w, *([d.reals(F)] if bias else []), **options)


def bias_times(right: Function, count: Callable[[np.ndarray], int]) -> Function:
    """``right``, with its bias added ``count(w)`` times instead of once."""
    return lambda x, w, b=None, **options: right(x, w, None if b is None else count(w) * b, **options)


MISTAKES = {
    "flipped_kernel": changed(conv2d, w=lambda w: w[:, :, ::-1, ::-1]),
    "stride_ignored": without(conv2d, "stride"),
    "padding_ignored": without(conv2d, "padding"),
    "padding_after_instead_of_before": windows.padding_after(conv2d),
    "padding_off_by_one": windows.padding_off_by_one(conv2d),
    "channels_not_summed": changed(conv2d, x=lambda x: x[:, -1:], w=lambda w: w[:, -1:]),
    "first_channel_only": changed(conv2d, x=lambda x: x[:, :1], w=lambda w: w[:, :1]),
    "batch_ignored": changed(conv2d, x=lambda x: x[:1]),
    "bias_ignored": without(conv2d, "b"),
    "bias_per_pixel": bias_times(conv2d, lambda w: w.shape[2] * w.shape[3]),
    "bias_per_channel": bias_times(conv2d, lambda w: w.shape[1]),
    "height_width_swapped": windows.height_width_swapped(conv2d),
    "rounded_up_size": windows.rounded_up_size(conv2d),
    "integer_output": integer_output(conv2d),
}

EXERCISE = exercise(conv2d, ASPECTS, cases, MISTAKES)
