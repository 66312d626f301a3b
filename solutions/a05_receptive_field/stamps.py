"""What goes wrong in a transposed convolution: how stamps are turned, laid out, added up and cut."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring import Function, Pair, changed, integer_output, then, windows, without
from solutions.a05_receptive_field.checked import all_checked
from solutions.a05_receptive_field.reference import conv_transpose2d

Size = windows.IntOrPair
Cut = tuple[int, int]  # rows or columns taken away before and after; negative: so many zeros are added


def whole(x: np.ndarray, w: np.ndarray, stride: Size) -> np.ndarray:
    """All that the stamps make, without bias and with its border."""
    return conv_transpose2d(x, w, stride=stride)


def with_bias(out: np.ndarray, b: np.ndarray | None) -> np.ndarray:
    """The maps with their bias, where there is one."""
    return out if b is None else out + b[:, None, None]


def cut(out: np.ndarray, rows: Cut, columns: Cut) -> np.ndarray:
    """The maps without their first and last rows and columns; what is more than there is leaves nothing."""
    for axis, (before, after) in ((2, rows), (3, columns)):
        zeros = [(0, 0)] * 4
        zeros[axis] = max(0, -before), max(0, -after)
        out = np.pad(out, zeros)
        end = max(0, out.shape[axis] - max(0, after))
        out = np.take(out, range(min(max(0, before), end), end), axis=axis)
    return out


def bordered(border: Callable[[int, int], Cut]) -> Function:
    """From the whole, ``border(p, k)`` is cut off, down and across."""

    def wrong(
        x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, *, stride: Size = 1, padding: Size = 0
    ) -> np.ndarray:
        rows, columns = (border(p, k) for p, k in zip(windows.pair(padding), w.shape[2:], strict=True))
        return with_bias(cut(whole(x, w, stride), rows, columns), b)

    return wrong


def apart(steps: Callable[[Pair], Pair]) -> Function:
    """Stamps lie ``steps(stride)`` apart; where the border is more than there is, nothing is left."""

    def wrong(
        x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, *, stride: Size = 1, padding: Size = 0
    ) -> np.ndarray:
        rows, columns = ((p, p) for p in windows.pair(padding))
        return with_bias(cut(whole(x, w, steps(windows.pair(stride))), rows, columns), b)

    return wrong


def empty_beside_padding(
    x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, *, stride: Size = 1, padding: Size = 0
) -> np.ndarray:
    """The border is cut off by slices p:-p unless both numbers are 0: beside one that is not, a 0 leaves nothing."""
    cut_off = (lambda p, k: (p, p) if p else (0, 10**6)) if any(windows.pair(padding)) else (lambda p, k: (0, 0))
    out: np.ndarray = bordered(cut_off)(x, w, b, stride=stride, padding=padding)
    return out


def covered(x: np.ndarray, w: np.ndarray, stride: Size, padding: Size) -> np.ndarray:
    """How many stamps reach each place."""
    return conv_transpose2d(np.ones_like(x[:, :1]), np.ones_like(w[:1, :1]), stride=stride, padding=padding)


def biased(count: Callable[[np.ndarray], np.ndarray]) -> Function:
    """The bias is added ``count(stamps)`` times where so many stamps reach a place."""

    def wrong(x: np.ndarray, w: np.ndarray, b: Any = None, *, stride: Size = 1, padding: Size = 0) -> np.ndarray:
        out = conv_transpose2d(x, w, stride=stride, padding=padding)
        return out if b is None else out + b[:, None, None] * count(covered(x, w, stride, padding))

    return wrong


def overlaps_overwritten(
    x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, *, stride: Size = 1, padding: Size = 0
) -> np.ndarray:
    """A stamp replaces what earlier stamps have left in its place."""
    (SH, SW), (PH, PW), (KH, KW) = windows.pair(stride), windows.pair(padding), w.shape[2:]
    out = np.zeros_like(whole(x, w, stride))
    for h, v in np.ndindex(*x.shape[2:]):
        out[:, :, h * SH : h * SH + KH, v * SW : v * SW + KW] = np.tensordot(x[:, :, h, v], w, 1)
    return with_bias(cut(out, (PH, PH), (PW, PW)), b)


def size_times_stride(
    x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, *, stride: Size = 1, padding: Size = 0
) -> np.ndarray:
    """The maps have stride times as many rows and columns as the image, whatever the kernel."""
    right = conv_transpose2d(x, w, stride=stride, padding=padding)
    sides = [side * step for side, step in zip(x.shape[2:], windows.pair(stride), strict=True)]
    out = np.zeros((*right.shape[:2], *sides))
    seen = right[:, :, : sides[0], : sides[1]]
    out[:, :, : seen.shape[2], : seen.shape[3]] = seen
    return with_bias(out, b)


def channels_swapped(w: np.ndarray) -> np.ndarray:
    """Kernels whose first axis is taken for what goes out, as in a convolution."""
    return w.reshape(w.shape[1], w.shape[0], *w.shape[2:]).swapaxes(0, 1)


def first_of_pair(value: Size) -> int:
    """The first number of a pair, which is to hold for both axes."""
    return windows.pair(value)[0]


MISTAKES = all_checked(
    conv_transpose2d,
    {
        "kernel_not_flipped": changed(conv_transpose2d, w=lambda w: w[:, :, ::-1, ::-1]),
        "overlaps_overwritten": overlaps_overwritten,
        "no_zeros_between": apart(lambda stride: (1, 1)),
        "one_zero_too_many": apart(lambda stride: (stride[0] + (stride[0] > 1), stride[1] + (stride[1] > 1))),
        "size_times_stride": size_times_stride,
        "one_stride_for_both": apart(lambda stride: (stride[0], stride[0])),
        "padding_ignored": bordered(lambda p, k: (0, 0)),
        "padding_added_not_cut": bordered(lambda p, k: (-p, -p)),
        "padding_as_in_a_convolution": bordered(lambda p, k: (k - 1 - p, k - 1 - p)),
        "padding_cut_at_the_end": bordered(lambda p, k: (0, 2 * p)),
        "padding_cut_once": bordered(lambda p, k: (p, 0)),
        "one_padding_for_both": lambda x, w, b=None, *, stride=1, padding=0: bordered(lambda p, k: (p, p))(
            x, w, b, stride=stride, padding=first_of_pair(padding)
        ),
        "empty_without_padding": bordered(lambda p, k: (p, p) if p else (0, 10**6)),
        "empty_beside_padding": empty_beside_padding,
        "height_width_swapped": lambda x, w, b=None, *, stride=1, padding=0: apart(lambda pair: pair)(
            x, w, b, stride=windows.pair(stride)[::-1], padding=windows.pair(padding)[::-1]
        ),
        "channels_swapped": changed(conv_transpose2d, w=channels_swapped),
        "channels_not_summed": changed(conv_transpose2d, x=lambda x: x[:, -1:], w=lambda w: w[-1:]),
        "first_channel_only": changed(conv_transpose2d, x=lambda x: x[:, :1], w=lambda w: w[:1]),
        "batch_ignored": then(conv_transpose2d, lambda out: out[:1]),
        "bias_ignored": without(conv_transpose2d, "b"),
        "bias_at_covered_places_only": biased(lambda stamps: stamps > 0),
        "bias_per_stamp": biased(lambda stamps: stamps),
        "integer_output": integer_output(conv_transpose2d),
        "output_of_kernel_type": integer_output(conv_transpose2d, of="w"),
    },
)
