"""The sample class of a06_rnn: each student gets the points and the hints that they must get."""

from pathlib import Path

import pytest

from autograder.assignment import load_assignment
from tests.support.jupyter import check_errors, notebook_of
from tests.support.sample_students import assert_class_is_judged, expected_scores, with_points_lost

ASSIGNMENT = load_assignment("a06_rnn")

SCORES = expected_scores(ASSIGNMENT)
MISCONCEPTIONS = {
    "clips_each_alone": [None, "h0_ignored", None, None, "each_for_itself", "first_included"],
    "clips_in_place": [None, None, "slope_at_pre_activation", "last_step_first", None, None],
    "forgets_the_past": [None, "always_from_h0", "no_carry_through_time", "single_factors", None, "not_fed_back"],
    "transposed_w_h": ["w_h_transposed", None, None, None, None, None],  # the others are right, given this step
}
# Right given the student's own step, which a visible check with fixed numbers cannot know.
CARRIED = {"transposed_w_h": {"rnn_forward"}}


@pytest.mark.sandbox
def test_the_class_gets_the_points_and_the_hints_it_must_get() -> None:
    assert_class_is_judged(ASSIGNMENT, SCORES, MISCONCEPTIONS)


@pytest.mark.parametrize("student", ["perfect", "loops", "lists_and_stacks"])
def test_right_answers_pass_every_check_cell(student: str, tmp_path: Path) -> None:
    assert check_errors(notebook_of(ASSIGNMENT, student), tmp_path) == {
        exercise.name: [] for exercise in ASSIGNMENT.exercises
    }


@pytest.mark.parametrize("student", MISCONCEPTIONS)
def test_a_mistake_fails_a_check_cell(student: str, tmp_path: Path) -> None:
    errors = check_errors(notebook_of(ASSIGNMENT, student), tmp_path)
    failed = {name for name, found in errors.items() if found}
    assert failed == with_points_lost(ASSIGNMENT, SCORES[student]) | CARRIED.get(student, set())
