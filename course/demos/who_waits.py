"""A sequence under five kinds of layers: which cells are ready at each tick, and how many inputs each has seen."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words

KINDS, LENGTHS = ("rnn", "conv", "plain", "dilated", "attention"), (4, 8, 16, 32)
WIDTH = 3  # of every kernel: a cell reads its own place and two before it
NUMBERS = 16  # in each cell

WORDS: Words = {
    "title": ("Who waits for whom", "谁要等谁"),
    "kind": ("Layer", "层"),
    "rnn": ("recurrent network", "循环神经网络"),
    "conv": ("one convolution", "一层卷积"),
    "plain": ("convolutions, stacked", "堆叠的卷积"),
    "dilated": ("dilated convolutions, stacked", "堆叠的空洞卷积"),
    "attention": ("attention", "注意力"),
    "length": ("Inputs", "输入个数"),
    "position": ("Tick", "时刻"),
    "x": ("inputs", "输入"),
    "h": ("cells that are ready", "已算好的单元"),
    "hint": (
        "A number says how many inputs the cell has seen. Framed: what the last of the new cells reads. "
        f"Each cell holds {NUMBERS} numbers.",
        f"格子里的数字是这个单元看到的输入个数。加框：新算的最后一个单元所读的。每个单元有 {NUMBERS} 个数。",
    ),
    "says_rnn": (
        "Tick {where} of {ticks}: one state, and {waiting} have to wait for it. "
        "It has seen {seen} of {length} inputs. Products: {done} of {all}.",
        "时刻 {where}（共 {ticks}）：算一个状态，{waiting} 个状态要等它。"
        "它看到了 {length} 个输入中的 {seen} 个。乘法：{done} 次，共 {all} 次。",
    ),
    "says_layer": (
        "Tick {where} of {ticks}: all {length} cells of layer {where} at once. "
        "The last one has seen {seen} of {length} inputs. Products: {done} of {all}.",
        "时刻 {where}（共 {ticks}）：第 {where} 层的 {length} 个单元同时算。"
        "最后一个看到了 {length} 个输入中的 {seen} 个。乘法：{done} 次，共 {all} 次。",
    ),
    "says_conv": (
        "Tick {where} of {ticks}: all {length} cells at once. "
        "The last one has seen {seen} of {length} inputs and will never see more. Products: {done} of {all}.",
        "时刻 {where}（共 {ticks}）：{length} 个单元同时算。"
        "最后一个看到了 {length} 个输入中的 {seen} 个，也只能看到这些。乘法：{done} 次，共 {all} 次。",
    ),
    "says_attention": (
        "Tick {where} of {ticks}: all {length} cells at once. "
        "Each of them has seen all {length} inputs. Products: {done} of {all}.",
        "时刻 {where}（共 {ticks}）：{length} 个单元同时算。"
        "每个都看到了全部 {length} 个输入。乘法：{done} 次，共 {all} 次。",
    ),
}


def dilations(kind: str, length: int) -> tuple[int, ...]:
    """The layers of a stack of causal convolutions, as many as its last cell needs to see all inputs.

    ``conv`` has one layer, whatever that sees; ``plain`` has dilations of 1, and ``dilated`` 1, 2, 4, …
    """
    if kind == "conv":
        return (1,)
    found: list[int] = []
    while 1 + (WIDTH - 1) * sum(found) < length:
        found.append(2 ** len(found) if kind == "dilated" else 1)
    return tuple(found)


def products(kind: str, length: int, numbers: int) -> int:
    """The multiplications of one layer on cells of so many numbers.

    n·d² from state to state, K·n·d² for a kernel of K, zeros of the padding counted in, and n²·d for the scores of
    attention. Source: Vaswani et al. (2017), Attention Is All You Need, Table 1.
    """
    each = {"rnn": numbers**2, "attention": length * numbers}.get(kind, WIDTH * numbers**2)
    return length * each


def grouped(number: int) -> str:
    """A whole number in groups of three digits, as the course writes it."""
    return f"{number:,}".replace(",", "\u202f")


def layers(kind: str, length: int) -> list[list[list[int]]]:
    """For each layer and each of its cells the cells below that it reads, by their places."""
    if kind == "attention":
        return [[list(range(length))] * length]
    return [
        [[place - step * dilation for step in range(WIDTH) if place >= step * dilation] for place in range(length)]
        for dilation in dilations(kind, length)
    ]


def seen(kind: str, length: int) -> NDArray[np.int_]:
    """The number of inputs on which each cell depends, (layers, length)."""
    below = np.eye(length, dtype=bool)  # cell, input
    if kind == "rnn":
        return np.logical_or.accumulate(below).sum(axis=1)[None]
    rows = []
    for layer in layers(kind, length):
        below = np.array([below[reads].any(axis=0) for reads in layer])
        rows.append(below.sum(axis=1))
    return np.array(rows)


def frame(kind: str, length: int) -> Frame:
    """The cells, which of them are computed at each tick, and of the last one of these what it reads."""
    table = seen(kind, length)
    each = products(kind, length, NUMBERS)
    marks: dict[str, list[Sequence[tuple[int, int]]]] = {"x": [], "h": []}
    words: list[dict[str, Any]] = []
    if kind == "rnn":
        path = [(0, t) for t in range(length)]
        marks["x"] = [[cell] for cell in path]
        marks["h"] = [[], *([cell] for cell in path[:-1])]
    else:
        path = [(row, 0) for row in range(len(table))]
        reads = [[(row - 1, place) for place in layer[-1]] for row, layer in enumerate(layers(kind, length))]
        marks["x"] = [[(0, place) for _, place in reads[0]], *[[]] * (len(path) - 1)]
        marks["h"] = [[], *reads[1:]]
    for tick, (row, column) in enumerate(path, start=1):
        last = table[row, column if kind == "rnn" else -1]
        done = each * tick // length if kind == "rnn" else each * tick
        words.append({"where": tick, "seen": int(last), "waiting": length - tick, "done": grouped(done)})
    says = {"rnn": "says_rnn", "conv": "says_conv", "attention": "says_attention"}.get(kind, "says_layer")
    grids = [
        Grid("x", np.ones((1, length)), marks=marks["x"], toned=False),
        Grid(
            "h",
            table.astype(float),
            at=(2, 0),
            window=(1, 1 if kind == "rnn" else length),
            path=path,
            fills=True,
            picks=True,
            marks=marks["h"],
        ),
    ]
    facts = {"says": says, "ticks": len(path), "length": length, "all": words[-1]["done"]}
    return Frame(grids, words=words, facts=facts)


class WhoWaits(Demo):
    """The cells of a layer or a stack over a sequence, tick by tick: which are ready, what they have seen and cost.

    Parameters
    ----------
    kind : "rnn", "conv" (one layer), "plain" or "dilated" (stacks that see all inputs) or "attention"
    length : 4, 8, 16 or 32 inputs
    position : the tick to begin with, counted from 0

    Raises
    ------
    ValueError
        If the kind or the length is not among these.

    Source: Vaswani et al. (2017), Attention Is All You Need, Table 1.
    """

    def __init__(self, kind: str = "rnn", *, length: int = 16, position: int = 0) -> None:
        super().__init__(
            WORDS,
            [Control("kind", "choice", KINDS), Control("length", "slider", LENGTHS)],
            frame,
            fitted=True,
            start=(kind, length),
            position=position,
        )
