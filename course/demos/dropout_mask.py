"""Dropout on one row of units: which are kept in each draw, what they become, and their total on average."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.chart import Chart
from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words, array_of

UNITS = (2.0, 4.0, 6.0, 8.0, 1.0, 3.0, 5.0, 7.0)
RATES = (0, 0.25, 0.5, 0.75)
DRAWS = 24

WORDS: Words = {
    "title": ("A new mask for every sample", "每个样本一个新的掩码"),
    "units": ("units, before", "丢弃前的单元"),
    "u": ("random numbers u", "随机数 u"),
    "after": ("units, after", "丢弃后的单元"),
    "rate": ("Rate", "丢弃率"),
    "scaled": ("Divide by 1 − rate", "除以 1 − 丢弃率"),
    "totals": ("total of the units", "单元之和"),
    "draws": ("draws", "抽取次数"),
    "mean": ("mean so far", "目前的平均"),
    "full": ("without dropout", "不用 dropout"),
    "position": ("Draw", "抽取"),
    "says": (
        "Draw {draw}: {kept} of {of} units are kept, those with u ≥ {rate}. Their total is {total}; without dropout it "
        "is {full}.\nMean of the totals so far: {mean}.",
        "第 {draw} 次：保留 {of} 个单元中的 {kept} 个（u ≥ {rate}）。它们的和为 {total}；不用 dropout 时为 {full}。"
        "\n目前各次之和的平均：{mean}。",
    ),
}


def uniform(units: int, seed: int = 5) -> NDArray[np.float64]:
    """Random numbers between 0 and 1 with two decimals, a row a draw, shape (24, units)."""
    return np.floor(100 * np.random.default_rng(seed).random((DRAWS, units))) / 100


def frame(units: NDArray[np.float64], rate: float, scaled: bool) -> Frame:
    """Units (U,), a rate, and whether what is kept is divided by 1 − rate: masks, units, and totals of all draws."""
    u = uniform(units.size)
    kept = u >= rate
    after = kept * units / (1 - rate if scaled else 1)
    totals = after.sum(axis=1)
    means = np.cumsum(totals) / np.arange(1, DRAWS + 1)
    words = [
        {"draw": t + 1, "kept": int(kept[t].sum()), "total": round(float(totals[t]), 2), "where": t + 1}
        for t in range(DRAWS)
    ]
    return Frame(
        grids=[
            Grid("units", units[None], gap=0.4),
            Grid("u", u[:1], at=(1.9, 0), gap=0.4, stages=[r[None] for r in u], marks=[_places(k) for k in kept]),
            Grid("after", after[:1], at=(3.8, 0), gap=0.4, faint=True, stages=[np.round(r, 2)[None] for r in after]),
        ],
        charts=[
            Chart(
                "totals",
                "draws",
                range(1, DRAWS + 1),
                {"mean": means.tolist(), "full": [float(units.sum())] * DRAWS},
                y_limits=(0, max(1.0, 2 * float(units.sum()))),
                marks=range(DRAWS),
            )
        ],
        words=words,
        facts={"rate": rate, "of": units.size},
    )


def _places(kept: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The kept units as places in a grid of one row."""
    return [(0, int(k)) for k in np.flatnonzero(kept)]


class DropoutMask(Demo):
    """Eight units under dropout, draw by draw, and the mean of their total beside the total without it.

    Parameters
    ----------
    units : array_like, shape (U,), not negative, as after a ReLU
    rate : 0, 0.25, 0.5 or 0.75, the probability that a unit is dropped
    scaled : whether what is kept is divided by 1 − rate
    position : the draw to begin with, counted from 0

    Raises
    ------
    ValueError
        If the units are not a row of finite numbers, none below 0, or rate or scaled is not one of the above.
    """

    def __init__(self, units: ArrayLike = UNITS, *, rate: float = 0.5, scaled: bool = True, position: int = 0) -> None:
        x = array_of("units", units, 1)
        if (x < 0).any():
            raise ValueError(f"units after a ReLU are not negative; got {x.tolist()}")
        super().__init__(
            WORDS,
            [Control("rate", "slider", RATES), Control("scaled", "switch", (False, True))],
            lambda rate, scaled: frame(x, rate, scaled),
            start=(rate, scaled),
            position=position,
        )
