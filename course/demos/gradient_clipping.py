"""The gradient's norm before and after clipping, for every scale of the recurrent weights."""

import numpy as np
from numpy.typing import NDArray

from course.demos.chart import Chart
from course.demos.demo import Demo
from course.demos.gradient_norms import SCALES, STEPS, UNITS, network, slopes
from course.demos.parts import Control, Frame, Words

LIMITS = (0.3, 1, 3, 10, 30)

WORDS: Words = {
    "title": ("Clipping: a limit for the gradient's norm", "裁剪：给梯度的范数设一个上限"),
    "length": ("norm of the gradient of W_h", "W_h 的梯度的范数"),
    "scales": ("scale of W_h", "W_h 的倍数"),
    "before": ("before clipping", "裁剪前"),
    "after": ("after clipping", "裁剪后"),
    "limit": ("Limit", "上限"),
    "position": ("Scale of W_h", "W_h 的倍数"),
    "says": (
        "Scale {at}: the gradient's norm is {before}.\nAfter clipping with the limit {limit} it is {after}.",
        "倍数 {at}：梯度的范数是 {before}。\n以 {limit} 为上限裁剪后是 {after}。",
    ),
}


def gradient_length(pushes: NDArray[np.float64], w_h: NDArray[np.float64]) -> float:
    """The norm of the gradient of W_h, for the loss ½ Σ (h_T − ½)², with pushes (T, U) and W_h (U, U)."""
    states, steep = slopes(pushes, w_h)
    arriving = states[-1] - 0.5
    total = np.zeros_like(w_h)
    for t in range(len(pushes) - 1, 0, -1):  # the state before the first step is zero and adds nothing
        arriving = arriving * steep[t]
        total = total + np.outer(states[t - 1], arriving)
        arriving = w_h @ arriving
    return float(np.linalg.norm(total))


def frame(lengths: NDArray[np.float64], limit: float) -> Frame:
    """The gradients' norms (one for each scale), and those norms cut off at the limit."""
    lines = {"before": lengths.tolist(), "after": np.minimum(lengths, limit).tolist()}
    chart = Chart("length", "scales", SCALES, lines, y_scale="log", marks=range(len(SCALES)))
    return Frame(charts=[chart], facts={"limit": limit})


class GradientClipping(Demo):
    """The norm of the gradient of W_h over its scale, before and after clipping.

    Parameters
    ----------
    limit : 0.3, 1, 3, 10 or 30, the limit to begin with
    position : which of the scales 0.5, 0.6 … 1.5 to begin with, counted from 0

    Raises
    ------
    ValueError
        If the limit is not one of those.

    Source: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013), algorithm 1.
    """

    def __init__(self, *, limit: float = 1, position: int = 0) -> None:
        pushes, turn = network(STEPS, UNITS, seed=8)
        lengths = np.array([gradient_length(pushes, scale * turn) for scale in SCALES])
        super().__init__(
            WORDS,
            [Control("limit", "slider", LIMITS)],
            lambda limit: frame(lengths, limit),
            start=(limit,),
            position=position,
        )
