"""Bars in a demo: a number each, up or down from zero, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course.demos.chart import Limits, short


@dataclass(frozen=True)
class Bars:
    """A row of bars whose numbers may differ from step to step.

    ``name`` is the key of the label above them; ``names`` are the keys of the labels below, or the words themselves.
    ``stages`` holds the numbers at each step, ``lit`` the bars that are picked out there.
    """

    name: str
    names: Sequence[str]
    stages: Sequence[Sequence[float]]
    limits: Limits
    lit: Sequence[Sequence[int]] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn.

        Raises
        ------
        ValueError
            If a step has not a number for each name, or the limits leave out a number or the zero.
        """
        low, high = self.limits
        for step, values in enumerate(self.stages):
            if len(values) != len(self.names):
                raise ValueError(f"{self.name} has {len(values)} values for {len(self.names)} bars at step {step}")
            if not all(low <= value <= high for value in values):
                raise ValueError(f"{self.name}: a value of {list(values)} lies outside the limits {self.limits}")
        if not low <= 0 <= high:
            raise ValueError(f"bars stand on zero, which lies outside the limits {self.limits}")

    def as_dict(self) -> dict[str, Any]:
        """The bars as plain lists."""
        return {
            "name": self.name,
            "names": list(self.names),
            "stages": [short(values) for values in self.stages],
            "limits": list(self.limits),
            "lit": None if self.lit is None else [list(bars) for bars in self.lit],
        }
