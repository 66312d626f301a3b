"""The sample class of a01: each student gets the points and the hints that they must get."""

from typing import Any

import pytest

from autograder.assignment import Exercise, exercise_named, load_assignment
from autograder.judging.diagnosis import diagnose
from autograder.judging.diagnosis.symptoms import see, symptom
from autograder.release import build
from tests.support.grids import case
from tests.support.jupyter import notebook_of
from tests.support.marking import in_one_process, marking
from tests.support.sample_students import expected_scores, judged_class, with_points_lost

ASSIGNMENT = load_assignment("a01_backprop")

SCORES = expected_scores(ASSIGNMENT)
MISCONCEPTIONS = {
    "half_done": [None, "along_the_second_axis", None, None, None, None],
    "leaky_relu": ["relu_leaky", None, None, "parameters_averaged", None, None],  # the last is right, given this relu
    "mask_forgotten": [None, None, None, None, "divided_by_the_rate", "mask_forgotten"],
    "plain_exponentials": [None, "not_shifted", "not_shifted", None, None, None],
    "sums_over_the_batch": [None, None, "gradient_not_averaged", None, None, None],
}
# Right given the student's own earlier functions, which a visible check with fixed numbers cannot know.
CARRIED = {
    "leaky_relu": {"mlp_gradients"},
    "plain_exponentials": {"mlp_gradients"},
    "sums_over_the_batch": {"mlp_gradients"},
    "works_in_place": {"cross_entropy", "mlp_gradients"},
}


def failed_checks(student: str) -> set[str]:
    """The exercises whose check cells raise, with the student's cells run one after the other in this process."""
    namespace: dict[str, Any] = {}
    failed = set()
    for cell in notebook_of(ASSIGNMENT, student).cells:
        if cell.cell_type == "code":
            try:
                exec(cell.source.replace("%pip", "#"), namespace)  # noqa: S102 -- our own
            except Exception:
                if cell.metadata.get("nbgrader", {}).get("grade"):
                    failed.add(exercise_named(cell.metadata.nbgrader.grade_id))
    return failed


@pytest.mark.sandbox
def test_the_class_gets_the_points_and_the_hints_it_must_get() -> None:
    for seed in (1, 2):
        with case(seed=seed):
            scores, found = judged_class(ASSIGNMENT, seed)
            assert scores == SCORES
            assert found == MISCONCEPTIONS


@pytest.mark.parametrize("student", SCORES)
def test_a_check_cell_fails_where_points_are_lost_and_where_an_error_is_carried(student: str) -> None:
    assert failed_checks(student) == with_points_lost(ASSIGNMENT, SCORES[student]) | CARRIED.get(student, set())


@pytest.mark.parametrize("exercise", in_one_process(ASSIGNMENT.exercises))
def test_each_misconception_is_named_whatever_the_seed(exercise: Exercise) -> None:
    for seed in range(2, 4):  # the tests of all hidden cases look at 0 and 1
        marks = marking(exercise, seed)
        for item in exercise.misconceptions:
            with case(seed=seed, mistake=item.name):
                assert diagnose(marks, marks.wrong(item)).misconception is item


@pytest.mark.parametrize("exercise", in_one_process(one for one in ASSIGNMENT.exercises if one.outputs == ("out",)))
def test_what_is_said_of_arrays_of_any_shape_is_true(exercise: Exercise) -> None:
    marks, fresh = marking(exercise, 0), marking(exercise, 1)
    for item in exercise.misconceptions:
        with case(mistake=item.name):
            found = symptom(marks, marks.wrong(item))
            assert found is None or found.still(see(fresh, fresh.wrong(item))), found.says


def test_three_functions_share_a_pair_of_cells() -> None:
    cells = [cell for cell in build(ASSIGNMENT).cells if cell.metadata.get("nbgrader")]
    answer, check = cells[:2]
    assert (answer.metadata.nbgrader.grade_id, check.metadata.nbgrader.grade_id) == ("activations", "check_activations")
    assert [line.split("(")[0] for line in answer.source.splitlines() if line.startswith("def ")] == [
        "def relu",
        "def sigmoid",
        "def tanh",
    ]
    for name in ("relu", "sigmoid", "tanh"):
        assert f'NotImplementedError("{name} is not written yet")' in answer.source
        assert f"{name}(" in check.source
