"""What goes wrong in the number of windows and the reading of pairs, in the exercises that slide over images."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring import Function, windows, without
from solutions.a02_convolution.reference import im2col

Size = windows.IntOrPair


def first_of_pair(value: Size) -> int:
    """The first number of a pair, which is to hold for both axes."""
    return windows.pair(value)[0]


def squared(out: np.ndarray) -> np.ndarray:
    """The output of somebody who makes as many columns as rows, whatever the width."""
    height, width = out.shape[2:]
    return np.pad(out[..., :height], ((0, 0), (0, 0), (0, 0), (0, max(0, height - width))))


def last_window_missing(right: Function) -> Function:
    """The windows begin at range(0, H - KH, SH), which leaves the last one out where the stride tiles the image."""
    return _first_windows(right, lambda side, p, k, s: len(range(0, side + 2 * p - k, s)))


def padding_ignored(right: Function) -> Function:
    """There are no zeros around the image; where the kernel does not fit into it, no window is left."""
    bare = without(right, "padding")
    none = _first_windows(right, lambda side, p, k, s: max(0, (side - k) // s + 1))

    @functools.wraps(right)
    def wrong(x: np.ndarray, kernel: Any, *rest: Any, **options: Any) -> np.ndarray:
        fits = all(np.greater_equal(x.shape[2:], windows.kernel_size(kernel)))
        out: np.ndarray = (bare if fits else none)(x, kernel, *rest, **options)
        return out

    return wrong


def _first_windows(right: Function, count: Callable[[int, int, int, int], int]) -> Function:
    """``right``, but of its windows the first ``count(side, padding, kernel, stride)`` alone, down and across."""

    @functools.wraps(right)
    def wrong(x: np.ndarray, kernel: Any, *rest: Any, stride: Size = 1, padding: Size = 0) -> np.ndarray:
        out: np.ndarray = right(x, kernel, *rest, stride=stride, padding=padding)
        sides = zip(x.shape[2:], windows.pair(padding), windows.kernel_size(kernel), windows.pair(stride), strict=True)
        rows, columns = (count(*side) for side in sides)
        return out[:, :, :rows, :columns]

    return wrong


def maps(x: np.ndarray, size: Size, *, stride: Size = 1, padding: Size = 0) -> np.ndarray:
    """The columns of `im2col`, laid out as the windows lie: (N, C·KH·KW, OH, OW)."""
    columns = im2col(x, size, stride=stride, padding=padding)
    (KH, _), (SH, _), (PH, _) = map(windows.pair, (size, stride, padding))
    return columns.reshape(*columns.shape[:2], (x.shape[2] + 2 * PH - KH) // SH + 1, -1)


def flat(laid_out: np.ndarray) -> np.ndarray:
    """What `maps` gives, or is made of it, as columns again."""
    return laid_out.reshape(*laid_out.shape[:2], -1)
