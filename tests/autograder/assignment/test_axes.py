"""The arguments of a case by name, and the whole numbers that it is made of."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Module, arguments, letters, load_assignment, sizes

AXES: dict[str | tuple[str, int], tuple[str, ...]] = {
    **{"x": ("N", "", "T"), ("x", 2): ("A", "B"), "w": ("D", "4U"), "size": ("KH", "KW"), "state": ("N", "U")},
    **{"b": ("D - 1",), "segments": ("S",)},
}


def answer(
    x: np.ndarray,
    w: Any = None,
    *,
    size: Any = 1,
    state: Sequence[np.ndarray] = (),
    b: Any = None,
    segments: int = 7,
    flag: bool = True,
) -> np.ndarray:
    return x


EXERCISE = Exercise("answer", answer, (Aspect("values", 1, "values"),), lambda rng: [], axes=AXES)


def case(*args: Any, **kwargs: Any) -> Case:
    return Case(("values",), args, kwargs)


def test_arguments_have_names_and_defaults() -> None:
    given = arguments(EXERCISE, case(np.zeros((1, 2, 3)), segments=2))
    assert list(given) == ["x", "w", "size", "state", "b", "segments", "flag"]
    assert (given["segments"], given["size"]) == (2, 1)


def test_letters_depend_on_the_number_of_axes() -> None:
    assert letters(EXERCISE, "x", 3) == ("N", "", "T")
    assert letters(EXERCISE, "x", 2) == ("A", "B")
    assert letters(EXERCISE, "x", 1) == ("",)
    assert letters(EXERCISE, "unknown", 2) == ("", "")


def test_sizes_are_lengths_of_axes_and_numbers_that_are_given() -> None:
    assert sizes(EXERCISE, case(np.zeros((2, 9, 5)))) == {"N": 2, "T": 5, "KH": 1, "KW": 1, "S": 7}
    assert sizes(EXERCISE, case(np.zeros((2, 3)), size=(4, 5))) == {"A": 2, "B": 3, "KH": 4, "KW": 5, "S": 7}
    cut = sizes(EXERCISE, case(np.zeros(2), np.zeros((3, 8)), b=np.zeros(2), state=(np.zeros((6, 2)),) * 2))
    assert cut == {"D": 3, "U": 2, "KH": 1, "KW": 1, "N": 6, "S": 7}


def test_the_parameters_of_a_class_are_arguments() -> None:
    exercise = next(one for one in load_assignment("a07_lstm").exercises if one.name == "LSTM")
    parameters = {"w_x": np.zeros((3, 8)), "w_h": np.zeros((2, 8)), "b": np.zeros(8)}
    state = (np.zeros((5, 2)), np.zeros((5, 2)))
    one = Case((), (np.zeros((5, 4, 3)), state), module=Module((3, 2), parameters, ()))
    assert set(arguments(exercise, one)) == {"x", "state", "w_x", "w_h", "b"}
    assert sizes(exercise, one) == {"N": 5, "T": 4, "D": 3, "U": 2}
