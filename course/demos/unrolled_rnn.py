"""A recurrent network unrolled in time: the same weights at every step, and the state that they make."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.parts import Arrows, Control, Frame, Grid, Words, array_of, plain

SEQUENCES = {"knock": (1, 0, 0, 0, 0), "twice": (1, 0, 0, 1, 0), "steady": (1, 1, 1, 1, 1)}
W_X = ((1, 0),)
W_H = ((0.5, 1), (0, 0))
B = (0, 0)

WORDS: Words = {
    "title": ("One network, unrolled over five steps", "同一个网络，展开成五步"),
    "h": ("states h, from h_0 on; one row a unit", "状态 h，从 h_0 开始；每行一个单元"),
    "x": ("x", "x"),
    "W_x": ("W_x", "W_x"),
    "W_h": ("W_h", "W_h"),
    "b": ("b", "b"),
    "w_x": ("W_x", "W_x"),
    "w_h": ("W_h", "W_h"),
    "inputs": ("Inputs", "输入"),
    "knock": ("one knock: 1 0 0 0 0", "敲一下：1 0 0 0 0"),
    "twice": ("two knocks: 1 0 0 1 0", "敲两下：1 0 0 1 0"),
    "steady": ("a steady tone: 1 1 1 1 1", "持续的声音：1 1 1 1 1"),
    "position": ("Step", "时间步"),
    "says": (
        "Step {where} reads {input}; the state before is ({before}).\n"
        "Unit 0: tanh({terms0}) = tanh({sum0}) = {new0}\n"
        "Unit 1: tanh({terms1}) = tanh({sum1}) = {new1}",
        "第 {where} 步读入 {input}；之前的状态是 ({before})。\n"
        "单元 0：tanh({terms0}) = tanh({sum0}) = {new0}\n"
        "单元 1：tanh({terms1}) = tanh({sum1}) = {new1}",
    ),
}


def written(value: float) -> str:
    """A number as it stands inside a sum."""
    text = str(plain(value)).replace("-", "−")
    return f"({text})" if text.startswith("−") else text


def arithmetic(
    number: float,
    before: NDArray[np.float64],
    w_x: NDArray[np.float64],
    w_h: NDArray[np.float64],
    b: NDArray[np.float64],
) -> dict[str, str]:
    """The content of one step's sentence: the terms, their sums, and the new state, as text."""
    words = {"input": written(number), "before": ", ".join(written(value).strip("()") for value in before)}
    for u in range(len(b)):
        pairs = [(number, w_x[0, u]), *zip(before, w_h[:, u], strict=True)]
        total = sum(left * right for left, right in pairs) + b[u]
        words[f"terms{u}"] = " + ".join(
            [*(f"{written(left)}·{written(right)}" for left, right in pairs), written(b[u])]
        )
        words[f"sum{u}"] = written(total).strip("()")
        words[f"new{u}"] = written(np.tanh(total)).strip("()")
    return words


def frame(
    inputs: NDArray[np.float64], w_x: NDArray[np.float64], w_h: NDArray[np.float64], b: NDArray[np.float64]
) -> Frame:
    """Inputs (T,), W_x (1, U), W_h (U, U), b (U,): the graph of all steps, and the weights that every step uses."""
    states = [np.zeros(len(b))]
    words = []
    for t, number in enumerate(inputs.tolist(), start=1):
        words.append({"where": t, **arithmetic(number, states[-1], w_x, w_h, b)})
        states.append(np.tanh(w_x[0] * number + w_h.T @ states[-1] + b))
    T, U = len(inputs), len(b)
    steps = range(T)
    below = U + 2.0  # the row of the inputs

    def weights(name: str, rows: NDArray[np.float64], column: float) -> Grid:
        return Grid(name, rows, panel=1, at=(0, column), window=rows.shape, path=[(0, 0)] * T)

    grids = [
        Grid("h", np.round(states, 2).T, gap=1, window=(U, 2), path=[(0, t) for t in steps], fills=True, picks=True),
        Grid("x", inputs[None], at=(below, 2), gap=1, path=[(0, t) for t in steps]),
        weights("W_x", w_x, 0),
        weights("W_h", w_h, U + 0.75),
        weights("b", b[None], 2 * U + 1.5),
    ]
    arrows = [
        Arrows("across", [(U / 2, 2 * t + 1, U / 2, 2 * t + 2) for t in steps], [[t] for t in steps], text="W_h"),
        Arrows("up", [(below, 2 * t + 2.5, U, 2 * t + 2.5) for t in steps], [[t] for t in steps], text="W_x"),
    ]
    return Frame(grids, arrows=arrows, words=words)


class UnrolledRNN(Demo):
    """Five steps of a network with two units side by side, the weights lit at each, the arithmetic of both units.

    Parameters
    ----------
    w_x : array_like, shape (1, 2), from the input to the two units
    w_h : array_like, shape (2, 2), from the units before (rows) to the units now (columns)
    b : array_like, shape (2,)
    inputs : "knock", "twice" or "steady", the sequence to begin with
    position : the step to begin with, counted from 0

    Raises
    ------
    ValueError
        If an array has another shape or a number that is not finite, or the sequence is unknown.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.1 and eq. 10.8.
    """

    def __init__(
        self,
        w_x: ArrayLike = W_X,
        w_h: ArrayLike = W_H,
        b: ArrayLike = B,
        *,
        inputs: str = "knock",
        position: int = 0,
    ) -> None:
        weights = array_of("w_x", w_x, 2), array_of("w_h", w_h, 2), array_of("b", b, 1)
        for name, array, shape in zip(("w_x", "w_h", "b"), weights, ((1, 2), (2, 2), (2,)), strict=True):
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}; one input and two units need {shape}")
        super().__init__(
            WORDS,
            [Control("inputs", "choice", tuple(SEQUENCES))],
            lambda inputs: frame(np.array(SEQUENCES[inputs], dtype=float), *weights),
            start=(inputs,),
            own=dict(zip(("w_x", "w_h", "b"), weights, strict=True)),
            position=position,
        )
