"""A line chart in a demo: series of plain numbers over one shared axis, and where each step's cursor stands."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Scale = Literal["linear", "log"]
Limits = tuple[float, float]
TICKS = 6  # at most so many numbers along an axis: they fit beside each other on a phone


@dataclass(frozen=True)
class Chart:
    """Lines over a horizontal axis that they share.

    ``name`` is the key of the label above the vertical axis, ``across`` of the one below the horizontal axis; the keys
    of ``series`` are those of the legend. Each series has as many values as ``x``, NaN where there is none. ``marks``
    holds for each step the place in ``x`` where the cursor stands; None: there is no cursor. Limits that are not given
    are those of the numbers in all frames, so that nothing jumps when a control moves.
    """

    name: str
    across: str
    x: Sequence[float]
    series: Mapping[str, Sequence[float]]
    x_scale: Scale = "linear"
    y_scale: Scale = "linear"
    y_limits: Limits | None = None
    marks: Sequence[int] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn.

        Raises
        ------
        ValueError
            If a series is not as long as x, there is no number at all, a number lies outside the limits given, or an
            axis with a logarithmic scale meets a number that is not above 0.
        """
        for name, values in self.series.items():
            if len(values) != len(self.x):
                raise ValueError(f"{name} has {len(values)} values for {len(self.x)} places on the horizontal axis")
        drawn = {"x": (self.x_scale, list(self.x)), "y": (self.y_scale, self.numbers())}
        for axis, (scale, values) in drawn.items():
            if not values:
                raise ValueError(f"a chart needs at least one number on its {axis} axis")
            if axis == "y" and self.y_limits and self.y_limits != (min(values), max(values)):
                raise ValueError(f"numbers from {min(values)} to {max(values)} lie outside the limits {self.y_limits}")
            if scale == "log" and min(values) <= 0:
                raise ValueError(f"a logarithmic {axis} axis takes numbers above 0; got {min(values)}")

    def numbers(self) -> list[float]:
        """All values of all series, and the limits where they are given."""
        values = [float(v) for line in self.series.values() for v in line if math.isfinite(v)]
        return values + list(self.y_limits or ())

    def as_dict(self, y_limits: Limits) -> dict[str, Any]:
        """The chart as plain lists, with its axes' limits and the numbers written beside them."""
        x_limits = (min(self.x), max(self.x))
        return {
            "name": self.name,
            "across": self.across,
            "x": short(self.x, digits=6),
            "series": [{"name": name, "values": short(values)} for name, values in self.series.items()],
            "axes": [
                {"scale": scale, "limits": short(limits, 6), "ticks": short(ticks(*limits, scale), 6)}
                for scale, limits in ((self.x_scale, x_limits), (self.y_scale, y_limits))
            ],
            "marks": None if self.marks is None else [int(mark) for mark in self.marks],
        }


def short(values: Sequence[float], digits: int = 3) -> list[float | None]:
    """The values with so many significant digits, the three that are shown; whole numbers as such, NaN as None."""
    rounded = [float(f"{value:.{digits}g}") if math.isfinite(value) else None for value in map(float, values)]
    return [int(v) if v is not None and v == int(v) and abs(v) < 1e6 else v for v in rounded]


def shared_limits(charts: Sequence[Chart]) -> Limits:
    """Vertical limits that hold the numbers of all the charts; a little wider on a linear scale, whole powers on a log.

    The charts are the same one in different frames.
    """
    values = [value for chart in charts for value in chart.numbers()]
    low, high = min(values), max(values)
    if charts[0].y_limits:
        return charts[0].y_limits
    if charts[0].y_scale == "log":
        low, high = math.floor(math.log10(low)), math.ceil(math.log10(high))
        return 10.0**low, 10.0 ** max(high, low + 1)
    step = _nice_step(high - low or 1.0)
    return step * math.floor(low / step), step * max(math.ceil(high / step), math.floor(low / step) + 1)


def ticks(low: float, high: float, scale: Scale) -> list[float]:
    """At most six round numbers from low to high: multiples of 1, 2 or 5 times a power of ten, or powers of ten."""
    if scale == "log":
        first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
        every = max(1, math.ceil((last - first + 1) / TICKS))
        powers = [10.0**power for power in range(first, last + 1) if power % every == 0]
        return powers if len(powers) > 1 else [low, high]
    step = _nice_step(high - low or 1.0)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(np.round(step * k, 10)) for k in range(first, last + 1)]


def _nice_step(span: float) -> float:
    """The smallest of 1, 2, 5, 10 … that needs no more than six ticks for the span."""
    rough = span / (TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
