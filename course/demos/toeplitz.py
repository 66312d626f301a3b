"""A kernel written as a matrix: sparse, with the same few weights on every row (a Toeplitz matrix)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words, array_of
from course.demos.sliding_kernel import MODES, zeros_around

SIGNAL = (2, 4, 1, 0, 3, 5, 2)

WORDS: Words = {
    "title": ("A kernel as a matrix: A x = y", "写成矩阵的卷积核：A x = y"),
    "A": ("A", "A"),
    "x": ("x", "x"),
    "y": ("y", "y"),
    "mode": ("Mode", "方式"),
    "narrow": ("narrow (no padding)", "窄卷积（不填充）"),
    "equal": ("equal (A is square)", "等宽卷积（A 是方阵）"),
    "wide": ("wide (every overlap)", "宽卷积（所有重叠）"),
    "position": ("Row", "行"),
    "says": ("Row {row}: {terms} = {sum}", "第 {row} 行：{terms} = {sum}"),
}


def frame(kernel: NDArray[np.float64], signal: NDArray[np.float64], mode: str) -> Frame:
    """Kernel (n,), signal (m,): the matrix A, the signal as a column, and the column A @ signal."""
    n, m = kernel.size, signal.size
    before, after = zeros_around(mode, n)
    first = np.arange(m + before + after - n + 1) - before  # the column in which each row's kernel begins
    offset = np.arange(m) - first[:, None]
    matrix = np.where((offset >= 0) & (offset < n), kernel[np.clip(offset, 0, n - 1)], 0.0)
    spans = [(max(0, f), min(m, f + n)) for f in first.tolist()]
    products = [matrix[i, a:b] * signal[a:b] for i, (a, b) in enumerate(spans)]
    grids = [
        Grid("A", matrix, path=[(i, a, 1, b - a) for i, (a, b) in enumerate(spans)], faint=True),
        Grid("x", signal[:, None], at=(0, m + 0.75), path=[(a, 0, b - a, 1) for a, b in spans]),
        Grid(
            "y",
            (matrix @ signal)[:, None],
            at=(0, m + 2.5),
            path=[(i, 0) for i in range(len(spans))],
            picks=True,
        ),
    ]
    return Frame(grids, products)


class ToeplitzMatrix(Demo):
    """One row of A lit, with the part of x that it meets and the number of y that it makes.

    Parameters
    ----------
    kernel : array_like, shape (n,)
    length : int, the length m >= n of the signal
    signal : array_like, shape (m,), optional; otherwise a fixed row of digits
    mode : "narrow", "equal" or "wide"; A has m − n + 1, m or m + n − 1 rows
    position : the row to begin with

    Raises
    ------
    ValueError
        If kernel or signal is not a row of finite numbers, the kernel is longer than the signal, length and
        signal disagree, or the mode is unknown.
    """

    def __init__(
        self,
        kernel: ArrayLike = (1, 0, -1),
        length: int | None = None,
        *,
        signal: ArrayLike | None = None,
        mode: str = "narrow",
        position: int = 0,
    ) -> None:
        w = array_of("kernel", kernel, 1)
        if signal is None:
            signal = SIGNAL if length is None else np.resize(SIGNAL, length)
        x = array_of("signal", signal, 1)
        if length is not None and x.size != length:
            raise ValueError(f"length is {length}, but the signal has {x.size} numbers")
        if w.size > x.size:
            raise ValueError(f"the kernel ({w.size} numbers) is longer than the signal ({x.size})")
        super().__init__(
            WORDS,
            [Control("mode", "choice", MODES)],
            lambda mode: frame(w, x, mode),
            strip={"left": "A", "right": "x", "sum": "y"},
            fitted=True,
            start=(mode,),
            position=position,
        )
