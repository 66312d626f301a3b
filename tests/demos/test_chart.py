"""The line charts: their axes, their numbers, and what they refuse."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from course.demos.chart import Chart, shared_limits, short, ticks
from tests.support.grids import case


def test_ticks_are_few_round_and_inside() -> None:
    axes: list[tuple[float, float, Any, list[float]]] = [
        (0, 10, "linear", [0, 2, 4, 6, 8, 10]),
        (1, 30, "linear", [10, 20, 30]),
        (-0.3, 0.7, "linear", [-0.2, 0, 0.2, 0.4, 0.6]),
        (0.5, 1.5, "linear", [0.6, 0.8, 1, 1.2, 1.4]),
        (3, 3, "linear", [3]),
        (1, 1000, "log", [1, 10, 100, 1000]),
        (1e-9, 1e6, "log", [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6]),
        (2, 5, "log", [2, 5]),
    ]
    for low, high, scale, wanted in axes:
        with case(low=low, high=high, scale=scale):
            assert ticks(low, high, scale) == pytest.approx(wanted)
            assert len(ticks(low, high, scale)) <= 6


def test_small_numbers_keep_their_digits_and_gaps_stay_gaps() -> None:
    assert short([1.23456e-8, 2.0, 1 / 3, float("nan")]) == [1.23e-8, 2, 0.333, None]
    assert short([1234.5], digits=6) == [1234.5]


def line(*values: float, **options: Any) -> Chart:
    return Chart("loss", "step", range(len(values)), {"one": values}, **options)


def test_limits_hold_the_numbers_of_all_frames_so_that_nothing_jumps() -> None:
    assert shared_limits([line(0.2, 3.9), line(-1.2, 2)]) == (-2, 4)
    assert shared_limits([line(0.2, 30, y_scale="log"), line(1, 2, y_scale="log")]) == pytest.approx((0.1, 100))
    assert shared_limits([line(5, 5)]) == pytest.approx((5, 5.2))
    assert shared_limits([line(0.2, 0.4, y_limits=(0, 1))]) == (0, 1)


def test_a_chart_is_plain_lists() -> None:
    plain = line(1, float("nan"), 3, marks=range(3)).as_dict((0, 3))
    assert plain["series"] == [{"name": "one", "values": [1, None, 3]}]
    assert plain["marks"] == [0, 1, 2]
    assert plain["axes"][1] == {"scale": "linear", "limits": [0, 3], "ticks": [0, 1, 2, 3]}
    json.dumps(plain, allow_nan=False)


REFUSED: list[tuple[Callable[[], Chart], str]] = [
    (lambda: Chart("n", "t", [1, 2], {"a": [1]}), "a has 1 values for 2 places"),
    (lambda: Chart("n", "t", [], {"a": []}), "at least one number on its x axis"),
    (lambda: line(float("nan")), "at least one number on its y axis"),
    (lambda: line(0.0, 1, y_scale="log"), "a logarithmic y axis takes numbers above 0; got 0.0"),
    (lambda: Chart("n", "t", [0, 1], {"a": [1, 2]}, x_scale="log"), "a logarithmic x axis"),
    (lambda: line(1, 2, y_limits=(0, 1.5)), "outside the limits"),
]


def test_what_cannot_be_drawn_is_refused() -> None:
    for make, says in REFUSED:
        with case(says=says), pytest.raises(ValueError, match=re.escape(says)):
            make()
