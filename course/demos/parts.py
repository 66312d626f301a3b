"""The parts of which every demo is made: a grid of numbers, a control, a scene, and words in two languages.

All of them turn into plain dictionaries and lists, the shape in which widget state travels to the browser.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.bars import Bars
from course.demos.chart import Chart, Limits

Words = Mapping[str, tuple[str, str]]
"""A name for each piece of text, and the text itself: (English, Chinese)."""

Cell = Sequence[int]
"""A place in a grid: (row, column), or (row, column, height, width) where the lit window's size varies."""


def in_languages(words: Words) -> dict[str, dict[str, str]]:
    """The words by language, as the drawing code looks them up: ``en`` and ``zh``."""
    return {language: {name: pair[i] for name, pair in words.items()} for i, language in enumerate(("en", "zh"))}


def plain(values: ArrayLike) -> Any:
    """Nested lists of numbers as short as they can be written: 2.0 becomes 2, 1/3 becomes 0.333, NaN becomes None."""
    rounded = np.round(np.asarray(values, dtype=float), 3) + 0.0  # the sum turns −0 into 0
    if rounded.ndim == 0:
        number = rounded.item()
        if math.isnan(number):
            return None
        return int(number) if number == int(number) else number
    return [plain(part) for part in rounded]


def array_of(name: str, values: ArrayLike, ndim: int) -> NDArray[np.float64]:
    """The values as a float array of ``ndim`` axes.

    Raises
    ------
    ValueError
        If the number of axes differs, there is no number at all, or a number is not finite.
    """
    array = np.asarray(values, dtype=float)
    if array.ndim != ndim:
        kind = {1: "a row of numbers", 2: "a matrix"}[ndim]
        raise ValueError(f"{name} must be {kind}, and has shape {array.shape}")
    if array.size == 0 or not np.isfinite(array).all():
        raise ValueError(f"{name} needs at least one number, and finite ones only")
    return array


@dataclass(frozen=True)
class Grid:
    """A rectangle of numbers, and what is lit in it at each step.

    ``name`` is the key of its label. ``panel`` says in which drawing it stands, ``at`` where: (row, column)
    in cells. ``core`` is the part that is data, (row, column, height, width); the rest is padding. ``path``
    holds for each step the lit window's upper left cell, ``window`` the window's (height, width). A cell whose number
    is NaN is empty: what belongs there is not known yet.
    """

    name: str
    rows: NDArray[np.float64]
    panel: int = 0
    at: tuple[float, float] = (0, 0)
    core: tuple[int, int, int, int] | None = None
    window: tuple[int, int] = (1, 1)
    gap: float = 0  # free room between one column and the next, in cells
    row_gap: float = 0  # the same between rows; such a grid has no names, no path and no weights
    path: Sequence[Cell] | None = None
    moves: bool = False  # the grid itself follows the path, nothing in it is lit
    fills: bool = False  # cells after the lit one are still empty
    picks: bool = False  # pointing at a cell of the path goes to its step
    faint: bool = False  # zeros are drawn pale
    toned: bool = True  # cells are coloured by their numbers, orange below zero and blue above; False: names and counts
    weights: str | None = None  # the grid whose numbers are shown small inside the lit window
    names: Sequence[str] | None = None  # a word before each row: the key of a label, or the word itself
    stages: Sequence[ArrayLike] | None = None  # the numbers at each step where they change; rows are then the first
    marks: Sequence[Sequence[Cell]] | None = None  # the cells picked out at each step, wherever they lie

    def as_dict(self) -> dict[str, Any]:
        """The grid as plain lists, without what is left at its default."""
        full = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("rows", "name")}
        kept = {key: value for key, value in full.items() if value != self.__dataclass_fields__[key].default}
        if self.stages is not None:
            kept["stages"] = [plain(numbers) for numbers in self.stages]
        return {"name": self.name, "rows": plain(self.rows), **kept}


@dataclass(frozen=True)
class Arrows:
    """Arrows among the grids of a panel, and which of them are lit at each step.

    ``ends`` holds where each begins and ends, (row, column, row, column) in cells, ``lit`` for each step the numbers
    of the lit ones. ``text`` is the key of the label that stands beside every one of them. ``share`` is how much passes
    along them, from 0 to 1, and drawn as their thickness; dashed and without a head: nothing does.
    """

    name: str
    ends: Sequence[tuple[float, float, float, float]]
    lit: Sequence[Sequence[int]]
    panel: int = 0
    text: str | None = None
    share: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The arrows as plain lists."""
        return {
            "name": self.name,
            "ends": plain(self.ends),
            "lit": [list(numbers) for numbers in self.lit],
            "panel": self.panel,
            "text": self.text,
            "share": self.share,
        }


@dataclass(frozen=True)
class Frame:
    """All that is drawn for one combination of the controls: grids, arrows, bars and charts, and what each step says.

    A demo with a strip gives each step's ``products``, and its sentence follows from the lit cells. In every demo the
    sentence is the label ``says``, or the one that the word ``says`` names, and these words are filled in: ``facts``,
    which hold at every step; the values of the charts at the cursor, by the names of the series, and its place there
    as ``at``; the step's own ``words``. The word ``where``, else ``at``, stands beside the position.
    """

    grids: Sequence[Grid] = ()
    products: Sequence[ArrayLike] = ()
    arrows: Sequence[Arrows] = ()
    bars: Sequence[Bars] = ()
    charts: Sequence[Chart] = ()
    words: Sequence[Mapping[str, Any]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self, y_limits: Sequence[Limits] = ()) -> dict[str, Any]:
        """The frame as plain lists; ``y_limits`` are those of each chart's vertical axis in all frames."""
        full = {
            "grids": [grid.as_dict() for grid in self.grids],
            "products": [plain(p) for p in self.products],
            "arrows": [arrows.as_dict() for arrows in self.arrows],
            "bars": [bars.as_dict() for bars in self.bars],
            "charts": [chart.as_dict(limits) for chart, limits in zip(self.charts, y_limits, strict=True)],
            "words": [dict(words) for words in self.words],
            "facts": dict(self.facts),
        }
        return {name: part for name, part in full.items() if part or name == "grids"}


@dataclass(frozen=True)
class Control:
    """One setting of a demo: a slider over numbers, a list of named choices, or a switch (False, True)."""

    name: str
    kind: Literal["slider", "choice", "switch"]
    values: Sequence[Any]

    def index(self, value: Any) -> int:
        """The place at which ``value`` stands among the values; a ValueError that lists them if it does not."""
        if value not in self.values:
            raise ValueError(f"{self.name} is one of {', '.join(map(repr, self.values))}; got {value!r}")
        return list(self.values).index(value)

    def as_dict(self) -> dict[str, Any]:
        """The control as plain lists."""
        return {"name": self.name, "kind": self.kind, "values": list(self.values)}
