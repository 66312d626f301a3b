"""A notebook that stays unjudged never keeps the score of the one before in silence."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader_plugins import autograde
from autograder.records import Judged
from tests.autograder.conftest import hand_in

ASSIGNMENT = "a02_convolution"
Grade = Callable[..., dict[str, Judged]]
SAID = "These points are those of an earlier grading"


def of_anna(course: Path) -> tuple[float, set[bool], list[str]]:
    """Anna's points in the gradebook, whether they are marked for review, and the comments."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(ASSIGNMENT, "anna").notebooks
        marked = {grade.needs_manual_grade for grade in notebook.grades}
        return round(notebook.score, 2), marked, [comment.auto_comment or "" for comment in notebook.comments]


def test_the_score_before_is_marked_until_a_notebook_is_judged(course: Path, whole: bytes, grade_with: Grade) -> None:
    first = grade_with("stumbles", course)["anna"].verdict
    assert first is not None
    notebook = course / "submitted" / "anna" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    before = notebook.read_bytes()
    assert of_anna(course)[:2] == (first.score, {False})

    hand_in(course, "anna", whole.replace(b"import numpy", b"# STUMBLE\\nimport numpy", 1))
    result = grade_with("stumbles", course)["anna"]
    assert result.verdict is None
    assert f"The gradebook holds {first.score:g} points for the notebook of " in result.message
    points, marked, comments = of_anna(course)
    assert (points, marked) == (first.score, {True})
    assert all(comment.startswith(SAID) and "stumbled" in comment for comment in comments)

    hand_in(course, "anna", before)
    result = grade_with("stumbles", course)["anna"]
    assert result.kept
    points, marked, comments = of_anna(course)
    assert (points, marked) == (first.score, {False})
    assert not any(SAID in comment for comment in comments)


def test_the_same_notebook_keeps_its_score(course: Path, whole: bytes, grade_with: Grade) -> None:
    hand_in(course, "anna", whole.replace(b"import numpy", b"# STUMBLE\\nimport numpy", 1))
    score = grade_with("quick", course)["anna"].verdict
    result = grade_with("stumbles", course, again=True)["anna"]
    assert result.message == "ValueError: stumbled."
    assert score is not None
    assert of_anna(course)[:2] == (score.score, {False})


def test_who_was_never_judged_has_no_score(course: Path, whole: bytes, grade_with: Grade) -> None:
    hand_in(course, "anna", whole.replace(b"import numpy", b"# STUMBLE\\nimport numpy", 1))
    assert grade_with("stumbles", course)["anna"].message == "ValueError: stumbled."


def test_nbgraders_command_marks_the_score_before_as_well(
    course: Path, whole: bytes, grade_with: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise ValueError("stumbled \x1b[31m")

    monkeypatch.setattr(autograde, "judge_or_refuse", stumble)
    about = {"assignment": ASSIGNMENT, "notebook": ASSIGNMENT, "db_url": f"sqlite:///{course / 'gradebook.db'}"}
    notebook = nbformat.reads(whole.decode(), as_version=4)
    with pytest.raises(ValueError, match="stumbled"):
        autograde.Judge().preprocess(notebook, {"nbgrader": {**about, "student": "nobody"}})
    score = grade_with("quick", course)["anna"].verdict
    assert score is not None
    with pytest.raises(ValueError, match="stumbled"):
        autograde.Judge().preprocess(notebook, {"nbgrader": {**about, "student": "anna"}})
    points, marked, comments = of_anna(course)
    assert (points, marked) == (score.score, {True})
    assert all(comment.startswith(SAID) and "stumbled [31m" in comment for comment in comments)
    result = grade_with("quick", course)["anna"]
    assert result.kept
    assert of_anna(course)[:2] == (score.score, {False})
