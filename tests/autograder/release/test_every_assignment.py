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
from autograder.release import fill
from autograder.submission import reader
from tests.support.courses import write_sample_course
from tests.support.jupyter import check_errors

Run = Callable[..., subprocess.CompletedProcess[str]]
SEED = 12345  # the tables below hold for it; what is drawn decides a few quarter points

SUMS = {
    "a03_pooling": {
        "first_draft": 5.25,
        "sorts": 16.25,
        "ties_shared": 18.25,
        "zero_padding": 18.25,
    },
    "a06_rnn": {
        "clips_each_alone": 5.25,
        "clips_in_place": 8.25,
        "forgets_the_past": 9,
        "transposed_w_h": 6,
    },
    "a07_lstm": {
        "forget_bias_added": 11.25,
        "gate_order_ifog": 7.5,
        "gradients_stop": 13.75,
        "no_tanh_at_the_output": 6.75,
    },
    "a08_gru": {
        "a_road_forgotten": 17,
        "half_done": 5.5,
        "the_other_gru": 3.5,
        "update_gate_swapped": 9.75,
    },
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classes")
    write_sample_course(folder)
    return folder


@pytest.mark.sandbox
@pytest.mark.parametrize("name", SUMS)
def test_a_class_gets_the_sums_it_must_get(name: str, course: Path, run: Run) -> None:
    done = run("python", "-m", "autograder", "grade", name, "--course", course, "--seed", SEED, "--json")
    assert done.returncode == 0, done.stderr
    sums = {entry["student"]: entry["score"] for entry in json.loads(done.stdout)["submissions"]}
    honest = {student: score for student, score in sums.items() if score == 20}
    assert len(honest) >= 3
    assert "perfect" in honest
    assert sums == honest | SUMS[name] | {"corrupt_file": 0}


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
