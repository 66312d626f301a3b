"""A two-dimensional LSTM over a grid: what its forget gates let through, one anti-diagonal after the other."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.parts import Arrows, Control, Frame, Grid, Words, array_of, plain

SIDE = 5
BIASES = (-1, 0, 1)
GAP = 0.5  # free room between two cells, for an arrow
PITCH = 1 + GAP
MOST = 6  # rows and columns: more are too small to be read

WORDS: Words = {
    "title": ("A memory crosses a grid", "记忆穿过网格"),
    "c": ("cells c; a pale 0 is not computed yet", "记忆元 c；浅色的 0 还没有计算"),
    "written": ("written: i·g", "写入：i·g"),
    "bias": ("Forget bias", "遗忘门的偏置"),
    "row": ("along the rows", "沿行"),
    "column": ("down the columns", "沿列"),
    "position": ("Anti-diagonal", "反对角线"),
    "says": (
        "Both forget gates are σ({bias}) = {f}. "
        "Anti-diagonal {at} has length {count}: its cells do not need each other. "
        "Row {row}, column {column}: c = {f}·{left} + {f}·{up} + {written} = {c}.",
        "两个遗忘门都是 σ({bias}) = {f}。反对角线 {at} 上有 {count} 格，它们互不需要，可以同时计算。"
        "第 {row} 行第 {column} 列：c = {f}·{left} + {f}·{up} + {written} = {c}。",
    ),
}


def corner(rows: int = SIDE, columns: int = SIDE) -> NDArray[np.float64]:
    """A memory of 1 in the first cell, and nothing anywhere else, shape (rows, columns)."""
    written = np.zeros((rows, columns))
    written[0, 0] = 1
    return written


def cells(written: NDArray[np.float64], bias: float) -> NDArray[np.float64]:
    """Compute the cells (R, S) of what is written (R, S), with both forget gates at sigma(bias) everywhere."""
    gate = sigma(bias)
    c = np.zeros((written.shape[0] + 1, written.shape[1] + 1))  # with a border of zeros above and to the left
    for (r, s), new in np.ndenumerate(written):
        c[r + 1, s + 1] = gate * c[r + 1, s] + gate * c[r, s + 1] + new
    return c[1:, 1:]


def sigma(bias: float) -> float:
    """A gate whose sum is its bias alone."""
    return float(1 / (1 + np.exp(-bias)))


def diagonal(rows: int, columns: int, number: int) -> list[tuple[int, int]]:
    """The cells (row, column) whose row and column add up to ``number``, from the top down."""
    return [(r, number - r) for r in range(rows) if 0 <= number - r < columns]


def frame(written: NDArray[np.float64], bias: float) -> Frame:
    """Draw the cells of what is written (R, S), anti-diagonal by anti-diagonal, and the sum of one of each."""
    R, S = written.shape
    steps = range(R + S - 1)
    c = cells(written, bias)
    row, column = np.indices((R, S))
    waves = [diagonal(R, S, step) for step in steps]
    words = [one_sum(written, c, bias, wave) for wave in waves]
    along = [(r, s) for r in range(R) for s in range(1, S)]
    down = [(r, s) for r in range(1, R) for s in range(S)]
    grids = [
        Grid("c", c, gap=GAP, row_gap=GAP, faint=True, stages=[np.where(row + column <= k, c, 0) for k in steps],
             marks=waves),
        Grid("written", written, panel=1, faint=True, marks=waves),
    ]  # fmt: skip
    arrows = [
        Arrows("row", [(r * PITCH + 0.5, s * PITCH - GAP, r * PITCH + 0.5, s * PITCH) for r, s in along],
               arriving(along, R + S - 1), share=sigma(bias)),
        Arrows("column", [(r * PITCH - GAP, s * PITCH + 0.5, r * PITCH, s * PITCH + 0.5) for r, s in down],
               arriving(down, R + S - 1), share=sigma(bias)),
    ]  # fmt: skip
    facts = {"bias": written_as(bias), "f": written_as(sigma(bias))}
    return Frame(grids, arrows=arrows, words=words, facts=facts)


def arriving(places: list[tuple[int, int]], steps: int) -> list[list[int]]:
    """At each step the numbers of the arrows that end on its anti-diagonal."""
    return [[k for k, place in enumerate(places) if sum(place) == step] for step in range(steps)]


def one_sum(
    written: NDArray[np.float64], c: NDArray[np.float64], bias: float, wave: list[tuple[int, int]]
) -> dict[str, str | int]:
    """The sum of the cell in the middle of an anti-diagonal, as the sentence writes it."""
    r, s = wave[len(wave) // 2]
    left, up = (c[r, s - 1] if s else 0.0), (c[r - 1, s] if r else 0.0)
    numbers = {"left": left, "up": up, "written": written[r, s], "c": c[r, s]}
    texts = {name: written_as(value) for name, value in numbers.items()}
    bracketed = {name: f"({text})" if text.startswith("−") else text for name, text in texts.items()}
    return {"at": r + s, "count": len(wave), "row": r, "column": s, **bracketed, "c": texts["c"]}


def written_as(value: float) -> str:
    """A number as it stands in its cell, with a real minus sign."""
    return str(plain(value)).replace("-", "−")


class GridLstm(Demo):
    """A grid into which memories are written, and what becomes of them when both forget gates have one bias.

    Parameters
    ----------
    written : array_like, shape (R, S), at most 6 by 6: what each cell writes, i times g; by default 1 in the corner
    bias : −1, 0 or 1, of both forget gates
    position : the anti-diagonal to begin with, counted from 0

    Raises
    ------
    ValueError
        If it is no matrix of finite numbers, is too large, or the bias is another one.

    Source: Graves, Fernández and Schmidhuber, Multi-dimensional Recurrent Neural Networks (2007), section 3.
    """

    def __init__(self, written: ArrayLike | None = None, *, bias: int = 0, position: int = 0) -> None:
        matrix = corner() if written is None else array_of("written", written, 2)
        if max(matrix.shape) > MOST:
            raise ValueError(f"written has shape {matrix.shape}; the drawing has room for {MOST} rows and columns")
        super().__init__(
            WORDS,
            [Control("bias", "slider", BIASES)],
            lambda bias: frame(matrix, bias),
            own={"written": matrix},
            start=(bias,),
            position=position,
        )
