"""What is said of norms that are wrong: small ones count beside large ones, and the result is still one array."""

import pytest

from autograder.assignment import load_assignment
from autograder.judging import ExerciseVerdict, judge
from autograder.submission import Cell, Submission

ASSIGNMENT = load_assignment("a06_rnn")
RIGHT = (ASSIGNMENT.folder / "reference.py").read_text(encoding="utf-8")


def verdict(change: str) -> ExerciseVerdict:
    """The verdict on right answers whose norms ``change`` changes."""
    last = f"right = gradient_norms\ndef gradient_norms(*network):\n    norms = right(*network)\n    {change}"
    cells = tuple(Cell(source, None, is_code=True) for source in (RIGHT, last))
    exercises = judge(ASSIGNMENT, Submission(cells, None), 1).verdict.exercises
    return next(exercise for exercise in exercises if exercise.name == "gradient_norms")


@pytest.mark.sandbox
def test_a_small_norm_that_is_wrong_loses_its_points_and_is_shown() -> None:
    found = verdict("return np.where(norms < norms.max() / 1000, 0, norms)")
    assert 0 < found.score < found.max_score
    assert "wrong before it" in found.message, found.message


@pytest.mark.sandbox
def test_a_column_of_norms_is_told_by_its_shape() -> None:
    found = verdict("return norms[:, None]")
    assert found.score == 0
    assert "an axis too many" in found.message, found.message


@pytest.mark.sandbox
def test_a_norm_too_many_is_named() -> None:
    found = verdict("return np.append(norms[0], norms)")
    assert found.score == 0
    assert "list" not in found.message, found.message
