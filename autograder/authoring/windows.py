"""Mistakes wherever windows slide over images, as wrong functions made of right ones.

A right function takes images ``x`` of shape (N, C, H, W) and, next to them, a kernel: filters (F, C, KH, KW) or the
size of a window. Where the windows are is said by its options ``stride`` and ``padding``.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring.draw import Pair
from autograder.authoring.mistakes import Function, changed

IntOrPair = int | Pair


def pair(value: IntOrPair) -> Pair:
    """An int or a pair (h, w), as a pair."""
    return (value, value) if isinstance(value, int) else value


def kernel_size(kernel: np.ndarray | IntOrPair) -> Pair:
    """(KH, KW) of an array of filters or of a size."""
    return (kernel.shape[2], kernel.shape[3]) if isinstance(kernel, np.ndarray) else pair(kernel)


def with_zeros(x: np.ndarray, rows: Pair, columns: Pair) -> np.ndarray:
    """Images with zeros before and after their rows and columns."""
    return np.pad(x, ((0, 0), (0, 0), rows, columns))


def padded(right: Function, zeros: Callable[[int], Pair]) -> Function:
    """``right``, but for a padding of p ``zeros(p)`` = (before, after) stand around the images.

    They are part of the images that ``right`` is given, so a gradient of the images has a place for each of them.
    """
    signature = inspect.signature(right)

    @functools.wraps(right)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        rows, columns = map(zeros, pair(bound.arguments.pop("padding", 0)))
        bound.arguments["x"] = with_zeros(bound.arguments["x"], rows, columns)
        return right(*bound.args, **bound.kwargs)

    return wrong


def padding_after(right: Function) -> Function:
    """All zeros stand below and to the right of the image."""
    return padded(right, lambda p: (0, 2 * p))


def padding_off_by_one(right: Function) -> Function:
    """The image stands one row and one column too early inside its border of zeros."""
    return padded(right, lambda p: (p - 1, p + 1) if p else (0, 0))


def height_width_swapped(right: Function) -> Function:
    """The pairs of stride and padding are read as (across, down)."""
    return changed(right, stride=lambda stride: pair(stride)[::-1], padding=lambda padding: pair(padding)[::-1])


def rounded_up_size(right: Function) -> Function:
    """A last window that sticks out at the end is kept, with zeros where it sticks out."""

    @functools.wraps(right)
    def wrong(x: np.ndarray, kernel: Any, *rest: Any, stride: IntOrPair = 1, padding: IntOrPair = 0) -> Any:
        rows, columns = (
            (p, p + (k - extent - 2 * p) % s)
            for extent, k, s, p in zip(x.shape[2:], kernel_size(kernel), pair(stride), pair(padding), strict=True)
        )
        return right(with_zeros(x, rows, columns), kernel, *rest, stride=stride)

    return wrong
