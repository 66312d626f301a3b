"""The sample class of a03_pooling: each student gets the points and the hints that they must get."""

from pathlib import Path

import pytest

from autograder.assignment import load_assignment
from tests.support.jupyter import check_errors, notebook_of
from tests.support.sample_students import assert_class_is_judged, expected_scores, with_points_lost

ASSIGNMENT = load_assignment("a03_pooling")
STYLES = ["perfect", "loops", "stride_tricks", "lists_and_singles"]

SCORES = expected_scores(ASSIGNMENT)
MISCONCEPTIONS = {
    "first_draft": [
        "stride_ignored",
        "divided_by_one_side",
        "ties_all",
        None,
        "places_of_the_first_row",
        "segments_equal_length",
        None,
    ],
    "sorts": [None, None, None, None, "sorted_descending", "longer_segments_first", "rounded_in_floats"],
    "ties_shared": [None, None, "ties_shared", "overlaps_overwritten", None, None, None],
    "zero_padding": ["zero_padding", "divided_by_the_stride", None, None, None, None, None],
}
# Right, but its visible check nudges the student's own avg_pool2d, which is not.
MISLED = {"zero_padding": {"avg_pool2d_backward"}}


@pytest.mark.sandbox
def test_the_class_gets_the_points_and_the_hints_it_must_get() -> None:
    assert_class_is_judged(ASSIGNMENT, SCORES, MISCONCEPTIONS, seeds=(1, 2, 3))


@pytest.mark.parametrize("student", STYLES)
def test_right_answers_pass_every_check_cell(student: str, tmp_path: Path) -> None:
    assert check_errors(notebook_of(ASSIGNMENT, student), tmp_path) == {
        exercise.name: [] for exercise in ASSIGNMENT.exercises
    }


@pytest.mark.parametrize("student", MISCONCEPTIONS)
def test_a_mistake_fails_a_check_cell(student: str, tmp_path: Path) -> None:
    errors = check_errors(notebook_of(ASSIGNMENT, student), tmp_path)
    failed = {name for name, found in errors.items() if found}
    assert failed == with_points_lost(ASSIGNMENT, SCORES[student]) | MISLED.get(student, set())
