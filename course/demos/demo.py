"""The one widget class behind every demo: it holds the frames as synced traits, ``draw.js`` draws them."""

from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course.demos.parts import Control, Frame, Words

HERE = Path(__file__).parent

COMMON: Words = {
    "position": ("Position", "位置"),
    "play": ("Play", "播放"),
    "pause": ("Pause", "暂停"),
    "rows": ("{name}, {rows} by {columns}", "{name}，{rows} 行 {columns} 列"),
}


class Demo(anywidget.AnyWidget):
    """Grids of numbers in a scene for each combination of the controls, and a position that walks through it.

    Subclasses give the words, the controls, and a pure function that returns the grids for one combination.
    ``setting`` (the index of each control's value) and ``position`` are synced both ways, so that in a
    notebook the state can be read and written from Python.
    """

    _esm = HERE / "draw.js"
    _css = HERE / "draw.css"

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
        strip: dict[str, Any],
        start: Sequence[Any],
        position: int,
    ) -> None:
        """Compute a frame for every combination of ``controls``; ``start`` holds the values to begin with.

        ``strip`` names the grids whose lit cells are multiplied (``left``, ``right``) and where the sum
        stands (``sum``); with ``left`` alone it lists the lit cells.
        """
        frames = [frame(*values) for values in product(*(control.values for control in controls))]
        setting = [control.index(value) for control, value in zip(controls, start, strict=True)]
        super().__init__(
            kind=type(self).__name__,
            labels={
                language: {name: pair[i] for name, pair in {**COMMON, **words}.items()}
                for i, language in enumerate(("en", "zh"))
            },
            controls=[control.as_dict() for control in controls],
            panels=_panels(frames),
            strip=strip,
            frames=[each.as_dict() for each in frames],
            setting=setting,
            position=position,
        )


def _panels(frames: list[Frame]) -> list[tuple[float, float]]:
    """The height and width in cells of each drawing, wide enough for every frame: nothing jumps."""
    sizes: dict[int, tuple[float, float]] = {}
    for grid in (grid for each in frames for grid in each.grids):
        height, width = grid.rows.shape
        if grid.moves and grid.path:
            height += max(cell[0] for cell in grid.path)
            width += max(cell[1] for cell in grid.path)
        tall, wide = sizes.get(grid.panel, (0, 0))
        sizes[grid.panel] = (max(tall, grid.at[0] + height), max(wide, grid.at[1] + width))
    return [sizes[panel] for panel in sorted(sizes)]
