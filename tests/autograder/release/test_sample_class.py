"""The bundled class gets the table it must get, through our command and through nbgrader's, with the same hints."""

import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.assignment import load_assignment
from tests.support.courses import class_earnings, write_sample_course

ASSIGNMENT = "a02_convolution"
Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.sandbox

EXERCISES = [exercise.name for exercise in load_assignment(ASSIGNMENT).exercises]
NOTHING = [0.0] * len(EXERCISES)
# What each student of the class gets for the exercises in their order: their files say so.
SCORES = {
    student: [earned[name] for name in EXERCISES]
    for student, earned in class_earnings(load_assignment(ASSIGNMENT)).items()
}
MISCONCEPTIONS = {
    ("flipped_kernel", "cross_correlate1d"): "flipped_kernel",
    ("flipped_kernel", "conv2d"): "flipped_kernel",
    ("flipped_kernel", "conv2d_im2col"): "flipped_kernel",
    ("off_by_one_padding", "conv2d"): "padding_off_by_one",
    ("off_by_one_padding", "im2col"): "padding_off_by_one",
    ("stride_ignored", "conv2d"): "stride_ignored",
    ("stride_ignored", "im2col"): "stride_ignored",
    ("stride_ignored", "conv2d_im2col"): "stride_ignored",
    ("half_done", "conv2d"): "bias_ignored",  # with stride and padding, but the bias alone explains some results
}
# Statuses that are neither "passed" where all points were given nor "failed" or "partial" where some were lost.
STATUSES = {
    ("loops_for_ever", "conv2d"): "timeout",
    ("uses_torch", "conv2d"): "refused",
    ("half_done", "im2col"): "missing",
}


def test_the_class_gets_the_table_it_must_get(our_course: tuple[Path, dict[str, Any]]) -> None:
    submissions = our_course[1]["submissions"]
    assert {entry["student"]: [exercise["score"] for exercise in entry["exercises"]] for entry in submissions} == SCORES
    assert {entry["status"] for entry in submissions} == {"judged"}
    assert len(submissions) >= 13


def test_statuses_say_what_became_of_an_exercise(our_course: tuple[Path, dict[str, Any]]) -> None:
    found = {
        (entry["student"], exercise["name"]): exercise
        for entry in our_course[1]["submissions"]
        for exercise in entry["exercises"]
    }
    for key, status in STATUSES.items():
        assert found[key]["status"] == status
    for exercise in found.values():
        assert (exercise["status"] == "passed") == (exercise["score"] == exercise["max_score"])


def test_misconceptions_are_named_where_they_are_and_nowhere_else(our_course: tuple[Path, dict[str, Any]]) -> None:
    found = {
        (entry["student"], exercise["name"]): exercise["misconception"]
        for entry in our_course[1]["submissions"]
        for exercise in entry["exercises"]
        if exercise["misconception"]
    }
    assert found == MISCONCEPTIONS


def test_nbgraders_own_commands_give_the_same_scores(nbgrader_course: Path) -> None:
    assert _gradebook_scores(nbgrader_course) == SCORES


def test_our_command_writes_the_same_gradebook(our_course: tuple[Path, dict[str, Any]], nbgrader_course: Path) -> None:
    assert _gradebook_scores(our_course[0]) == SCORES
    assert _comments(our_course[0]).keys() == _comments(nbgrader_course).keys()


