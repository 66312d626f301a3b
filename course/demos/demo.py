"""The one widget class behind every demo: it holds the frames as synced traits, ``draw.js`` draws them.

``draw.js`` draws grids and the controls, ``chart.js`` lines over an axis, ``arrows.js`` arrows among grids.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import anywidget
import traitlets

from course.demos.chart import shared_limits
from course.demos.parts import Control, Frame, Words, in_languages
from course.demos.source_files import joined

CODE = joined("elements.js", "arrows.js", "chart.js", "draw.js")
STYLES = joined("draw.css", "chart.css")

COMMON: Words = {
    "position": ("Position", "位置"),
    "play": ("Play", "播放"),
    "pause": ("Pause", "暂停"),
    "rows": ("{name}, {rows} by {columns}", "{name}，{rows} 行 {columns} 列"),
    "line": (
        "{name}: from {first} to {last}, lowest {low}, highest {high}",
        "{name}：从 {first} 到 {last}，最低 {low}，最高 {high}",
    ),
}


class Demo(anywidget.AnyWidget):
    """A scene of grids, arrows and charts for each combination of the controls, and a position that walks through it.

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

    def __init__(
        self,
        words: Words,
        controls: Sequence[Control],
        frame: Callable[..., Frame],
        *,
        strip: Mapping[str, Any] | None = None,
        start: Sequence[Any],
        position: int = 0,
    ) -> None:
        """Compute a frame for every combination of ``controls``; ``start`` holds the values to begin with.

        ``strip`` names the grids whose lit cells are multiplied (``left``, ``right``) and where the sum
        stands (``sum``); without ``right`` it lists the lit cells, and with ``shares`` each step's products under them.
        A demo without a strip shows its sentence.
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
            frames=[each.as_dict(limits) for each in frames],
            setting=setting,
            position=position,
        )


def _panels(frames: list[Frame]) -> list[tuple[float, float]]:
    """The height and width in cells of each drawing, wide enough for every frame: nothing jumps."""
    sizes: dict[int, tuple[float, float]] = {}
    height: float
    width: float
    for grid in (grid for each in frames for grid in each.grids):
        height, width = grid.rows.shape[0], grid.rows.shape[1] + grid.gap * (grid.rows.shape[1] - 1)
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
