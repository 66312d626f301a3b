"""Every assignment, whole: its perfect notebook in Jupyter, its untouched release, its sample class."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbclient
import nbformat
import pytest
from nbformat import NotebookNode

from autograder import cases, release
from autograder.sample import fill, write_course

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
    list(write_course(folder))
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


def failed_checks(notebook: NotebookNode, folder: Path) -> dict[str, str]:
    """The check cells that end in an error when Jupyter runs the notebook, with what the error says."""
    nbclient.NotebookClient(
        notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    ).execute()
    return {
        cell.metadata.nbgrader.grade_id: output.evalue
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
        for output in cell.outputs
        if output.output_type == "error"
    }


@pytest.mark.parametrize("name", cases.names())
def test_the_perfect_notebook_runs_in_jupyter(name: str, tmp_path: Path) -> None:
    notebook = fill(cases.load(name), "# base: perfect\n")
    assert failed_checks(notebook, tmp_path) == {}
    assert [o.evalue for cell in notebook.cells for o in cell.get("outputs", ()) if o.output_type == "error"] == []


@pytest.mark.parametrize("name", cases.names())
def test_the_untouched_release_says_what_is_not_written_and_gets_nothing(name: str, tmp_path: Path, run: Run) -> None:
    assignment = cases.load(name)
    said = failed_checks(release.build(assignment), tmp_path)
    assert said.keys() == {f"check_{exercise.name}" for exercise in assignment.exercises}
    assert all("not written yet" in words for words in said.values())
    path = tmp_path / "untouched.ipynb"
    nbformat.write(release.build(assignment), path)
    verdict = json.loads(run("python", "-m", "autograder", "check", path, "--json").stdout)
    assert verdict["score"] == 0
    assert {exercise["status"] for exercise in verdict["exercises"]} == {"missing"}
