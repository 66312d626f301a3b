"""The sample class of a09_attention: each student gets the points and the hints that they must get."""

from pathlib import Path

import pytest

from autograder.assignment import load_assignment
from tests.support.jupyter import check_errors, notebook_of
from tests.support.sample_students import Names, assert_class_is_judged, expected_scores, with_points_lost

ASSIGNMENT = load_assignment("a09_attention")
STYLES = ["perfect", "loops", "matrix_products"]

SCORES = expected_scores(ASSIGNMENT)
MISCONCEPTIONS: Names = {
    "weighs_then_masks": ["product_not_renormalised", None, None, None, None],  # the rest is right, given that
    "first_draft": [
        "nan_where_nothing_is_kept",
        "tanh_forgotten",
        "scaled",
        "w_times_1_minus_w",
        "mask_ignored",
    ],
    "reads_the_answer": [None, "states_zeroed_instead", None, None, "looks_ahead"],
}
# Right given the student's own masked_softmax, which a visible check with fixed numbers cannot know.
CARRIED = {"weighs_then_masks": {"attention_pool", "dot_attention", "attention_backward"}}


@pytest.mark.sandbox
def test_the_class_gets_the_points_and_the_hints_it_must_get() -> None:
    assert_class_is_judged(ASSIGNMENT, SCORES, MISCONCEPTIONS)


@pytest.mark.parametrize("student", STYLES[1:])
def test_right_answers_pass_every_check_cell(student: str, tmp_path: Path) -> None:
    assert check_errors(notebook_of(ASSIGNMENT, student), tmp_path) == {
        exercise.name: [] for exercise in ASSIGNMENT.exercises
    }


@pytest.mark.parametrize("student", MISCONCEPTIONS)
def test_a_mistake_fails_a_check_cell(student: str, tmp_path: Path) -> None:
    errors = check_errors(notebook_of(ASSIGNMENT, student), tmp_path)
    failed = {name for name, found in errors.items() if found}
    assert failed == with_points_lost(ASSIGNMENT, SCORES[student]) | CARRIED.get(student, set())
