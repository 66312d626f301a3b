"""What goes wrong in several pooling exercises alike, over windows of ``size`` that lie ``stride`` apart."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.authoring import Function, Pair, changed, integer_output, windows, without

Size = windows.IntOrPair
Stride = Size | None


def sides(size: Size, stride: Stride) -> tuple[Pair, Pair]:
    """(KH, KW) and (SH, SW)."""
    return windows.pair(size), windows.pair(size if stride is None else stride)


def pairs_swapped(right: Function) -> Function:
    """All arguments of ``right`` but the images are read as (across, down)."""
    names = inspect.signature(right).parameters.keys() - {"dout", "x"}
    return changed(right, **dict.fromkeys(names, lambda value: windows.pair(value)[::-1]))


def first_of_each_pair(right: Function) -> Function:
    """The first number of each pair holds for both axes."""
    names = inspect.signature(right).parameters.keys() - {"dout", "x"}
    return changed(right, **dict.fromkeys(names, lambda value: windows.pair(value)[0]))


def one_stride(right: Function) -> Function:
    """The step down is the step across, too."""

    def wrong(*args: Any, stride: Stride = None, **options: Any) -> np.ndarray:
        return np.asarray(right(*args, stride=sides(args[-1], stride)[1][0], **options))

    return wrong


def counted(reduce: Function, count: Callable[[Pair, Pair, Pair], Pair]) -> Function:
    """A pooling with as many windows as ``count`` finds for a bordered image, a size and a stride.

    ``reduce`` makes one number of a window, and ignores NaN; a window without any value gives 0.
    """

    def wrong(x: np.ndarray, size: Size, *, stride: Stride = None, padding: Size = 0) -> np.ndarray:
        ((kh, kw), (sh, sw)), (ph, pw) = sides(size, stride), windows.pair(padding)
        bordered = (x.shape[2] + 2 * ph, x.shape[3] + 2 * pw)
        rows, columns = count(bordered, (kh, kw), (sh, sw))
        after = ((ph, rows * sh + kh), (pw, columns * sw + kw))
        values = np.pad(x.astype(np.float64), ((0, 0), (0, 0), *after), constant_values=np.nan)
        seen = sliding_window_view(values, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw][:, :, :rows, :columns]
        return np.asarray(reduce(np.where(np.isnan(seen).all(axis=(4, 5), keepdims=True), 0, seen), axis=(4, 5)))

    return wrong


def as_far_as_it_begins(image: Pair, size: Pair, stride: Pair) -> Pair:
    """The number of windows where each that begins in the image is kept."""
    return -(-image[0] // stride[0]), -(-image[1] // stride[1])


def quotient(image: Pair, size: Pair, stride: Pair) -> Pair:
    """The number of windows where the size does not count."""
    return image[0] // stride[0], image[1] // stride[1]


def square(image: Pair, size: Pair, stride: Pair) -> Pair:
    """The number of windows where as many stand side by side as below each other."""
    rows = (image[0] - size[0]) // stride[0] + 1
    return rows, rows


def mixed_by_reshape(right: Function) -> Function:
    """Windows side by side are cut out by a reshape with its axes in the wrong order."""

    def wrong(x: np.ndarray, size: Size, *, stride: Stride = None, **options: Any) -> np.ndarray:
        (kh, kw), step = sides(size, stride)
        out = np.asarray(right(x, size, stride=stride, **options))
        if (kh, kw) != step or options:
            return out
        rows, columns = out.shape[2:]
        cut = x[:, :, : rows * kh, : columns * kw].reshape(-1, kh, kw)  # a window holds what follows in memory
        return np.asarray(right(cut[:, None], (kh, kw))).reshape(out.shape)

    return wrong


def forward_mistakes(right: Function, reduce: Function) -> dict[str, Function]:
    """What goes wrong in any pooling, such as ``right``; ``reduce`` does the same to a window, but ignores NaN."""
    return {
        "default_stride_one": functools.partial(right, stride=1),
        "stride_ignored": without(right, "stride"),
        "rounded_up_size": counted(reduce, as_far_as_it_begins),
        "size_does_not_count": counted(reduce, quotient),
        "images_taken_for_square": counted(reduce, square),
        "mixed_by_reshape": mixed_by_reshape(right),
        "height_width_swapped": pairs_swapped(right),
        "first_of_each_pair": first_of_each_pair(right),
        "one_stride_for_both_axes": one_stride(right),
    }


def backward_mistakes(share: Function) -> dict[str, Function]:
    """What goes wrong in the gradient of any pooling; ``share``, as in `spread`, is what the right one sends."""
    return {
        "default_stride_one": functools.partial(spread(share), stride=1),
        "stride_ignored": without(spread(share), "stride"),
        "height_width_swapped": pairs_swapped(spread(share)),
        "first_of_each_pair": first_of_each_pair(spread(share)),
        "one_stride_for_both_axes": one_stride(spread(share)),
        "dx_without_the_rest": spread(share, rest=False),
        "integer_output": integer_output(spread(share), of="x"),
    }


def spread(share: Function, *, overwrite: bool = False, rest: bool = True) -> Function:
    """A backward function that sends each value of a window ``share(window)`` of the window's upstream gradient.

    Windows that stick out are cut off at the end of the image. With ``overwrite``, what a value is sent replaces what
    it had; without the ``rest``, dx ends where the last window ends.
    """

    def backward(dout: np.ndarray, x: np.ndarray, size: Size, *, stride: Stride = None) -> np.ndarray:
        (kh, kw), (sh, sw) = sides(size, stride)
        dx = np.zeros(x.shape)
        for h, w in np.ndindex(*dout.shape[2:]):
            there = np.s_[:, :, h * sh : h * sh + kh, w * sw : w * sw + kw]
            if x[there].size:
                sent = share(x[there]) * dout[:, :, h, w, None, None]
                dx[there] = np.where(sent != 0, sent, dx[there]) if overwrite else dx[there] + sent
        return dx if rest else dx[:, :, : h * sh + kh, : w * sw + kw]

    return backward


def winner(window: np.ndarray) -> np.ndarray:
    """All to the largest value of a window (N, C, KH, KW), to the first in row-major order where several are."""
    flat = window.reshape(*window.shape[:2], -1)
    return (np.arange(flat.shape[-1]) == flat.argmax(axis=-1)[..., None]).reshape(window.shape)


def equal_shares(window: np.ndarray) -> np.ndarray:
    """As much to every value of a window (N, C, KH, KW) as to any other."""
    return np.full(window.shape, 1 / window[0, 0].size)


def wrong_divisors(right: Function, undivided: str) -> dict[str, Function]:
    """What goes wrong where ``right`` divides by KH·KW; ``undivided`` is the name of not dividing at all."""

    def divided_by(divisor: Callable[[Pair, Pair], int], *args: Any, stride: Stride = None) -> np.ndarray:
        (kh, kw), step = sides(args[-1], stride)
        return right(*args, stride=stride) * kh * kw / divisor((kh, kw), step)

    return {
        undivided: functools.partial(divided_by, lambda size, stride: 1),
        "divided_by_one_side": functools.partial(divided_by, lambda size, stride: size[0]),
        "divided_by_a_square": functools.partial(divided_by, lambda size, stride: size[0] ** 2),
        "divided_by_the_stride": functools.partial(divided_by, lambda size, stride: stride[0] * stride[1]),
    }
