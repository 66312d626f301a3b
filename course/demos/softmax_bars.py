"""Softmax on three logits: shares that add up to 1, the loss of each class, and what adding 100 to all of them does."""

import numpy as np
from numpy.typing import NDArray

from course.demos.bars import Bars
from course.demos.chart import short
from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words

LOGITS = (-1, 0, 1, 2)
GAP = 2.7  # cells between two logits: three numbers as wide as their card
SHIFT = 100  # e to this is too large a number for single precision

WORDS: Words = {
    "title": ("Three logits become three shares", "三个 logit 变成三个份额"),
    "z1": ("z₁", "z₁"),
    "z2": ("z₂", "z₂"),
    "z3": ("z₃", "z₃"),
    "shift": ("Add 100 to all", "全部加 100"),
    "z": ("logits z", "logit 值 z"),
    "powers": ("e^(z − max)", "e^(z − max)"),
    "shares": ("shares p: the powers, divided by their sum", "份额 p：各次方除以它们的和"),
    "gradient": ("gradient for z: p − one-hot", "z 的梯度：p − 独热向量"),
    "class_1": ("class 1", "类别 1"),
    "class_2": ("class 2", "类别 2"),
    "class_3": ("class 3", "类别 3"),
    "position": ("Right class", "正确类别"),
    "says": (
        "If class {at} is right, the loss is −log {share} = {loss}.\n"
        "Single precision without the shift by the maximum would give the same shares.",
        "如果类别 {at} 正确，损失为 −log {share} = {loss}。\n单精度下不减最大值，也会得到同样的份额。",
    ),
    "spoiled": (
        "If class {at} is right, the loss is −log {share} = {loss}.\n"
        "Single precision without the shift by the maximum overflows: e^z is inf, and the shares are nan.",
        "如果类别 {at} 正确，损失为 −log {share} = {loss}。\n单精度下不减最大值会溢出：e^z 为 inf，份额为 nan。",
    ),
}


def stable(z: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Powers e^(z − max) and their shares, shape (K,) each; the largest power is 1, so nothing overflows."""
    powers = np.exp(z - z.max())
    return powers, powers / powers.sum()


def naive(z: NDArray[np.float64]) -> NDArray[np.float32]:
    """Shares in single precision without the shift, shape (K,): not a number where a power overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(z.astype(np.float32))
        return powers / powers.sum()


def frame(z1: int, z2: int, z3: int, shifted: bool) -> Frame:
    """Three logits, and whether 100 is added to all: their powers, shares, losses and gradients, a step a class."""
    z = np.array([z1, z2, z3], dtype=float) + SHIFT * shifted
    powers, p = stable(z)
    each, right = ("class_1", "class_2", "class_3"), [[k] for k in range(3)]
    path = [(0, k) for k in range(3)]
    return Frame(
        grids=[
            Grid("z", z[None], gap=GAP, path=path),
            Grid("powers", np.round(powers, 2)[None], at=(1.9, 0), gap=GAP, path=path),
        ],
        bars=[
            Bars("shares", each, [p.tolist()] * 3, (0, 1), right),
            Bars("gradient", each, (p - np.eye(3)).tolist(), (-1, 1), right),
        ],
        words=[{"at": k + 1, "share": short([p[k]])[0], "loss": short([-np.log(p[k])])[0]} for k in range(3)],
        facts={"says": "says" if np.isfinite(naive(z)).all() else "spoiled"},
    )


class SoftmaxBars(Demo):
    """Three logits on sliders, their shares as bars, and the gradient of the loss for each class that may be right.

    Parameters
    ----------
    logits : three of −1, 0, 1 and 2
    shifted : whether 100 is added to all of them
    position : the right class to begin with, counted from 0

    Raises
    ------
    ValueError
        If a logit or ``shifted`` is not one of the above.
    """

    def __init__(self, logits: tuple[int, int, int] = (2, 1, 0), *, shifted: bool = False, position: int = 0) -> None:
        super().__init__(
            WORDS,
            [Control(name, "slider", LOGITS) for name in ("z1", "z2", "z3")]
            + [Control("shift", "switch", (False, True))],
            frame,
            start=(*logits, shifted),
            position=position,
        )
