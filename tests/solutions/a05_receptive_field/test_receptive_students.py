"""The sample class of a05_receptive_field: each student gets the points and the hints that they must get."""

from pathlib import Path

import pytest

from autograder.assignment import load_assignment
from tests.support.jupyter import check_errors, notebook_of
from tests.support.sample_students import assert_class_is_judged, expected_scores, with_points_lost

ASSIGNMENT = load_assignment("a05_receptive_field")
STYLES = ["perfect", "loops", "strided_views", "zeros_between"]

SCORES = expected_scores(ASSIGNMENT)
MISCONCEPTIONS = {
    # the third is right, given the first
    "counts_the_holes": ["one_hole_too_many", "k_times_d", None, "one_zero_too_many", None, None],
    "half_done": [
        None,
        "stride_of_the_layer_below",
        "relu_after_blocks_only",
        "overlaps_overwritten",
        None,
        None,
    ],
    "pads_differently": [
        None,
        "own_stride_too_early",
        "padded_for_dense_kernel",
        "padding_added_not_cut",
        None,
        "span_as_length",
    ],
    "slides_unflipped": [None, None, None, "kernel_not_flipped", "first_samples_filters", "wrapped"],
}
# Right given the student's own dilated_conv1d, which a visible check with fixed numbers cannot know.
CARRIED = {"counts_the_holes": {"iterated_dilated_conv1d"}}


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
