"""Shift the input: the feature map moves along, and the pooled values stay as long as they can."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words, array_of
from course.demos.sliding_kernel import zeros_around

SIGNAL = (0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0)
POOLINGS, STRIDES = ("max", "mean", "all"), (1, 2)
PARTS = 3  # how many windows lie side by side under "max" and "mean"

WORDS: Words = {
    "title": ("Shift the input", "平移输入"),
    "x": ("input x", "输入 x"),
    "y": ("feature map y = ReLU(x ⋆ w)", "特征图 y = ReLU(x ⋆ w)"),
    "moved": ("the feature map of shift 0, moved along", "平移 0 的特征图，随之移动"),
    "p": ("pooled", "池化结果"),
    "pooling": ("Pooling", "池化"),
    "max": ("maximum of each third", "每三分之一取最大值"),
    "mean": ("mean of each third", "每三分之一取平均值"),
    "all": ("maximum of all", "全体取最大值"),
    "stride": ("Stride of the convolution", "卷积步长"),
    "position": ("Shift", "平移"),
    "hint": ("Framed: what is not as it should be, or not as it was.", "加框：与应有的不同，或与原来的不同。"),
    "start": (
        "Shift 0: the feature map and the pooled values to compare with.",
        "平移 0：用来比较的特征图与池化结果。",
    ),
    "both": (
        "Shift {shift}: the feature map has moved along, and no pooled value has changed.",
        "平移 {shift}：特征图随之移动，池化结果不变。",
    ),
    "only_moved": (
        "Shift {shift}: the feature map has moved along. Pooled values that have changed: {changed} of {pooled}.",
        "平移 {shift}：特征图随之移动。改变了的池化结果：{pooled} 个中的 {changed} 个。",
    ),
    "only_stays": (
        "Shift {shift}: numbers of the feature map that did not move along: {wrong}. No pooled value has changed.",
        "平移 {shift}：特征图中没有随之移动的数：{wrong} 个。池化结果不变。",
    ),
    "neither": (
        "Shift {shift}: numbers of the feature map that did not move along: {wrong}. "
        "Pooled values that have changed: {changed} of {pooled}.",
        "平移 {shift}：特征图中没有随之移动的数：{wrong} 个。改变了的池化结果：{pooled} 个中的 {changed} 个。",
    ),
}


def moved(row: NDArray[np.float64], by: int) -> NDArray[np.float64]:
    """The row moved to the right; zeros come in at its left, and values that leave at its right are gone."""
    return np.concatenate([np.zeros(by), row])[: row.size]


def feature_map(signal: NDArray[np.float64], kernel: NDArray[np.float64], stride: int) -> NDArray[np.float64]:
    """Signal (m,), kernel (n,): the equal cross-correlation, without what is negative, at every stride-th place."""
    at_every_place = np.correlate(np.pad(signal, zeros_around("equal", kernel.size)), kernel, "valid")
    return np.maximum(at_every_place, 0)[::stride]


def pooled(row: NDArray[np.float64], pooling: str) -> NDArray[np.float64]:
    """One number for each third of the row, or for all of it."""
    parts = row.reshape(1 if pooling == "all" else PARTS, -1)
    return np.array([part.mean() if pooling == "mean" else part.max() for part in parts])


def frame(signal: NDArray[np.float64], kernel: NDArray[np.float64], pooling: str, stride: int) -> Frame:
    """Signal (m,), kernel (n,): at each shift the input, its feature map, the first one moved, the pooled values."""
    full = np.flatnonzero(signal)
    inputs = [moved(signal, shift) for shift in range(signal.size - int(full[0]))]
    maps = [feature_map(x, kernel, stride) for x in inputs]
    along = [moved(maps[0], shift // stride) for shift in range(len(maps))]
    results = [pooled(y, pooling) for y in maps]
    wrong = [np.flatnonzero(np.abs(y - first) > 1e-9).tolist() for y, first in zip(maps, along, strict=True)]
    changed = [np.flatnonzero(np.abs(p - results[0]) > 1e-9).tolist() for p in results]
    left = (signal.size - maps[0].size) / 2
    grids = [
        Grid(
            "x",
            inputs[0][None],
            stages=[x[None] for x in inputs],
            path=[(0, *_span(x)) for x in inputs],
            picks=True,
            faint=True,
        ),
        Grid(
            "y",
            maps[0][None],
            at=(1.75, left),
            stages=[y[None] for y in maps],
            path=[(0, *_span(y)) for y in maps],
            marks=[[(0, place) for place in places] for places in wrong],
            faint=True,
        ),
        Grid("moved", along[0][None], at=(3.5, left), stages=[y[None] for y in along], faint=True),
        Grid(
            "p",
            results[0][None],
            at=(5.25, (signal.size - results[0].size) / 2),
            stages=[p[None] for p in results],
            marks=[[(0, place) for place in places] for places in changed],
            faint=True,
        ),
    ]
    return Frame(grids, words=[_words(shift, *counts) for shift, counts in enumerate(_counts(wrong, changed, results))])


def _span(row: NDArray[np.float64]) -> tuple[int, int, int]:
    """The part of the row that is not zero, as (column, height, width) of a lit window."""
    places = np.flatnonzero(row)
    return (int(places[0]), 1, int(places[-1] - places[0]) + 1) if places.size else (0, 1, 0)


def _counts(wrong: Any, changed: Any, results: Any) -> list[tuple[int, int, int]]:
    return [(len(a), len(b), p.size) for a, b, p in zip(wrong, changed, results, strict=True)]


def _words(shift: int, wrong: int, changed: int, size: int) -> dict[str, Any]:
    """The content of the sentence of one shift."""
    if shift == 0:
        return {"says": "start"}
    says = {(0, 0): "both", (0, 1): "only_moved", (1, 0): "only_stays", (1, 1): "neither"}
    return {
        "says": says[bool(wrong), bool(changed)],
        "shift": shift,
        "wrong": wrong,
        "changed": changed,
        "pooled": size,
    }


class ShiftedInput(Demo):
    """A pattern that moves to the right, its feature map, and what pooling makes of it.

    Parameters
    ----------
    signal : array_like, shape (m,), m a multiple of 6, not all zero; it is shifted until its first number that is
        not zero stands at the end
    kernel : array_like, shape (n,), n <= m
    pooling : "max" or "mean" of each third of the feature map, or "all": the maximum of all of it
    stride : 1 or 2, of the convolution
    position : the shift to begin with

    Raises
    ------
    ValueError
        If signal or kernel is not a row of finite numbers, the signal is all zero or of another length, the kernel is
        longer than the signal, or pooling or stride is not one of the above.
    """

    def __init__(
        self,
        signal: ArrayLike = SIGNAL,
        kernel: ArrayLike = (2, 3, -2),
        *,
        pooling: str = "max",
        stride: int = 1,
        position: int = 0,
    ) -> None:
        x, w = array_of("signal", signal, 1), array_of("kernel", kernel, 1)
        if x.size % (2 * PARTS):
            raise ValueError(f"the signal has {x.size} numbers; to cut it into thirds, give it a multiple of 6")
        if not x.any():
            raise ValueError("a signal of zeros looks the same after every shift")
        if w.size > x.size:
            raise ValueError(f"the kernel ({w.size} numbers) is longer than the signal ({x.size})")
        super().__init__(
            WORDS,
            [Control("pooling", "choice", POOLINGS), Control("stride", "slider", STRIDES)],
            lambda pooling, stride: frame(x, w, pooling, stride),
            start=(pooling, stride),
            position=position,
        )
