"""Hidden cases of ``conv2d``: channels, stride, padding and bias come in one at a time."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Case,
    Cases,
    Draw,
    Function,
    call,
    changed,
    exercise,
    integer_output,
    then,
    windows,
    without,
)
from solutions.a02_convolution.reference import conv2d
from solutions.a02_convolution.sizes import first_of_pair, last_window_missing, padding_ignored, squared

BAD_STRIDES = ((1, 0), -1)

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
    """One small image and one filter first, then one thing more at a time; the largest under "channels"."""
    digits, reals = d.digits, d.nonzero_reals
    yield "values", [call(digits(1, 1, 3, 4), digits(1, 1, 2, 2)), call(digits(1, 1, 3, 2), digits(1, 1, 3, 2))]
    yield "channels", [call(digits(1, 2, 2, 3), digits(1, 2, 2, 2)), call(reals(6, 4, 8, 7), reals(5, 4, 4, 5))]
    yield "stride", [call(digits(1, 1, 4, 6), digits(1, 1, 2, 2), stride=2)]
    yield "stride", [call(reals(2, 2, 8, 6), reals(2, 2, 3, 3), stride=2)]  # a row and a column are left over
    yield "stride", [call(reals(1, 2, 7, 9), reals(3, 2, 3, 1), stride=3)]  # a row and two columns are
    yield "padding", [call(digits(1, 1, 2, 3), digits(1, 1, 2, 2), padding=1)]
    yield "padding", [call(reals(2, 2, 2, 5), reals(3, 2, 3, 2), padding=2)]  # the kernel fits thanks to the border
    yield "bias", [call(digits(1, 1, 2, 3), digits(2, 1, 2, 2), digits(2))]
    yield "bias", [call(reals(2, 3, 5, 4), reals(2, 3, 3, 2), reals(2))]
    yield "pairs", [call(digits(1, 1, 3, 4), digits(1, 1, 2, 2), stride=(1, 2))]
    yield "pairs", [call(reals(1, 2, 6, 5), reals(2, 2, 2, 3), stride=(2, 1), padding=(0, 1))]
    yield "pairs", [call(reals(2, 2, 4, 7), reals(2, 2, 1, 3), reals(2), stride=(1, 2), padding=(1, 0))]
    yield "dtypes", [call(1e-8 * reals(1, 1, 4, 4), 1e8 * reals(1, 1, 3, 3))]
    yield "errors", [call(digits(1, 1, 3, 3), digits(1, 1, 2, 2), stride=bad, raises=ValueError) for bad in BAD_STRIDES]
    yield "errors", [call(digits(1, 1, 3, 3), digits(1, 1, 2, 2), padding=(0, -1), raises=ValueError)]
    yield "errors", [call(digits(1, 1, 2, 3), digits(1, 1, 3, 2), raises=ValueError)]
    yield "errors", [call(digits(1, 1, 4, 2), digits(1, 1, 2, 5), padding=1, raises=ValueError)]
    yield "errors", [call(digits(1, 1, 3, 3), digits(1, 2, 2, 2), raises=ValueError)]
    yield "errors", [call(digits(1, 2, 3, 3), digits(1, 1, 2, 2), raises=ValueError)]
    yield "errors", [call(digits(1, 1, 3, 3), digits(2, 1, 2, 2), digits(1), raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """Decimals that do not come out whole, in all three arrays."""
    return call(d.nonzero_reals(1, 2, 3, 4), d.nonzero_reals(2, 2, 2, 2), d.nonzero_reals(2))


def bias_times(right: Function, count: Callable[[np.ndarray], int]) -> Function:
    """``right``, with its bias added ``count(w)`` times instead of once."""
    return lambda x, w, b=None, **options: right(x, w, None if b is None else count(w) * b, **options)


MISTAKES = {
    "flipped_kernel": changed(conv2d, w=lambda w: w[:, :, ::-1, ::-1]),
    "squares_only": then(conv2d, squared),
    "last_window_missing": last_window_missing(conv2d),
    "stride_ignored": without(conv2d, "stride"),
    "one_stride_for_both": changed(conv2d, stride=first_of_pair),
    "padding_ignored": padding_ignored(conv2d),
    "one_padding_for_both": changed(conv2d, padding=first_of_pair),
    "padding_after_instead_of_before": windows.padding_after(conv2d),
    "padding_off_by_one": windows.padding_off_by_one(conv2d),
    "channels_not_summed": changed(conv2d, x=lambda x: x[:, -1:], w=lambda w: w[:, -1:]),
    "first_channel_only": changed(conv2d, x=lambda x: x[:, :1], w=lambda w: w[:, :1]),
    "batch_ignored": changed(conv2d, x=lambda x: x[:1]),
    "bias_ignored": without(conv2d, "b"),
    "bias_per_pixel": bias_times(conv2d, lambda w: w.shape[2] * w.shape[3]),
    "bias_per_channel": bias_times(conv2d, lambda w: w.shape[1]),
    "bias_per_product": bias_times(conv2d, lambda w: w[0].size),
    "height_width_swapped": windows.height_width_swapped(conv2d),
    "rounded_up_size": windows.rounded_up_size(conv2d),
    "integer_output": integer_output(conv2d),
    "output_of_kernel_type": integer_output(conv2d, of="w"),
}

EXERCISE = exercise(conv2d, ASPECTS, cases, MISTAKES, ordinary=ordinary)
