"""The influence of each state of a recurrent network on the last one: vanishing and exploding gradients."""

import numpy as np
from numpy.typing import NDArray

from course.demos.chart import Chart
from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Words

SCALES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5)
STEPS, UNITS = 30, 8

WORDS: Words = {
    "title": ("How much does the end feel of each step?", "最后一步还能感受到每一步多少？"),
    "norm": ("norm of ∂h_T/∂h_t", "∂h_T/∂h_t 的范数"),
    "step": (f"step t; the last is T = {STEPS}", f"时间步 t；最后一步 T = {STEPS}"),
    "tanh": ("with tanh", "有 tanh"),
    "linear": ("without tanh", "没有 tanh"),
    "scale": ("Scale of W_h", "W_h 的倍数"),
    "position": ("Step t", "时间步 t"),
    "vanishes": (
        "t = {at}: norm {tanh}, without tanh {linear}.\nOn the way back to step 1 the gradient vanishes.",
        "t = {at}：范数 {tanh}，没有 tanh 时 {linear}。\n回到第 1 步时梯度消失了。",
    ),
    "holds": (
        "t = {at}: norm {tanh}, without tanh {linear}.\nOn the way back to step 1 the gradient keeps its size.",
        "t = {at}：范数 {tanh}，没有 tanh 时 {linear}。\n回到第 1 步时梯度大小基本不变。",
    ),
    "explodes": (
        "t = {at}: norm {tanh}, without tanh {linear}.\nOn the way back to step 1 the gradient explodes.",
        "t = {at}：范数 {tanh}，没有 tanh 时 {linear}。\n回到第 1 步时梯度爆炸了。",
    ),
}


def network(steps: int, units: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Quiet inputs, already multiplied by W_x, shape (T, U), and an orthogonal matrix, shape (U, U)."""
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.standard_normal((units, units)))[0]
    return 0.01 * rng.standard_normal((steps, units)), turn


def slopes(pushes: NDArray[np.float64], w_h: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The states h_1 … h_T of one sequence that starts at zero, and the slope of tanh at each: two of shape (T, U)."""
    state, states = np.zeros(len(w_h)), []
    for push in pushes:
        state = np.tanh(push + w_h.T @ state)
        states.append(state)
    return np.array(states), 1.0 - np.square(states)


def backward_norms(steep: NDArray[np.float64], w_h: NDArray[np.float64]) -> list[float]:
    """The Frobenius norms of ∂h_T/∂h_t for t = 1 … T, given the slopes at each state, shape (T, U).

    One step is ∂h_t/∂h_(t-1) = diag(slopes at t) W_hᵀ; that over many steps is the product of the single ones.
    """
    jacobian = np.eye(len(w_h))
    lengths = [float(np.linalg.norm(jacobian))]
    for slope in steep[:0:-1]:
        jacobian = jacobian @ (np.diag(slope) @ w_h.T)
        lengths.append(float(np.linalg.norm(jacobian)))
    return lengths[::-1]


def frame(pushes: NDArray[np.float64], turn: NDArray[np.float64], scale: float) -> Frame:
    """Pushes (T, U), orthogonal matrix (U, U): the norms with tanh, and those of the same network without it."""
    w_h = scale * turn
    steep = slopes(pushes, w_h)[1]
    lines = {"tanh": backward_norms(steep, w_h), "linear": backward_norms(np.ones_like(steep), w_h)}
    ratio = lines["tanh"][0] / lines["tanh"][-1]
    T = len(pushes)
    chart = Chart("norm", "step", range(1, T + 1), lines, y_scale="log", marks=range(T))
    verdict = "vanishes" if ratio < 0.1 else "explodes" if ratio > 10 else "holds"
    return Frame(charts=[chart], facts={"says": verdict})


class GradientNorms(Demo):
    """The norm of ∂h_T/∂h_t over the steps, for a recurrent matrix that is an orthogonal one times a scale.

    Parameters
    ----------
    scale : one of 0.5, 0.6 … 1.5, the scale to begin with
    position : the step to begin with, counted from 0

    Raises
    ------
    ValueError
        If the scale is not one of those.

    Source: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013), eq. 5.
    """

    def __init__(self, *, scale: float = 0.8, position: int = 0) -> None:
        pushes, turn = network(STEPS, UNITS, seed=8)
        super().__init__(
            WORDS,
            [Control("scale", "slider", SCALES)],
            lambda scale: frame(pushes, turn, scale),
            start=(scale,),
            position=position,
        )
