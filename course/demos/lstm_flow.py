"""An LSTM cell, unrolled: what the forget, input and output gates let through, step by step."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.flow import along, bare, boxes, factor, up
from course.demos.parts import Control, Frame, Words, array_of

CANDIDATES = (0.5, -1.0, 1.0, -0.5, 0.5)
FORGET, INPUT, OUTPUT = (0, 0.25, 0.5, 0.75, 1), (0, 0.5, 1), (0, 0.5, 1)

WORDS: Words = {
    "title": ("What the gates of an LSTM let through", "LSTM 的门让什么通过"),
    "g": ("g", "g"),
    "c": ("cell c", "记忆元 c"),
    "h": ("shown: h", "输出 h"),
    "f": ("Forget gate f", "遗忘门 f"),
    "i": ("Input gate i", "输入门 i"),
    "o": ("Output gate o", "输出门 o"),
    "on_f": ("f", "f"),
    "on_i": ("i", "i"),
    "on_o": ("o", "o"),
    "position": ("Step", "时间步"),
    "says": (
        "Step {at}: c = f·c + i·g = {f}·{old} + {i}·{g} = {c}\nh = o·tanh(c) = {o}·tanh({c}) = {h}",
        "第 {at} 步：c = f·c + i·g = {f}·{old} + {i}·{g} = {c}\nh = o·tanh(c) = {o}·tanh({c}) = {h}",
    ),
}


def run(candidates: NDArray[np.float64], cell: float, f: float, i: float) -> NDArray[np.float64]:
    """The cell before the sequence and after each of its steps, shape (T + 1,), for gates that do not change."""
    cells = [cell]
    for candidate in candidates.tolist():
        cells.append(f * cells[-1] + i * candidate)
    return np.array(cells)


def frame(candidates: NDArray[np.float64], cell: float, f: float, i: float, o: float) -> Frame:
    """Candidates (T,), first cell, three gates: rows of candidates, cells and hidden states, and each step's sum."""
    T = candidates.size
    cells = run(candidates, cell, f, i)
    shown = o * np.tanh(cells[1:])
    words = [
        {"at": t + 1, "old": factor(cells[t]), "g": factor(g), "c": bare(cells[t + 1]), "h": bare(shown[t])}
        for t, g in enumerate(candidates.tolist())
    ]
    return Frame(
        grids=[boxes("h", shown, 0, 1), boxes("c", cells, 1, 0, picks=True), boxes("g", candidates, 2, 1)],
        arrows=[along("f", 1, T, f), up("i", 2, T, i, "on_i"), up("o", 1, T, o, "on_o")],
        words=words,
        facts={"f": f, "i": i, "o": o},
    )


class LstmFlow(Demo):
    """The cell of an LSTM over a short sequence of candidates, with its three gates on sliders.

    Parameters
    ----------
    candidates : array_like, shape (T,), what could be written at each step
    cell : float, what the cell holds before the first step
    forget : 0, 0.25, 0.5, 0.75 or 1, how much of the old cell stays
    write : 0, 0.5 or 1, the input gate: how much of the candidate goes in
    show : 0, 0.5 or 1, the output gate: how much of the cell is shown
    position : the step to begin with, counted from 0

    Raises
    ------
    ValueError
        If the candidates are not a row of finite numbers, or a gate is not one of the above.
    """

    def __init__(
        self,
        candidates: ArrayLike = CANDIDATES,
        *,
        cell: float = 1.0,
        forget: float = 0.75,
        write: float = 0.5,
        show: float = 1,
        position: int = 0,
    ) -> None:
        g = array_of("candidates", candidates, 1)
        super().__init__(
            WORDS,
            [Control("f", "slider", FORGET), Control("i", "slider", INPUT), Control("o", "slider", OUTPUT)],
            lambda f, i, o: frame(g, float(cell), f, i, o),
            start=(forget, write, show),
            position=position,
        )
