"""Arguments written as Python: what is typed makes the same values again, and no more is typed than needed."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.assignment import Case
from autograder.judging import literals
from tests.support.grids import case

VALUES = [
    (np.array([[1.0, 2.5]]), "np.array([[1., 2.5]])", 2),
    (np.array([1, -2]), "np.array([1, -2])", 2),
    (np.array([0.1, 1e-8]), "np.array([0.1, 1e-08])", 2),
    (np.array([1.1, 2], np.float32), "np.array([1.1, 2.], dtype=np.float32)", 2),
    (np.array([1, 2], np.int32), "np.array([1, 2], dtype=np.int32)", 2),
    (np.array([True, False]), "np.array([True, False])", 2),
    (np.array([np.nan, -np.inf]), "np.array([np.nan, -np.inf])", 2),
    (np.array(3.0), "np.array(3.)", 1),
    (np.zeros((2, 3)), "np.zeros((2, 3))", 1),
    (np.ones((2, 3), int), "np.ones((2, 3), dtype=int)", 1),
    (np.full((2, 3), 2.5, np.float32), "np.full((2, 3), 2.5, dtype=np.float32)", 1),
    (np.zeros((0, 3)), "np.zeros((0, 3))", 1),
    ([np.ones(1), np.zeros(2)], "[np.array([1.]), np.array([0., 0.])]", 3),
    ((1, 2), "(1, 2)", 2),
    (np.float64(2), "2.0", 1),
    ("wide", "'wide'", 0),
    (None, "None", 0),
]


def pool(x: Any, size: Any, *, stride: Any = None, padding: Any = 0) -> None:
    """A function with options."""


def add(x: Any, b: Any = None, c: Any = 1) -> None:
    """A function with defaults that may stand in the middle."""


def test_what_is_written_makes_the_same_again() -> None:
    for value, text, count in VALUES:
        with case(value=text):
            assert literals.written(value) == text
            again = eval(text, {"np": np})  # noqa: S307 -- our own text
            both = [again], [value]
            for one, other in zip(*([item for item in lists for item in _flat(item)] for lists in both), strict=True):
                assert np.asarray(one).dtype == np.asarray(other).dtype
                assert np.array_equal(one, other) or np.isnan(one).any()
            assert literals.numbers(value) == count


def _flat(value: object) -> list[object]:
    return [*value] if isinstance(value, list) else [value]


def test_a_call_leaves_defaults_out() -> None:
    x = np.array([1.0])
    calls: list[tuple[Callable[..., None], Case, str]] = [
        (pool, Case((), (x, 2)), "f(np.array([1.]), 2)"),
        (pool, Case((), (x, 2), {"stride": None, "padding": 0}), "f(np.array([1.]), 2)"),
        (pool, Case((), (x, 2), {"stride": (1, 2)}), "f(np.array([1.]), 2, stride=(1, 2))"),
        (add, Case((), (x, None, 1)), "f(np.array([1.]))"),
        (add, Case((), (x, None, 2)), "f(np.array([1.]), c=2)"),
        (add, Case((), (x, 0)), "f(np.array([1.]), 0)"),
        (add, Case((), (x,), {"c": True}), "f(np.array([1.]), c=True)"),
    ]
    for function, called, text in calls:
        with case(text=text):
            assert literals.call(function, "f", called) == text


def test_an_argument_a_line_has_its_name_behind() -> None:
    text = literals.call_in_lines(pool, "pool", Case((), (np.array([1.0]), 2), {"stride": 3}))
    assert text == "pool(\n    np.array([1.]),  # x\n    2,  # size\n    stride=3,\n)"


def test_an_answer_is_short() -> None:
    assert literals.answer(np.array([[1.0, 1 / 3], [1e-9, -2]])) == "[[1, 0.333333], [1e-09, -2]]"
    assert literals.answer([np.array(True), np.array([2 + 1j])]) == "[True, [2+1j]]"
