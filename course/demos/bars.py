"""Bars in a demo: a number each, up or down from zero, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course.demos.chart import Limits, short


@dataclass(frozen=True)
class Bars:
    """A row of bars whose numbers may differ from step to step.

    ``name`` is the key of the label above them; ``names`` are the keys of the labels below, or the words themselves.
    ``stages`` holds the numbers at each step, ``lit`` the bars that are picked out there. ``lying`` bars grow to the
    right, a row each, with room for long names and for a number of their own between name and bar, the ``notes``;
    ``room`` is for how many rows, and for names of how many letters, the drawing is made at least, so that its size is
    the same for all settings.
    """

    name: str
    names: Sequence[str]
    stages: Sequence[Sequence[float]]
    limits: Limits
    lit: Sequence[Sequence[int]] | None = None
    lying: bool = False
    notes: Sequence[float] = ()
    room: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn.

        Raises
        ------
        ValueError
            If a step has not a number for each name, there are notes but not one for each name or for upright bars,
            lying bars would grow to the left, or the limits leave out a number or the zero.
        """
        low, high = self.limits
        for step, values in enumerate(self.stages):
            if len(values) != len(self.names):
                raise ValueError(f"{self.name} has {len(values)} values for {len(self.names)} bars at step {step}")
            if not all(low <= value <= high for value in values):
                raise ValueError(f"{self.name}: a value of {list(values)} lies outside the limits {self.limits}")
        if not low <= 0 <= high:
            raise ValueError(f"bars stand on zero, which lies outside the limits {self.limits}")
        if self.lying and low < 0:
            raise ValueError(f"lying bars grow to the right; the limits are {self.limits}")
        if self.notes and (not self.lying or len(self.notes) != len(self.names)):
            raise ValueError(
                f"{self.name} has {len(self.notes)} notes for {len(self.names)} bars; upright bars take none"
            )

    def as_dict(self) -> dict[str, Any]:
        """The bars as plain lists."""
        return {
            "name": self.name,
            "names": list(self.names),
            "stages": [short(values) for values in self.stages],
            "limits": list(self.limits),
            "lit": None if self.lit is None else [list(bars) for bars in self.lit],
            **(self._rows() if self.lying else {}),
        }

    def _rows(self) -> dict[str, Any]:
        rows, letters = max(self.room[0], len(self.names)), max(self.room[1], *map(len, self.names))
        return {"lying": True, "notes": short(self.notes), "room": rows, "letters": letters}
