"""Calls are drawn again until they tell each mistake: by values, by shapes, and by what is not a number."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.assignment import Case
from autograder.authoring import Function, call, telling, telling_in_other_types


def drawing(*values: Any) -> tuple[Callable[[], list[Case]], list[Any]]:
    """A draw that gives one value after the other, each as the only argument of one call, and what is left of them."""
    left = [np.array(value, dtype=float) for value in values]
    return lambda: [call(left.pop(0))], left


def test_calls_are_drawn_until_each_mistake_shows() -> None:
    draw, left = drawing([0.5], [1.5], [-2.5], [-3.5])
    mistakes: dict[str, Function] = {"absolute": np.abs, "at_least_minus_2": lambda x: np.maximum(x, -2)}
    (found,) = telling(lambda x: x, mistakes, draw)
    assert found.args[0] == [-2.5]
    assert left == [[-3.5]]


def test_a_mistake_that_may_stay_unseen_is_not_waited_for() -> None:
    draw, _ = drawing([0.5], [1.5])
    (found,) = telling(lambda x: x, {"absolute": np.abs}, draw, "absolute")
    assert found.args[0] == [0.5]


def test_what_is_right_is_never_all_zeros() -> None:
    draw, _ = drawing([0.0], [-1.0])
    (found,) = telling(lambda x: x, {}, draw)
    assert found.args[0] == [-1.0]


def test_a_difference_that_is_close_to_the_tolerance_does_not_count() -> None:
    draw, _ = drawing([1.0], [100.0])
    (found,) = telling(lambda x: x, {"a_little_more": lambda x: x + 0.001 * x * (1 + (x > 9) * 50)}, draw)
    assert found.args[0] == [100.0]


def test_another_shape_and_nan_differ() -> None:
    for wrong in (lambda x: x[:0], lambda x: x / (x - x), lambda x: np.exp(1e4 * x)):
        draw, left = drawing([2.0], [3.0])
        telling(lambda x: x, {"wrong": wrong}, draw)
        assert len(left) == 1


def test_a_call_may_be_told_by_any_of_its_other_types() -> None:
    draw, left = drawing([0.3, -0.4], [-0.2, 0.6])
    one = telling_in_other_types(
        lambda x: x, {"absolute": np.abs, "at_most_5000": lambda x: np.minimum(x, 5000)}, lambda: draw()[0]
    )
    np.testing.assert_array_equal(one.args[0], [-0.2, 0.6])  # of which 10 000 times as much is above 5 000
    assert left == []
