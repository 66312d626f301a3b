"""The one widget class behind every demo: it holds the frames as synced traits, ``draw.js`` draws them.

``draw.js`` draws grids and the controls, ``chart.js`` lines over an axis, ``bars.js`` bars, ``arrows.js`` arrows among
grids, ``own.js`` fields for the reader's own numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from course.demos.chart import shared_limits
from course.demos.own import as_array, as_text
from course.demos.parts import Control, Frame, Words, in_languages
from course.demos.source_files import joined

CODE = joined("elements.js", "arrows.js", "bars.js", "chart.js", "own.js", "draw.js")
STYLES = joined("tokens.css", "draw.css", "bars.css", "chart.css")

COMMON: Words = {
    "position": ("Position", "位置"),
    "play": ("Play", "播放"),
    "pause": ("Pause", "暂停"),
    "own": ("Your own numbers", "你自己的数"),
    "own_show": ("Show", "显示"),
    "own_needs_python": (
        "Numbers of your own need Python: open this page from a server, or the chapter's notebook.",
        "你自己的数需要 Python：请通过服务器打开本页，或打开本章的笔记本。",
    ),
    "rows": ("{name}, {rows} by {columns}", "{name}，{rows} 行 {columns} 列"),
    "line": (
        "{name}: from {first} to {last}, lowest {low}, highest {high}",
        "{name}：从 {first} 到 {last}，最低 {low}，最高 {high}",
    ),
}


class Demo(anywidget.AnyWidget):
    """A scene of drawn parts for each combination of the controls, and a position that walks through it.

    Subclasses give the words, the controls, and a pure function that returns the scene for one combination.
    ``setting`` (the index of each control's value) and ``position`` are synced both ways, so that in a
    notebook the state can be read and written from Python.
    """

    _esm = CODE
    _css = STYLES

    kind = traitlets.Unicode().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    controls: traitlets.List[Any] = traitlets.List().tag(sync=True)
    panels: traitlets.List[Any] = traitlets.List().tag(sync=True)
    strip = traitlets.Dict().tag(sync=True)
    frames: traitlets.List[Any] = traitlets.List().tag(sync=True)
    setting: traitlets.List[Any] = traitlets.List().tag(sync=True)
    position = traitlets.Int(0).tag(sync=True)
    inputs: traitlets.List[Any] = traitlets.List().tag(sync=True)
    own = traitlets.Dict().tag(sync=True)
    answer = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        words: Words,
        controls: Sequence[Control],
        frame: Callable[..., Frame],
        *,
        strip: Mapping[str, Any] | None = None,
        own: Mapping[str, NDArray[np.float64]] | None = None,
        fitted: bool = False,
        start: Sequence[Any],
        position: int = 0,
    ) -> None:
        """Compute a frame for every combination of ``controls``; ``start`` holds the values to begin with.

        ``strip`` names the grids whose lit cells are multiplied (``left``, ``right``) and where the sum
        stands (``sum``); without ``right`` it lists the lit cells, and with ``shares`` each step's products under them.
        A demo without a strip shows its sentence. ``own`` holds the arrays in whose place the reader may write others,
        by the names of the class's arguments, which are also the keys of their labels. A drawing is as large as the
        largest frame, or, ``fitted``, as the frame of the moment: for demos whose settings change the size of grids.
        """
        frames = [frame(*values) for values in product(*(control.values for control in controls))]
        limits = [shared_limits(same) for same in zip(*(each.charts for each in frames), strict=True)]
        setting = [control.index(value) for control, value in zip(controls, start, strict=True)]
        super().__init__(
            kind=type(self).__name__,
            labels=in_languages({**COMMON, **words}),
            controls=[control.as_dict() for control in controls],
            panels=_panels(frames),
            strip=dict(strip or {}),
            frames=[{**each.as_dict(limits), **({"panels": _panels([each])} if fitted else {})} for each in frames],
            setting=setting,
            position=position,
            inputs=[{"name": name, "text": as_text(array)} for name, array in (own or {}).items()],
        )
        self._axes = {name: array.ndim for name, array in (own or {}).items()}

    @traitlets.observe("own")
    def _take_own(self, change: Any) -> None:
        """Show the frames of the reader's own numbers, or the sentence that says what is wrong with them."""
        make: Any = type(self)  # a class of its own arguments
        names = {name: self.labels["en"][name] for name in self._axes}
        try:
            given = {name: as_array(names[name], text, self._axes[name]) for name, text in change.new.items()}
            other = make(**given)
        except ValueError as error:
            self.answer = f"{str(error)[:1].upper()}{str(error)[1:]}."
            return
        with self.hold_sync():
            self.answer, self.position = "", 0
            self.panels, self.frames = other.panels, other.frames


def _panels(frames: list[Frame]) -> list[tuple[float, float]]:
    """The height and width in cells of each drawing, wide enough for every frame: nothing jumps."""
    sizes: dict[int, tuple[float, float]] = {}
    height: float
    width: float
    for grid in (grid for each in frames for grid in each.grids):
        rows, columns = grid.rows.shape
        height, width = rows + grid.row_gap * (rows - 1), columns + grid.gap * (columns - 1)
        if grid.moves and grid.path:
            height += max(cell[0] for cell in grid.path)
            width += max(cell[1] for cell in grid.path)
        tall, wide = sizes.get(grid.panel, (0, 0))
        sizes[grid.panel] = (max(tall, grid.at[0] + height), max(wide, grid.at[1] + width))
    for arrows in (arrows for each in frames for arrows in each.arrows):
        tall, wide = sizes[arrows.panel]
        beside = max(max(end[1], end[3]) for end in arrows.ends) + (1.2 if arrows.text else 0)
        sizes[arrows.panel] = (tall, max(wide, beside))
    return [sizes[panel] for panel in sorted(sizes)]
