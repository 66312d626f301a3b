"""The sample class of a10_structured: each student gets the points and the hints that they must get."""

from pathlib import Path

import pytest

from autograder.assignment import load_assignment
from tests.support.jupyter import check_errors, notebook_of
from tests.support.sample_students import assert_class_is_judged, expected_scores, with_points_lost

ASSIGNMENT = load_assignment("a10_structured")
STYLES = ["perfect", "loops", "one_matrix_per_gate", "joined_single_precision"]

SCORES = expected_scores(ASSIGNMENT)
MISCONCEPTIONS = {
    "calls_itself": [None, None, None, "diagonal_for_up"],
    "half_done": ["mean_of_no_children", None, None, None],
    "one_gate_for_all": ["one_forget_gate", None, "one_forget_gate_of_left", None],  # the others are right, given these
    "trusts_the_order": [None, "trusts_the_order", "forget_gates_exchanged", "row_goes_on_in_the_next"],
}
# Right given the student's own step, which a visible check with fixed numbers cannot know.
CARRIED = {"one_gate_for_all": {"lstm2d_forward"}}


@pytest.mark.sandbox
def test_the_class_gets_the_points_and_the_hints_it_must_get() -> None:
    assert_class_is_judged(ASSIGNMENT, SCORES, MISCONCEPTIONS)


@pytest.mark.parametrize("student", STYLES)
def test_right_answers_pass_every_check_cell(student: str, tmp_path: Path) -> None:
    assert check_errors(notebook_of(ASSIGNMENT, student), tmp_path) == {
        exercise.name: [] for exercise in ASSIGNMENT.exercises
    }


@pytest.mark.parametrize("student", MISCONCEPTIONS)
def test_a_mistake_fails_a_check_cell(student: str, tmp_path: Path) -> None:
    errors = check_errors(notebook_of(ASSIGNMENT, student), tmp_path)
    failed = {name for name, found in errors.items() if found}
    assert failed == with_points_lost(ASSIGNMENT, SCORES[student]) | CARRIED.get(student, set())
