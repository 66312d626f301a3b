"""A bit that has to wait: the cell of an LSTM beside a plain recurrent unit, and how much training could still feel."""

import numpy as np
from numpy.typing import NDArray

from course.demos.chart import Chart
from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Words

FORGET = (0.5, 0.9, 0.98, 1)
WEIGHTS = tuple(k / 10 for k in range(5, 16))  # 0.5, 0.6 … 1.5
STEPS = 30

WORDS: Words = {
    "title": ("A bit waits for 30 steps", "一个比特等待 30 步"),
    "held": ("what is held of the bit 1", "比特 1 还剩多少"),
    "slope": ("slope, on a logarithmic scale", "斜率（对数刻度）"),
    "steps": ("steps since the bit was written", "写入后的步数"),
    "cell": ("cell, c = f·c", "记忆元 c = f·c"),
    "unit": ("plain unit, h = tanh(w·h)", "普通单元 h = tanh(w·h)"),
    "cell_slope": ("cell", "记忆元"),
    "unit_slope": ("plain unit", "普通单元"),
    "f": ("Forget gate f", "遗忘门 f"),
    "w": ("Recurrent weight w", "循环权重 w"),
    "noise": ("Noise arrives", "有噪声输入"),
    "position": ("Steps", "步数"),
    "says": (
        "After {at} steps the cell holds {cell}, the plain unit {unit}.\n"
        "Slope: {cell_slope} for the cell, {unit_slope} for the plain unit.",
        "{at} 步后记忆元为 {cell}，普通单元为 {unit}。\n斜率：记忆元 {cell_slope}，普通单元 {unit_slope}。",
    ),
}


def noise(steps: int, seed: int = 3) -> NDArray[np.float64]:
    """The input that arrives while the bit waits: numbers between -0.5 and 0.5, shape (T,)."""
    return np.random.default_rng(seed).uniform(-0.5, 0.5, steps)


def unit(weight: float, arriving: NDArray[np.float64]) -> tuple[list[float], list[float]]:
    """States h_0 = 1, h_t = tanh(w h_(t-1) + x_t), and ∂h_t/∂h_0 = the product of the w (1 - h²); T + 1 of each."""
    states, slopes = [1.0], [1.0]
    for x in arriving.tolist():
        states.append(float(np.tanh(weight * states[-1] + x)))
        slopes.append(slopes[-1] * weight * (1 - states[-1] ** 2))
    return states, slopes


def frame(arriving: NDArray[np.float64], f: float, w: float) -> Frame:
    """Inputs that arrive (T,), a forget gate, a recurrent weight: what both hold after 0 … T steps, and both slopes.

    The cell's input gate is shut while it waits, so that it hears nothing of what arrives.
    """
    T = arriving.size
    faded = (float(f) ** np.arange(T + 1)).tolist()
    states, slopes = unit(w, arriving)
    steps = range(T + 1)
    held = Chart("held", "steps", steps, {"cell": faded, "unit": states}, marks=steps, y_limits=(-1, 1))
    lines = {"cell_slope": faded, "unit_slope": slopes}
    return Frame(charts=[held, Chart("slope", "steps", steps, lines, y_scale="log", marks=steps)])


class BitMemory(Demo):
    """The bit 1 in the cell of an LSTM whose input gate is shut, and in a plain recurrent unit, for 30 steps.

    Parameters
    ----------
    forget : 0.5, 0.9, 0.98 or 1, the forget gate of the cell
    weight : 0.5, 0.6 … 1.5, from the plain unit's state to its next state
    noisy : whether numbers arrive while the bit waits
    position : the step to begin with

    Raises
    ------
    ValueError
        If forget, weight or noisy is not one of the above.
    """

    def __init__(self, *, forget: float = 1, weight: float = 0.8, noisy: bool = False, position: int = STEPS) -> None:
        arriving = noise(STEPS)
        super().__init__(
            WORDS,
            [
                Control("f", "slider", FORGET),
                Control("w", "slider", WEIGHTS),
                Control("noise", "switch", (False, True)),
            ],
            lambda f, w, noisy: frame(arriving if noisy else np.zeros(STEPS), f, w),
            start=(forget, weight, noisy),
            position=position,
        )