def test_export_lists_everybodys_sum(nbgrader_course: Path) -> None:
    with (nbgrader_course / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == {student: sum(scores) for student, scores in SCORES.items()}


def test_hints_reach_the_comments_and_the_feedback(nbgrader_course: Path) -> None:
    hints = {
        exercise.name: {misconception.name: misconception.hint for misconception in exercise.misconceptions}
        for exercise in load_assignment(ASSIGNMENT).exercises
    }
    comments = _comments(nbgrader_course)
    for (student, exercise), name in MISCONCEPTIONS.items():
        hint = hints[exercise][name]
        assert comments[student, exercise] == hint
        feedback = nbgrader_course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        words = hint.split()[:4]
        assert " ".join(words)[:20] in feedback.read_text(encoding="utf-8")


def test_the_corrupt_file_gets_its_reason_everywhere(
    our_course: tuple[Path, dict[str, Any]], nbgrader_course: Path
) -> None:
    entry = next(entry for entry in our_course[1]["submissions"] if entry["student"] == "corrupt_file")
    assert "not a readable notebook" in entry["message"]
    assert "not a readable notebook" in _comments(nbgrader_course)["corrupt_file", "conv2d"]


@pytest.mark.parametrize("student", ["perfect", "warns_on_stderr", "loops_for_ever", "fakes_its_score"])
def test_graded_notebooks_are_valid_and_carry_the_masters_checks(
    our_course: tuple[Path, dict[str, Any]], student: str
) -> None:
    notebook = nbformat.read(our_course[0] / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    nbformat.validate(notebook)
    checks = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert [cell.metadata.nbgrader.grade_id for cell in checks] == [f"check_{name}" for name in EXERCISES]
    points = [float(cell.outputs[-1].data["text/plain"]) for cell in checks]
    assert points == SCORES[student]


def test_what_students_print_is_in_the_graded_notebook(our_course: tuple[Path, dict[str, Any]]) -> None:
    path = our_course[0] / "autograded" / "raises_in_early_cell" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", ())]
    assert any(output.output_type == "error" for output in outputs)


def test_evidence_is_kept_for_every_attempt_and_is_private(our_course: tuple[Path, dict[str, Any]]) -> None:
    files = list((our_course[0] / "evidence" / ASSIGNMENT).glob("*/*.json"))
    assert {file.parent.name for file in files} == set(SCORES)
    for file in files:
        kept = json.loads(file.read_text())
        assert kept["verdict"]["score"] == sum(SCORES[kept["student"]])
        assert len(kept["sha256"]) == 64
        assert isinstance(kept["seed"], int)
        assert kept["versions"]["numpy"]
        assert file.stat().st_mode & 0o077 == 0


def test_one_secret_seed_serves_the_whole_batch(our_course: tuple[Path, dict[str, Any]]) -> None:
    files = (our_course[0] / "evidence" / ASSIGNMENT).glob("*/*.json")
    assert len({json.loads(file.read_text())["seed"] for file in files}) == 1


def test_the_class_report_needs_nothing_else(our_course: tuple[Path, dict[str, Any]]) -> None:
    page = (our_course[0] / "reports" / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    for forbidden in ("<link", "src=", "@import", "url(http"):
        assert forbidden not in page
    assert "default-src 'none'; style-src 'sha256-" in page
    for student in SCORES:
        assert student in page
    for name in MISCONCEPTIONS.values():
        assert name.replace("_", " ") in page
    assert "not a readable notebook" in page


def test_without_our_preprocessor_nbgrader_gives_no_points(tmp_path: Path, generated: Path, run: Run) -> None:
    """nbgrader only logs a broken configuration; its own execution must then not hand out marks."""
    write_sample_course(tmp_path)
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    (tmp_path / "nbgrader_config.py").unlink()
    run("nbgrader", "autograde", ASSIGNMENT, "--student", "perfect", cwd=tmp_path)
    assert _gradebook_scores(tmp_path) == {"perfect": NOTHING}


def _gradebook_scores(course: Path) -> dict[str, list[float]]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: [
                gradebook.find_grade(f"check_{name}", ASSIGNMENT, ASSIGNMENT, submission.student.id).score
                for name in EXERCISES
            ]
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


def _comments(course: Path) -> dict[tuple[str, str], str]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, name): gradebook.find_comment(
                name, ASSIGNMENT, ASSIGNMENT, submission.student.id
            ).auto_comment
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for name in EXERCISES
        }
