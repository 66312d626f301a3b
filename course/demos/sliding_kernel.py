"""A kernel slides along a signal: convolution and cross-correlation, narrow, equal and wide."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words, array_of

MODES = ("narrow", "equal", "wide")

WORDS: Words = {
    "title": ("A kernel slides along a signal", "卷积核在信号上滑动"),
    "x": ("signal x, with padding", "信号 x（含填充）"),
    "w": ("kernel w, as it is laid on the signal", "卷积核 w（贴在信号上的样子）"),
    "y": ("output y", "输出 y"),
    "signal": ("Signal", "信号"),
    "kernel": ("Kernel", "卷积核"),
    "mode": ("Mode", "方式"),
    "narrow": ("narrow (no padding)", "窄卷积（不填充）"),
    "equal": ("equal (as long as the signal)", "等宽卷积"),
    "wide": ("wide (every overlap)", "宽卷积（所有重叠）"),
    "flip": ("Flip the kernel: convolution", "翻转卷积核：卷积"),
    "says": ("Output {column} = {terms} = {sum}", "输出第 {column} 项 = {terms} = {sum}"),
}


def zeros_around(mode: str, width: int, flip: bool = False) -> tuple[int, int]:
    """The number of zeros before and after the signal for a kernel of ``width`` numbers.

    Only "equal" with an even width tells the two operations apart: cross-correlation puts the odd zero behind
    the signal, convolution (with its kernel turned round) before it.
    """
    if mode == "narrow":
        return 0, 0
    if mode == "wide":
        return width - 1, width - 1
    short, long = (width - 1) // 2, width // 2
    return (long, short) if flip else (short, long)


def frame(signal: NDArray[np.float64], kernel: NDArray[np.float64], mode: str, flip: bool) -> Frame:
    """Signal (m,), kernel (n,): the padded signal, the kernel under it, and the output under its middle."""
    m, n = signal.size, kernel.size
    before, after = zeros_around(mode, n, flip)
    padded = np.concatenate([np.zeros(before), signal, np.zeros(after)])
    weights = kernel[::-1] if flip else kernel
    places = range(before + m + after - n + 1)
    products = [padded[p : p + n] * weights for p in places]
    output = np.sum(products, axis=1)
    left = n - 1 - before  # the signal stays where it is when the mode changes
    path = [(0, p) for p in places]
    grids = [
        Grid("x", padded[None], at=(0, left), core=(0, before, 1, m), window=(1, n), path=path),
        Grid("w", weights[None], at=(1.75, left), path=path, moves=True),
        Grid("y", output[None], at=(3.5, left + (n - 1) / 2), path=path, fills=True, picks=True),
    ]
    return Frame(grids, products)


class SlidingKernel(Demo):
    """The kernel on the signal, the products, their sum, and the output as it fills.

    Parameters
    ----------
    signal : array_like, shape (m,)
    kernel : array_like, shape (n,), n <= m
    mode : "narrow", "equal" or "wide"; the output has m − n + 1, m or m + n − 1 numbers
    flip : True for convolution, False for cross-correlation
    position : the output to begin with

    Raises
    ------
    ValueError
        If signal or kernel is not a row of finite numbers, the kernel is longer than the signal, or the mode
        is unknown.
    """

    def __init__(
        self,
        signal: ArrayLike = (2, 4, 1, 0, 3, 5, 2),
        kernel: ArrayLike = (1, 0, -1),
        *,
        mode: str = "narrow",
        flip: bool = False,
        position: int = 0,
    ) -> None:
        x, w = array_of("signal", signal, 1), array_of("kernel", kernel, 1)
        if w.size > x.size:
            raise ValueError(f"the kernel ({w.size} numbers) is longer than the signal ({x.size})")
        super().__init__(
            WORDS,
            [Control("mode", "choice", MODES), Control("flip", "switch", (False, True))],
            lambda mode, flip: frame(x, w, mode, flip),
            strip={"left": "x", "right": "w", "sum": "y"},
            own={"signal": x, "kernel": w},
            start=(mode, flip),
            position=position,
        )
