"""The way back through a pooling: where the gradient of each window goes, and how it adds up."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words, array_of, plain
from course.demos.windows import corners

IMAGE = ((1, 3, 2, 0), (0, 2, 6, 1), (4, 5, 1, 1), (2, 0, 3, 3))
UPSTREAM = ((4, 8, -4), (12, 4, 8), (8, -8, 4))
POOLINGS, STRIDES = ("max", "mean"), (1, 2)
SIDE = 2  # of a window

WORDS: Words = {
    "title": ("The gradient on its way back through a pooling", "梯度反向通过池化"),
    "x": ("input x", "输入 x"),
    "y": ("output y", "输出 y"),
    "dout": ("dout", "dout"),
    "dx": ("gradient dx", "梯度 dx"),
    "pooling": ("Pooling, windows of 2 by 2", "池化，2×2 窗口"),
    "max": ("maximum", "最大值"),
    "mean": ("mean", "平均值"),
    "stride": ("Stride", "步长"),
    "position": ("Window", "窗口"),
    "hint": (
        "dout arrives; dx adds up, window by window. Framed: where this window's gradient goes. "
        "Under the picture: each value of the window, and its share.",
        "dout 传来，dx 逐个窗口累加。加框：这个窗口的梯度去往何处。图下方：窗口中的每个数和它分得的梯度。",
    ),
    "says_max": (
        "Window in row {row}, column {column}: of {terms} the largest is {sum}, and it alone receives the {dout}.",
        "第 {row} 行第 {column} 列的窗口：{terms} 中最大的是 {sum}，只有它得到梯度 {dout}。",
    ),
    "says_mean": (
        "Window in row {row}, column {column}: the mean of {terms} is {sum}, and each receives {share} of the {dout}.",
        "第 {row} 行第 {column} 列的窗口：{terms} 的平均值是 {sum}，每个数得到梯度 {dout} 中的 {share}。",
    ),
}


def shares(window: NDArray[np.float64], upstream: float, pooling: str) -> NDArray[np.float64]:
    """Divide one window's gradient among its values; of equally large ones the first takes all."""
    if pooling == "mean":
        return np.full(window.shape, upstream / window.size)
    alone = np.zeros(window.size)
    alone[np.argmax(window)] = upstream
    return alone.reshape(window.shape)


def frame(image: NDArray[np.float64], upstream: NDArray[np.float64], pooling: str, stride: int) -> Frame:
    """Image (H, W), upstream at least as large as the output: the output, and the gradient as it adds up in dx."""
    starts = corners(image.shape, (SIDE, SIDE), stride)
    outputs = list(np.ndindex(len(starts), len(starts[0])))
    path = [corner for row in starts for corner in row]
    windows = [image[r : r + SIDE, c : c + SIDE] for r, c in path]
    y = np.array([w.mean() if pooling == "mean" else w.max() for w in windows]).reshape(len(starts), -1)
    dout = upstream[: y.shape[0], : y.shape[1]]
    given = [shares(window, float(dout[at]), pooling) for window, at in zip(windows, outputs, strict=True)]
    stages, total = [], np.zeros(image.shape)
    for (r, c), part in zip(path, given, strict=True):
        total = total.copy()
        total[r : r + SIDE, c : c + SIDE] += part
        stages.append(total)
    receivers = [[(r + i, c + j) for i, j in np.argwhere(g).tolist()] for (r, c), g in zip(path, given, strict=True)]
    lit: dict[str, Any] = {"path": path, "window": (SIDE, SIDE), "marks": receivers}
    grids = [
        Grid("x", image, **lit),
        Grid("y", y, panel=1, path=outputs, picks=True),
        Grid("dout", dout, panel=2, path=outputs),
        Grid("dx", stages[0], panel=3, stages=stages, faint=True, **lit),
    ]
    words = [{"says": f"says_{pooling}", "dout": plain(dout[at]), "share": plain(dout[at] / SIDE**2)} for at in outputs]
    return Frame(grids, [part.ravel() for part in given], words=words)


class PoolingGradient(Demo):
    """One window of the input, the share of its gradient that each value gets, and the sum of all shares so far.

    Parameters
    ----------
    image : array_like, shape (H, W), at least 2 by 2
    upstream : array_like, at least (H − 1, W − 1); its upper left part, as large as the output, is the gradient. No
        number of it may be 0, or nothing would be seen to flow.
    pooling : "max" or "mean" of windows of 2 by 2
    stride : 1 or 2
    position : the window to begin with, counted row by row

    Raises
    ------
    ValueError
        If image or upstream is not such a matrix of finite numbers, or pooling or stride is not one of the above.
    """

    def __init__(
        self,
        image: ArrayLike = IMAGE,
        upstream: ArrayLike = UPSTREAM,
        *,
        pooling: str = "max",
        stride: int = 2,
        position: int = 0,
    ) -> None:
        x, dout = array_of("image", image, 2), array_of("upstream", upstream, 2)
        if min(x.shape) < SIDE:
            raise ValueError(f"a window of {SIDE} × {SIDE} does not fit in the image, shape {x.shape}")
        if any(have < need - SIDE + 1 for have, need in zip(dout.shape, x.shape, strict=True)):
            raise ValueError(f"the upstream gradient, shape {dout.shape}, is smaller than the output of {x.shape}")
        if not dout.all():
            raise ValueError("an upstream gradient of 0 flows nowhere: give each output another number")
        super().__init__(
            WORDS,
            [Control("pooling", "choice", POOLINGS), Control("stride", "slider", STRIDES)],
            lambda pooling, stride: frame(x, dout, pooling, stride),
            strip={"left": "x", "sum": "y", "shares": True},
            fitted=True,
            start=(pooling, stride),
            position=position,
        )
