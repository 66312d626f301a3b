"""Two GRUs with the same weights: one resets the state before the product with them, the other after it."""

import numpy as np
from numpy.typing import NDArray

from course.demos.chart import Chart
from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Words

GATES = (0, 0.25, 0.5, 0.75, 1)
UPDATE = 0.25
INPUTS = (1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 1.0, -1.0, 0.0, 0.0)
OF_INPUT = (1.0, -0.5)
ALONE, CROSSED = 1.0, 1.5  # the weight of a unit's own state, and that of the other unit's

WORDS: Words = {
    "title": ("Reset before or after the product: the same weights", "先重置还是后重置：同样的权重"),
    "state": ("state of unit 1", "单元 1 的状态"),
    "apart": ("largest difference of the two units", "两个单元的最大差别"),
    "step": ("step", "时间步"),
    "before": ("reset before", "先重置"),
    "after": ("reset after", "后重置"),
    "difference": ("difference", "差别"),
    "r1": ("Reset gate of unit 1", "单元 1 的重置门"),
    "r2": ("Reset gate of unit 2", "单元 2 的重置门"),
    "crossed": ("Weights between the units", "单元之间有权重"),
    "position": ("Step", "时间步"),
    "equal_gates": (
        "Step {at}: reset before {before}, reset after {after}.\nThey agree: both units have the same reset gate.",
        "第 {at} 步：先重置 {before}，后重置 {after}。\n两者相同：两个单元的重置门相等。",
    ),
    "no_weights_between": (
        "Step {at}: reset before {before}, reset after {after}.\nThey agree: no unit looks at the other one.",
        "第 {at} 步：先重置 {before}，后重置 {after}。\n两者相同：单元之间没有联系。",
    ),
    "differ": (
        "Step {at}: reset before {before}, reset after {after}.\nThe units differ by up to {difference} here.",
        "第 {at} 步：先重置 {before}，后重置 {after}。\n此处两个单元的差别最大为 {difference}。",
    ),
}


def both(r: NDArray[np.float64], between: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The states of two units after 0 … T steps, shape (T + 1, 2), reset before and reset after the product."""
    weights = np.array([[ALONE, CROSSED], [-CROSSED, ALONE]]) if between else np.diag([ALONE, ALONE])
    runs = np.zeros((2, len(INPUTS) + 1, 2))
    for t, x in enumerate(INPUTS):
        push = x * np.array(OF_INPUT)
        first, last = runs[:, t]
        candidates = np.tanh([push + (r * first) @ weights, push + r * (last @ weights)])
        runs[:, t + 1] = UPDATE * runs[:, t] + (1 - UPDATE) * candidates
    return runs[0], runs[1]


def frame(r1: float, r2: float, between: bool) -> Frame:
    """Both reset gates, and whether the units look at each other: unit 1 in both versions, and how they differ."""
    before, after = both(np.array([r1, r2], dtype=float), between)
    difference = np.round(np.abs(before - after).max(axis=1), 6)  # not the last bit
    steps = range(len(before))
    lines = {"before": before[:, 0].tolist(), "after": after[:, 0].tolist()}
    verdict = "equal_gates" if r1 == r2 else "differ" if between else "no_weights_between"
    return Frame(
        charts=[
            Chart("state", "step", steps, lines, marks=steps, y_limits=(-1, 1)),
            Chart("apart", "step", steps, {"difference": difference.tolist()}, marks=steps),
        ],
        facts={"says": verdict},
    )


class ResetOrder(Demo):
    """Two GRUs of two units with the same weights and the same gates, and how far their states are apart.

    Parameters
    ----------
    gates : the reset gates of unit 1 and unit 2; each is 0, 0.25, 0.5, 0.75 or 1
    between : whether each unit's candidate also looks at the other unit
    position : the step to begin with

    Raises
    ------
    ValueError
        If a gate is not one of the above.
    """

    def __init__(self, gates: tuple[float, float] = (1, 0.25), *, between: bool = True, position: int = 4) -> None:
        super().__init__(
            WORDS,
            [
                Control("r1", "slider", GATES),
                Control("r2", "slider", GATES),
                Control("crossed", "switch", (False, True)),
            ],
            frame,
            start=(*gates, between),
            position=position,
        )
