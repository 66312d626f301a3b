"""Hidden cases of ``im2col``.

A window is never one pixel, one row, one column or the whole image without padding: there an honest reshape may
return a view of the argument, and views are refused.
"""

from typing import Any

import numpy as np

from autograder.authoring import (
    ERRORS,
    Case,
    Cases,
    Draw,
    Function,
    Pair,
    call,
    changed,
    exercise,
    then,
    windows,
    without,
)
from solutions.a02_convolution.layers import images
from solutions.a02_convolution.reference import im2col

ASPECTS = {
    "values": (0.75, "one image with one channel"),
    "channels": (0.75, "several channels and images, in the right order"),
    "stride": (0.5, "strides 2 and 3, also where they do not tile the image"),
    "padding": (0.5, "a border of zeros"),
    "pairs": (0.25, "kernel size, stride and padding that differ down and across"),
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One small image first, then one thing more at a time."""
    tall, oblong, uneven = d.either_order(3, 2), d.either_order(2, 3), d.either_order(1, 2)
    border, both = d.either_order(0, 1), d.either_order(1, 2)
    yield "values", [call(d.digits(1, 1, 3, 4), 2), images_call(d, 1, 1, 3), images_call(d, 1, 1, (2, 2))]
    yield "channels", [call(d.digits(1, 2, 3, 2), 2), call(d.digits(1, 2, 2, 4), 2)]
    yield "channels", [images_call(d, 1, 3, 2), images_call(d, 3, 2, 3)]
    yield "stride", [call(d.digits(1, 1, 4, 6), 2, stride=2)]
    yield "stride", [images_call(d, 1, 2, 3, stride=2, rest=(1, 1)), images_call(d, 2, 2, 2, stride=3, rest=uneven)]
    yield "padding", [call(d.digits(1, 1, 2, 3), 2, padding=1)]
    yield "padding", [images_call(d, 2, 2, 3, padding=1), images_call(d, 1, 2, 2, padding=2)]
    yield "padding", [call(d.digits(2, 1, 2, 2), 1, padding=1)]
    yield "pairs", [call(d.digits(1, 1, 3, 4), tall), images_call(d, 1, 2, oblong, stride=uneven)]
    yield "pairs", [images_call(d, 1, 2, tall, padding=border)]
    yield "pairs", [images_call(d, 2, 2, oblong, stride=both, padding=border)]
    yield "errors", [call(d.digits(1, 1, 3, 3), 2, stride=0, raises=ValueError)]
    yield "errors", [call(d.digits(1, 1, 3, 3), 2, padding=-1, raises=ValueError)]
    yield "errors", [call(d.digits(1, 1, 2, 3), (3, 2), raises=ValueError)]
    yield "errors", [call(d.digits(1, 1, 4, 2), (2, 5), padding=1, raises=ValueError)]


def images_call(d: Draw, N: int, C: int, size: windows.IntOrPair, rest: Pair = (0, 0), **options: Any) -> Case:
    """A call for N images with C channels, with ``rest`` rows and columns that no window reaches."""
    return call(images(d, N, C, size, rest=rest, **options), size, **options)


def rearranged(order: str) -> Function:
    """The columns with n, c, i, j, h and w, which change ever faster in the right ones, in another ``order``."""

    def wrong(
        x: np.ndarray, size: windows.IntOrPair, *, stride: windows.IntOrPair = 1, padding: windows.IntOrPair = 0
    ) -> np.ndarray:
        columns = im2col(x, size, stride=stride, padding=padding)
        (KH, KW), (SH, _), (PH, _) = map(windows.pair, (size, stride, padding))
        OH = (x.shape[2] + 2 * PH - KH) // SH + 1
        parts = columns.reshape(*x.shape[:2], KH, KW, OH, -1)
        return np.einsum(f"ncijhw->{order}", parts).reshape(columns.shape)

    return wrong


MISTAKES = {
    "column_order": rearranged("nijchw"),
    "offsets_transposed": rearranged("ncjihw"),
    "windows_down_first": rearranged("ncijwh"),
    "transposed": then(im2col, lambda columns: columns.transpose(0, 2, 1)),
    "batch_in_columns": then(im2col, lambda columns: np.concatenate(columns, axis=1)),
    "batch_ignored": changed(im2col, x=lambda x: x[:1]),
    "stride_ignored": without(im2col, "stride"),
    "padding_ignored": without(im2col, "padding"),
    "padding_after_instead_of_before": windows.padding_after(im2col),
    "padding_off_by_one": windows.padding_off_by_one(im2col),
    "height_width_swapped": windows.height_width_swapped(im2col),
    "rounded_up_size": windows.rounded_up_size(im2col),
}

EXERCISE = exercise(im2col, ASPECTS, cases, MISTAKES)
