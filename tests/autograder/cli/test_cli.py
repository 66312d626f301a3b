"""The command line that others script against: JSON, exit statuses, one sentence for every mistake."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder import release
from autograder.assignment import load_assignment
from autograder.release import fill

ASSIGNMENT = "a02_convolution"
Run = Callable[..., subprocess.CompletedProcess[str]]

GRADE = ("-m", "autograder", "grade", ASSIGNMENT)
CHECK = ("-m", "autograder", "check")


@pytest.fixture
def perfect(tmp_path: Path) -> Path:
    path = tmp_path / "solved.ipynb"
    nbformat.write(fill(load_assignment(ASSIGNMENT), "# base: perfect\n"), path)
    return path


@pytest.mark.sandbox
def test_check_prints_the_documented_json(perfect: Path, run: Run) -> None:
    done = run("python", *CHECK, perfect, "--json")
    assert done.returncode == 0
    verdict = json.loads(done.stdout)
    assert verdict.keys() == {"assignment", "score", "max_score", "exercises"}
    assert (verdict["assignment"], verdict["score"], verdict["max_score"]) == (ASSIGNMENT, 20.0, 20.0)
    assert verdict["exercises"][3] == {
        "name": "conv2d",
        "score": 3.0,
        "max_score": 3.0,
        "status": "passed",
        "message": "All checks passed.",
        "misconception": None,
        "symptom": None,
    }


@pytest.mark.sandbox
def test_check_prints_a_call_that_can_be_pasted(tmp_path: Path, run: Run) -> None:
    answer = "def conv2d(x, w, b=None, *, stride=1, padding=0):\n    return np.zeros((1, 1, 1, 1))\n"
    path = tmp_path / "wrong.ipynb"
    nbformat.write(fill(load_assignment(ASSIGNMENT), f"# base: perfect\n# answer: conv2d\n{answer}"), path)
    done = run("python", *CHECK, path, "--seed", "1")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    start = lines.index("conv2d, a call to try in your notebook:")
    assert [line.strip() for line in lines[start + 1 : start + 4]] == [
        "conv2d(np.array([[[[1.], [2.]]]]), np.array([[[[2.]]]]))",
        "# yours: [[[[0]]]]",
        "# right: [[[[2], [4]]]]",
    ]


@pytest.mark.sandbox
def test_check_reads_the_assignment_from_the_cells_where_the_metadata_is_gone(perfect: Path, run: Run) -> None:
    notebook = nbformat.read(perfect, as_version=4)
    del notebook.metadata["kernels_and_gates"]
    nbformat.write(notebook, perfect)
    done = run("python", *CHECK, perfect)
    assert done.returncode == 0
    assert "20 of 20 points" in done.stdout


@pytest.mark.sandbox
def test_the_untouched_release_gets_nothing_and_kind_words(tmp_path: Path, run: Run) -> None:
    shutil.copy(release.notebook_path(load_assignment(ASSIGNMENT)), tmp_path)
    done = run("python", *CHECK, tmp_path / f"{ASSIGNMENT}.ipynb", "--json")
    verdict = json.loads(done.stdout)
    assert verdict["score"] == 0
    assert {exercise["status"] for exercise in verdict["exercises"]} == {"missing"}
    assert verdict["exercises"][0]["message"] == "convolve1d is not written yet."


USAGE = {
    "unknown assignment": (("-m", "autograder", "grade", "a99_none"), "there is no assignment 'a99_none'"),
    "missing notebook": ((*CHECK, "absent.ipynb"), "'absent.ipynb' does not exist"),
    "missing folder": ((*GRADE, "--submitted", "absent"), "There is no folder"),
    "nobody in that folder": ((*GRADE, "--course", "{course}", "--submitted", "{course}/submitted/anna"), "Nobody in"),
    "the course for the class": ((*GRADE, "--course", "{course}", "--submitted", "{course}"), "Nobody in"),
    "a seed below nothing": ((*CHECK, f"notebooks/{ASSIGNMENT}.ipynb", "--seed", "-3"), "-3 is not in the range"),
    "a class's seed below nothing": ((*GRADE, "--course", "{course}", "--seed", "-5"), "-5 is not in the range"),
    "nobody to compare": (
        ("-m", "autograder", "similarity", ASSIGNMENT, "--submitted", "{course}/source"),
        "Nobody in",
    ),
    "no address": ((*GRADE, "--course", "{course}", "--scheduler", "nonsense"), "needs an address"),
    "no port": ((*GRADE, "--course", "{course}", "--scheduler", "tcp://h:x"), "needs an address"),
    "no command": (("-m", "autograder", "mark"), "No such command 'mark'"),
    "notebook of nothing": ((*CHECK, "README.md"), "README.md"),
}


@pytest.mark.parametrize(("arguments", "sentence"), USAGE.values(), ids=USAGE.keys())
def test_a_usage_error_is_one_sentence_and_status_2(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path, run: Run
) -> None:
    handed_in = tmp_path / "submitted" / "anna" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    handed_in.parent.mkdir(parents=True)
    shutil.copy(release.notebook_path(load_assignment(ASSIGNMENT)), handed_in)
    (tmp_path / "source" / ASSIGNMENT).mkdir(parents=True)
    done = run("python", *(argument.replace("{course}", str(tmp_path)) for argument in arguments))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.sandbox
def test_without_a_sandbox_nothing_is_graded_and_it_says_why(perfect: Path, run: Run) -> None:
    done = run("python", *CHECK, perfect, PATH="/nowhere")
    assert done.returncode == 1
    assert "bubblewrap is not installed" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.sandbox
def test_a_batch_names_what_stayed_unjudged(perfect: Path, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "submitted" / "anna" / ASSIGNMENT
    folder.mkdir(parents=True)
    shutil.copy(perfect, folder / f"{ASSIGNMENT}.ipynb")
    done = run("python", *GRADE, "--course", tmp_path, "--json", PATH="/nowhere:/usr/sbin")
    assert done.returncode == 1
    assert "anna stayed unjudged" in done.stderr
    assert "`python -m autograder doctor` says more." in done.stderr
    entry = json.loads(done.stdout)["submissions"][0]
    assert (entry["status"], entry["score"]) == ("unjudged", None)


@pytest.mark.sandbox
def test_odd_folders_get_a_verdict_and_the_batch_goes_on(perfect: Path, tmp_path: Path, run: Run) -> None:
    submitted = tmp_path / "handed in"
    for student in ("无名", "o'hara", "empty"):
        (submitted / student / ASSIGNMENT).mkdir(parents=True)
    for student in ("无名", "o'hara"):
        shutil.copy(perfect, submitted / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    (submitted / "linked").symlink_to(submitted / "o'hara")
    (submitted / "notes.txt").write_text("not a student")
    done = run("python", *GRADE, "--submitted", submitted, "--course", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    scores = {entry["student"]: entry["score"] for entry in json.loads(done.stdout)["submissions"]}
    assert scores == {"无名": 20, "o'hara": 20, "empty": 0, "linked": 0}


@pytest.mark.sandbox
def test_grading_twice_keeps_a_manual_score_and_one_row_a_student(perfect: Path, tmp_path: Path, run: Run) -> None:
    from nbgrader.api import Gradebook

    folder = tmp_path / "submitted" / "anna" / ASSIGNMENT
    folder.mkdir(parents=True)
    shutil.copy(perfect, folder / f"{ASSIGNMENT}.ipynb")
    assert run("python", *GRADE, "--course", tmp_path).returncode == 0
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("check_conv2d", ASSIGNMENT, ASSIGNMENT, "anna").manual_score = 1.5
        gradebook.db.commit()
    assert run("python", *GRADE, "--course", tmp_path).returncode == 0
    assert run("python", *GRADE, "--course", tmp_path, "--again").returncode == 0
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("check_conv2d", ASSIGNMENT, ASSIGNMENT, "anna")
        assert (grade.auto_score, grade.score, grade.needs_manual_grade) == (3.0, 1.5, True)
        assert len(gradebook.assignment_submissions(ASSIGNMENT)) == 1
