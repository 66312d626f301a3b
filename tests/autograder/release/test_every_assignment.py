"""Every assignment, whole: its perfect notebook in Jupyter, its untouched release, its sample class."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder import release
from autograder.assignment import assignment_names, load_assignment
from autograder.judging import judge
from autograder.release import earnings, fill, sample_class
from autograder.submission import reader
from tests.support.courses import class_earnings, write_sample_course
from tests.support.jupyter import check_errors

Run = Callable[..., subprocess.CompletedProcess[str]]
SEED = 12345  # what the files say holds for it; what is drawn decides a few quarter points


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classes")
    write_sample_course(folder)
    return folder


@pytest.mark.sandbox
@pytest.mark.parametrize("name", assignment_names())
def test_a_class_earns_what_its_files_say(name: str, course: Path, run: Run) -> None:
    done = run("python", "-m", "autograder", "grade", name, "--course", course, "--seed", SEED, "--json")
    assert done.returncode == 0, done.stderr
    earned = {
        entry["student"]: {exercise["name"]: exercise["score"] for exercise in entry["exercises"]}
        for entry in json.loads(done.stdout)["submissions"]
        if entry["status"] != "not handed in"  # the other assignments' students are in the course, too
    }
    expected = class_earnings(load_assignment(name))
    assert earned.keys() == expected.keys()
    for student, scores in expected.items():
        assert earned[student] == scores, student


@pytest.mark.parametrize("name", assignment_names())
def test_a_class_has_another_right_style_and_somebody_who_is_partly_right(name: str) -> None:
    assignment = load_assignment(name)
    if not sample_class(assignment):
        return  # an assignment begins without a class
    sums = [sum(earned.values()) for earned in class_earnings(assignment).values()]
    assert sums.count(assignment.max_score) >= 2, "besides the perfect student, somebody is right in another style"
    assert any(0 < points < assignment.max_score for points in sums), "nobody is partly right"


@pytest.mark.parametrize(
    ("text", "message"), [("# base: perfect", "says what is earned"), ("# earns: conv9d 1", "no exercise conv9d")]
)
def test_a_student_without_sensible_earnings_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        earnings(load_assignment("a02_convolution"), text)


@pytest.mark.parametrize("name", assignment_names())
def test_the_perfect_notebook_runs_in_jupyter(name: str, tmp_path: Path) -> None:
    notebook = fill(load_assignment(name), "# base: perfect\n")
    assert not any(check_errors(notebook, tmp_path).values())
    assert [o.evalue for cell in notebook.cells for o in cell.get("outputs", ()) if o.output_type == "error"] == []


@pytest.mark.sandbox
@pytest.mark.parametrize("name", assignment_names())
def test_no_cell_of_the_perfect_notebook_leans_on_a_check_cell(name: str) -> None:
    """Check cells do not run when a notebook is graded, and no honest student should find an error in the feedback."""
    assignment = load_assignment(name)
    submission = reader.of_notebook(fill(assignment, "# base: perfect\n"), name)
    runs = judge(assignment, submission, seed=1).runs
    assert [run.error for run in runs if run is not None and run.error] == []


@pytest.mark.parametrize("name", assignment_names())
def test_the_untouched_release_says_what_is_not_written_and_gets_nothing(name: str, tmp_path: Path, run: Run) -> None:
    assignment = load_assignment(name)
    said = check_errors(release.build(assignment), tmp_path)
    assert said.keys() == {exercise.name for exercise in assignment.exercises}
    for name_of_exercise, (error,) in said.items():
        assert "not written yet" in error.evalue, name_of_exercise
    path = tmp_path / "untouched.ipynb"
    nbformat.write(release.build(assignment), path)
    verdict = json.loads(run("python", "-m", "autograder", "check", path, "--json").stdout)
    assert verdict["score"] == 0
    for exercise in verdict["exercises"]:
        assert (exercise["status"], exercise["message"]) == ("missing", f"{exercise['name']} is not written yet.")
