"""What goes wrong in several exercises alike, as wrappers that make a wrong function of a right one.

Every function here takes a right one with the signature (x, kernel, …, *, stride, padding), where the kernel is an
array (F, C, KH, KW) or a size, and returns the wrong one.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.assignment import Misconception
from autograder.authoring.draw import Pair

Function = Callable[..., Any]
IntOrPair = int | Pair


def keeping_errors(right: Function, misconceptions: Sequence[Misconception]) -> tuple[Misconception, ...]:
    """The misconceptions, each raising where the right function raises.

    Whether an answer checks its arguments says nothing about what it misunderstands in the values.
    """
    return tuple(replace(item, function=_raising_like(right, item.function)) for item in misconceptions)


def _raising_like(right: Function, wrong: Any) -> Function:
    @functools.wraps(right)
    def checked(*args: Any, **kwargs: Any) -> Any:
        right(*args, **kwargs)
        return wrong(*args, **kwargs)

    return checked


def pair(value: IntOrPair) -> Pair:
    """An int or a pair (h, w), as a pair."""
    return (value, value) if isinstance(value, int) else value


def kernel_size(kernel: np.ndarray | IntOrPair) -> Pair:
    """(KH, KW) of an array of filters or of a size."""
    return (kernel.shape[2], kernel.shape[3]) if isinstance(kernel, np.ndarray) else pair(kernel)


def with_zeros(x: np.ndarray, rows: Pair, columns: Pair) -> np.ndarray:
    """Images with zeros before and after their rows and columns."""
    return np.pad(x, ((0, 0), (0, 0), rows, columns))


def stride_ignored(right: Function) -> Function:
    """Every window is taken, whatever the stride."""
    return lambda x, *rest, stride=1, padding=0: right(x, *rest, padding=padding)


def padding_ignored(right: Function) -> Function:
    """No zeros stand around the image, as far as the kernel fits without them."""
    return lambda x, *rest, stride=1, padding=0: right(x, *rest, stride=stride)


def padding_after(right: Function) -> Function:
    """All zeros stand below and to the right of the image."""

    def wrong(x: np.ndarray, *rest: Any, stride: IntOrPair = 1, padding: IntOrPair = 0) -> Any:
        height, width = pair(padding)
        return right(with_zeros(x, (0, 2 * height), (0, 2 * width)), *rest, stride=stride)

    return wrong


def padding_off_by_one(right: Function) -> Function:
    """The image stands one row and one column too early inside its border of zeros."""

    def wrong(x: np.ndarray, *rest: Any, stride: IntOrPair = 1, padding: IntOrPair = 0) -> Any:
        rows, columns = ((p - 1, p + 1) if p else (0, 0) for p in pair(padding))
        return right(with_zeros(x, rows, columns), *rest, stride=stride)

    return wrong


def height_width_swapped(right: Function) -> Function:
    """The pairs of stride and padding are read as (across, down)."""

    def wrong(x: np.ndarray, *rest: Any, stride: IntOrPair = 1, padding: IntOrPair = 0) -> Any:
        return right(x, *rest, stride=pair(stride)[::-1], padding=pair(padding)[::-1])

    return wrong


def rounded_up_size(right: Function) -> Function:
    """A last window that sticks out at the end is kept, with zeros where it sticks out."""

    def wrong(x: np.ndarray, kernel: Any, *rest: Any, stride: IntOrPair = 1, padding: IntOrPair = 0) -> Any:
        (kh, kw), (sh, sw), (ph, pw) = kernel_size(kernel), pair(stride), pair(padding)
        height, width = x.shape[2:]
        rows, columns = (ph, ph + (kh - height - 2 * ph) % sh), (pw, pw + (kw - width - 2 * pw) % sw)
        return right(with_zeros(x, rows, columns), kernel, *rest, stride=stride)

    return wrong


def flipped_kernel(right: Function) -> Function:
    """The kernel is turned by 180 degrees before it is applied."""
    return lambda x, w, *rest, **options: right(x, w[:, :, ::-1, ::-1], *rest, **options)


def integer_output(right: Function) -> Function:
    """The result takes the integer type of the first argument, and so loses its decimals."""

    def wrong(x: np.ndarray, *rest: Any, **options: Any) -> Any:
        out = right(x, *rest, **options)
        return out.astype(x.dtype) if np.issubdtype(x.dtype, np.integer) else out

    return wrong


def bias_times(right: Function, factor: Callable[[np.ndarray], int]) -> Function:
    """The bias enters ``factor(w)`` times instead of once."""

    def wrong(x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, **options: Any) -> Any:
        return right(x, w, None if b is None else factor(w) * b, **options)

    return wrong
