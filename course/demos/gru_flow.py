"""A GRU with one unit, unrolled: what the reset gate and the update gate let through, step by step."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.flow import MARGIN, PITCH, ROW, along, bare, boxes, factor, own_steps, up
from course.demos.parts import Arrows, Control, Frame, Words, array_of

INPUTS = (0.5, -1.0, 1.0, -0.5, 0.5)
GATES = (0, 0.25, 0.5, 0.75, 1)

WORDS: Words = {
    "title": ("What the gates of a GRU let through", "GRU 的门让什么通过"),
    "x": ("x", "x"),
    "n": ("n", "n"),
    "h": ("state h", "状态 h"),
    "z": ("Update gate z", "更新门 z"),
    "r": ("Reset gate r", "重置门 r"),
    "on_z": ("z", "z"),
    "on_r": ("r", "r"),
    "position": ("Step", "时间步"),
    "says": (
        "Step {at}: n = tanh(x + r·h) = tanh({x} + {r}·{old}) = {n}\n"
        "h = z·h + (1 − z)·n = {z}·{old} + {rest}·{share} = {h}",
        "第 {at} 步：n = tanh(x + r·h) = tanh({x} + {r}·{old}) = {n}\n"
        "h = z·h + (1 − z)·n = {z}·{old} + {rest}·{share} = {h}",
    ),
}


def run(
    inputs: NDArray[np.float64], state: float, z: float, r: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The candidates (T,) and the states (T + 1,), the first one included, for gates that do not change."""
    candidates, states = [], [state]
    for x in inputs.tolist():
        candidates.append(float(np.tanh(x + r * states[-1])))
        states.append(z * states[-1] + (1 - z) * candidates[-1])
    return np.array(candidates), np.array(states)


def frame(inputs: NDArray[np.float64], state: float, z: float, r: float) -> Frame:
    """Inputs (T,), first state, two gates: rows of inputs, candidates and states, and each step's sums."""
    T = inputs.size
    candidates, states = run(inputs, state, z, r)
    words = [
        {
            "at": t + 1,
            "x": bare(x),
            "old": factor(states[t]),
            "n": bare(candidates[t]),
            "share": factor(candidates[t]),
            "h": bare(states[t + 1]),
        }
        for t, x in enumerate(inputs.tolist())
    ]
    seen = [(1 + MARGIN, t * PITCH + 0.75, ROW + 0.4, (t + 1) * PITCH - MARGIN) for t in range(T)]  # h to the next n
    return Frame(
        grids=[boxes("h", states, 0, 0, picks=True), boxes("n", candidates, 1, 1), boxes("x", inputs, 2, 1)],
        arrows=[
            along("z", 0, T, z),
            Arrows("r", seen, own_steps(T), text="on_r", share=r),
            up("w_x", 2, T),
            up("rest", 1, T, 1 - z),
        ],
        words=words,
        facts={"z": z, "r": r, "rest": 1 - z},
    )


class GruFlow(Demo):
    """One unit of a GRU over a short sequence, with its two gates on sliders.

    The candidate is tanh(x + r·h): both of its weights are 1, and there is no bias.

    Parameters
    ----------
    inputs : array_like, shape (T,)
    state : float, the state before the first step
    update : 0, 0.25, 0.5, 0.75 or 1, how much of the old state is copied
    reset : 0, 0.25, 0.5, 0.75 or 1, how much of it the candidate gets to see
    position : the step to begin with, counted from 0

    Raises
    ------
    ValueError
        If the inputs are not a row of finite numbers, or a gate is not one of the above.
    """

    def __init__(
        self,
        inputs: ArrayLike = INPUTS,
        *,
        state: float = 0.8,
        update: float = 0.5,
        reset: float = 0.5,
        position: int = 0,
    ) -> None:
        x = array_of("inputs", inputs, 1)
        super().__init__(
            WORDS,
            [Control("z", "slider", GATES), Control("r", "slider", GATES)],
            lambda z, r: frame(x, float(state), z, r),
            start=(update, reset),
            position=position,
        )
