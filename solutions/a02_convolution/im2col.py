"""Hidden cases of ``im2col``.

A window is never one pixel, one row, one column or the whole image without padding: there an honest reshape may
return a view of the argument, and views are refused.
"""

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
    then,
    windows,
    without,
)
from solutions.a02_convolution.conv2d import BAD_STRIDES
from solutions.a02_convolution.reference import im2col
from solutions.a02_convolution.sizes import first_of_pair, flat, last_window_missing, maps, padding_ignored, squared

ASPECTS = {
    "values": (0.5, "one image with one channel"),
    "channels": (0.75, "several channels and images, in the right order"),
    "stride": (0.5, "strides 2 and 3, also where they do not tile the image"),
    "padding": (0.5, "a border of zeros"),
    "pairs": (0.25, "kernel size, stride and padding that differ down and across"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One small image first, then one thing more at a time; the largest under "channels"."""
    digits, reals = d.digits, d.nonzero_reals
    yield "values", [call(digits(1, 1, 3, 4), 2), call(reals(1, 1, 7, 5), 3)]
    yield "channels", [call(digits(1, 2, 3, 2), 2), call(digits(1, 2, 2, 4), 2), call(reals(6, 4, 8, 7), (4, 5))]
    yield "stride", [call(digits(1, 1, 4, 6), 2, stride=2)]
    yield "stride", [call(reals(1, 2, 8, 6), 3, stride=2)]  # a row and a column are left over
    yield "stride", [call(reals(2, 2, 7, 9), 2, stride=3)]  # two rows and a column are
    yield "padding", [call(digits(1, 1, 2, 3), 2, padding=1), call(digits(2, 1, 2, 2), 1, padding=1)]
    yield "padding", [call(reals(2, 2, 2, 5), 3, padding=2)]  # the window fits thanks to the border
    yield "pairs", [call(digits(1, 1, 3, 4), (3, 2))]
    yield "pairs", [call(reals(1, 2, 6, 5), (2, 3), stride=(2, 1), padding=(0, 1))]
    yield "pairs", [call(reals(2, 2, 5, 8), (3, 2), stride=(1, 2), padding=(1, 0))]
    yield "errors", [call(digits(1, 1, 3, 3), 2, stride=bad, raises=ValueError) for bad in BAD_STRIDES]
    yield "errors", [call(digits(1, 1, 3, 3), 2, padding=(0, -1), raises=ValueError)]
    yield "errors", [call(digits(1, 1, 2, 3), (3, 2), raises=ValueError)]
    yield "errors", [call(digits(1, 1, 4, 2), (2, 5), padding=1, raises=ValueError)]
    yield "errors", [call(digits(1, 1, 3, 3), (0, 2), raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """Decimals that do not come out whole."""
    return call(3 * d.nonzero_reals(1, 2, 3, 4), (2, 3))


def rearranged(order: str) -> Function:
    """The columns with n, c, i, j, h and w, which change ever faster in the right ones, in another ``order``."""

    def wrong(
        x: np.ndarray, size: windows.IntOrPair, *, stride: windows.IntOrPair = 1, padding: windows.IntOrPair = 0
    ) -> np.ndarray:
        laid_out = maps(x, size, stride=stride, padding=padding)
        parts = laid_out.reshape(*x.shape[:2], *windows.pair(size), *laid_out.shape[2:])
        return np.einsum(f"ncijhw->{order}", parts).reshape(flat(laid_out).shape)

    return wrong


def all_axes_padded(
    x: np.ndarray, size: windows.IntOrPair, *, stride: windows.IntOrPair = 1, padding: windows.IntOrPair = 0
) -> np.ndarray:
    """One number pads the images and the channels, too, as np.pad(x, 1) does."""
    PH, PW = windows.pair(padding)
    more = PH if PH == PW else 0
    return im2col(np.pad(x, [(more, more)] * 2 + [(0, 0)] * 2), size, stride=stride, padding=padding)


MISTAKES = {
    "column_order": rearranged("nijchw"),
    "offsets_transposed": rearranged("ncjihw"),
    "windows_down_first": rearranged("ncijwh"),
    "transposed": then(im2col, lambda columns: columns.transpose(0, 2, 1)),
    "batch_in_columns": then(im2col, lambda columns: np.concatenate(columns, axis=1)),
    "batch_ignored": changed(im2col, x=lambda x: x[:1]),
    "squares_only": then(maps, lambda laid_out: flat(squared(laid_out))),
    "last_window_missing": then(last_window_missing(maps), flat),
    "stride_ignored": without(im2col, "stride"),
    "one_stride_for_both": changed(im2col, stride=first_of_pair),
    "padding_ignored": then(padding_ignored(maps), flat),
    "one_padding_for_both": changed(im2col, padding=first_of_pair),
    "all_axes_padded": all_axes_padded,
    "padding_after_instead_of_before": windows.padding_after(im2col),
    "padding_off_by_one": windows.padding_off_by_one(im2col),
    "height_width_swapped": windows.height_width_swapped(im2col),
    "rounded_up_size": windows.rounded_up_size(im2col),
}

EXERCISE = exercise(im2col, ASPECTS, cases, MISTAKES, ordinary=ordinary)
