"""The tolerance rule: 3e-4 of the largest expected magnitude, and 1e-6."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.assignment import Within
from autograder.judging.outcome import Outcome
from autograder.judging.tolerance import Entrywise, agrees

KINDS = st.sampled_from([np.float64, np.float32, np.int64, np.int8, np.uint8, np.bool_, np.complex128, np.longdouble])
SHAPES = st.sampled_from([(), (1,), (2,), (2, 2), (0, 2)])
ARRAYS = arrays.arrays(KINDS, SHAPES)


def test_single_precision_inside_agrees() -> None:
    expected = np.linspace(-3, 1000, 50)
    assert agrees(expected.astype(np.float32), expected)


@pytest.mark.parametrize(("error", "right"), [(2.9e-4, True), (3.2e-4, False)])
def test_an_error_is_measured_against_the_largest_expected_magnitude(error: float, right: bool) -> None:
    expected = np.array([0.0, -1.0, 10.0])
    assert agrees(expected + np.array([error * 10, 0, 0]), expected) is right


@pytest.mark.parametrize(("error", "right"), [(0.9e-6, True), (1.2e-6, False)])
def test_zeros_have_an_absolute_tolerance(error: float, right: bool) -> None:
    assert agrees(np.full(3, error), np.zeros(3)) is right


def test_numbers_that_come_of_chance_are_missed_by_no_more_than_they_say() -> None:
    expected = Within.of([0.5, 3.0], [0.1, 0.0])
    assert agrees(np.array([0.59, 3.0]), expected)
    assert not agrees(np.array([0.61, 3.0]), expected)
    assert not agrees(np.array([0.5, 3.1]), expected)
    assert not agrees(np.array([np.nan, 3.0]), expected)
    assert not agrees(np.array([0.5]), expected)
    right = Outcome(value=(expected,))
    assert right.is_met_by(Outcome(value=(np.array([0.41, 3.0]),)), 0)
    assert not right.is_met_by(Outcome(value=(np.array([0.39, 3.0]),)), 0)


def test_a_shape_that_merely_broadcasts_is_wrong() -> None:
    assert not agrees(np.ones((1, 3)), np.ones(3))
    assert not agrees(np.ones(()), np.ones(1))


@pytest.mark.parametrize("dtype", [np.int32, np.float16, np.float64, np.bool_, np.complex128])
def test_values_decide_not_dtypes(dtype: type) -> None:
    assert agrees(np.array([0, 1, 1], dtype=dtype), np.array([0.0, 1.0, 1.0]))


def test_nan_and_infinity_agree_with_themselves_alone() -> None:
    assert not agrees(np.array([np.nan, 1.0]), np.array([0.0, 1.0]))
    assert not agrees(np.array([np.inf]), np.array([1e9]))
    assert not agrees(np.array([1e9]), np.array([np.inf]))
    assert agrees(np.array([np.inf, -np.inf, np.nan]), np.array([np.inf, -np.inf, np.nan]))


def test_an_imaginary_part_is_an_error() -> None:
    assert not agrees(np.array([1 + 1j]), np.array([1.0]))


def test_empty_outputs_agree_by_shape() -> None:
    assert agrees(np.zeros((2, 0)), np.zeros((2, 0)))
    assert not agrees(np.zeros((0, 2)), np.zeros((2, 0)))


@given(expected=ARRAYS, actual=ARRAYS, error=st.sampled_from([0, 1e-7, 2.9e-4, 3.1e-4]))
def test_a_remembered_target_is_met_by_what_agrees(expected: np.ndarray, actual: np.ndarray, error: float) -> None:
    with np.errstate(all="ignore"):
        near = expected + error * np.abs(expected).max(initial=0)
    for answer in (actual, near, expected.tolist()):
        value = np.asarray(answer)
        with np.errstate(all="ignore"):
            assert Outcome((expected,)).is_met_by(Outcome((value,)), 0) == agrees(value, expected)


@pytest.mark.parametrize(("error", "right"), [(2.9e-4, True), (3.2e-4, False)])
def test_a_small_entry_counts_where_each_is_compared_on_its_own_scale(error: float, right: bool) -> None:
    expected = np.array([0.1, -1.0, 1000.0])
    wrong = expected + np.array([error * 0.1, 0, 0])
    assert agrees(wrong, expected)
    assert agrees(wrong, expected.view(Entrywise)) is right
    assert agrees(wrong.astype(np.float32), expected.view(Entrywise)) is right
    assert not agrees(wrong[:, None], expected.view(Entrywise)), "another shape"


def test_infinity_and_nan_are_met_exactly_on_any_scale() -> None:
    expected = np.array([np.inf, np.nan, 1.0]).view(Entrywise)
    assert agrees(np.array([np.inf, np.nan, 1.0]), expected)
    assert not agrees(np.array([1e300, np.nan, 1.0]), expected)
    assert not agrees(np.array([np.inf, 0.0, 1.0]), expected)
