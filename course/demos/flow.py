"""Parts shared by the pictures of gated cells: rows with a box for each step, and arrows as thick as a gate is open."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from course.demos.parts import Arrows, Grid

GAP = 0.75  # free room between two steps, in cells
PITCH = 1 + GAP  # from the middle of one step's box to the middle of the next
ROW = 2.25  # from the top of one row to the top of the next
MARGIN = 0.06  # between an arrow's end and a box


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Two decimals: what fits into a box that is still legible on a phone."""
    return np.round(values, 2) + 0.0


def boxes(name: str, values: NDArray[np.float64], row: int, first: int, *, picks: bool = False) -> Grid:
    """A row of boxes, one a step, of which the box of the current step is lit.

    ``first`` is the step of the first box: 0 where the row also shows what was there before the sequence.
    """
    before = 1 - first
    return Grid(
        name,
        rounded(values)[None],
        at=(row * ROW, first * PITCH),
        gap=GAP,
        path=[(0, step + before) for step in range(values.size - before)],
        picks=picks,
    )


def along(name: str, row: int, steps: int, share: float) -> Arrows:
    """Arrows inside a row, from the box of each step to that of the next: arrow t - 1 arrives at step t.

    The label ``on_`` and the name stands beside each of them.
    """
    middle = row * ROW + 0.5
    ends = [(middle, t * PITCH + 1 + MARGIN, middle, (t + 1) * PITCH - MARGIN) for t in range(steps)]
    return Arrows(name, ends, own_steps(steps), text=f"on_{name}", share=share)


def up(name: str, row: int, steps: int, share: float | None = None, text: str | None = None) -> Arrows:
    """Arrows from the boxes of a row to those of the row above, in steps 1, 2 …"""
    bottom, top = row * ROW - MARGIN, (row - 1) * ROW + 1 + MARGIN
    ends = [(bottom, t * PITCH + 0.5, top, t * PITCH + 0.5) for t in range(1, steps + 1)]
    return Arrows(name, ends, own_steps(steps), text=text, share=share)


def own_steps(steps: int) -> Sequence[Sequence[int]]:
    """At each step the one arrow that arrives there is lit."""
    return [[t] for t in range(steps)]


def bare(value: float) -> str:
    """A number as it stands in its box, with a real minus sign."""
    return f"{round(value, 2) + 0.0:g}".replace("-", "−")


def factor(value: float) -> str:
    """A number as a factor: negative ones in brackets."""
    return f"({bare(value)})" if bare(value).startswith("−") else bare(value)
