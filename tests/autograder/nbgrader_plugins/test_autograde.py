"""What holds under nbgrader's own commands: the server's clock, one building of the notebook, and failing closed."""

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder import release
from autograder.assignment import PACKAGE, Assignment, load_assignment
from autograder.nbgrader_plugins import autograde, timestamps
from autograder.release import fill
from autograder.wording import Language
from tests.autograder.conftest import write_submission
from tests.support.paths import ROOT

ASSIGNMENT = "a02_convolution"
FULL = load_assignment(ASSIGNMENT).max_score
DUE = datetime(2026, 3, 1, 12, 0)
LONG_AGO = "2020-01-01 00:00:00 UTC"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def course(tmp_path: Path, generated: Path) -> Path:
    """A course whose assignment is known to the gradebook, and in which nobody has handed in."""
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    return tmp_path


def hand_in(course: Path, student: str, received: datetime, claimed: str) -> Path:
    """Hand in a perfect notebook that the server got at ``received``, with a ``timestamp.txt`` that says otherwise."""
    write_submission(course, student, fill(load_assignment(ASSIGNMENT), "# base: perfect\n"))
    folder = course / "submitted" / student / ASSIGNMENT
    (folder / "timestamp.txt").write_text(claimed)
    seconds = received.replace(tzinfo=UTC).timestamp()
    os.utime(folder / f"{ASSIGNMENT}.ipynb", (seconds, seconds))
    return folder


def score(course: Path, student: str) -> float:
    """What counts in the gradebook, penalties taken off; 0 where there is nothing."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = [s for s in gradebook.assignment_submissions(ASSIGNMENT) if s.student.id == student]
        return float(found[0].score - sum(n.late_submission_penalty or 0 for n in found[0].notebooks)) if found else 0.0


@pytest.mark.sandbox
def test_a_forged_timestamp_makes_nobody_punctual_and_stops_nobody(course: Path, run: Run) -> None:
    with (course / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    times = {"late": DUE + timedelta(hours=1), "nonsense": DUE - timedelta(days=1), "punctual": DUE - timedelta(days=2)}
    for student, received in times.items():
        hand_in(course, student, received, "when I like" if student == "nonsense" else LONG_AGO)
    done = run("nbgrader", "autograde", ASSIGNMENT, cwd=course)
    assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = {s.student.id: s.timestamp for s in gradebook.assignment_submissions(ASSIGNMENT)}
    assert found == times
    assert {student: score(course, student) for student in times} == {"late": 0, "nonsense": FULL, "punctual": FULL}


def test_the_receipt_time_is_the_notebooks_else_the_folders(tmp_path: Path) -> None:
    timestamps.trust_files_alone()
    folder = hand_in(tmp_path, "student", DUE, LONG_AGO)
    assert timestamps.of_folder(folder) == DUE
    assert CourseDirectory().get_existing_timestamp(str(folder)) == DUE
    api = NbGraderAPI(CourseDirectory(root=str(tmp_path)))
    assert api.get_submitted_timestamp(ASSIGNMENT, "student") == DUE
    (folder / f"{ASSIGNMENT}.ipynb").unlink()
    os.utime(folder, (0, 0))
    assert timestamps.of_folder(folder) == datetime(1970, 1, 1)
    assert timestamps.of_folder(folder / "nothing") is None


def test_the_time_of_a_link_is_its_own(tmp_path: Path) -> None:
    folder = hand_in(tmp_path, "student", DUE, LONG_AGO)
    notebook = folder / f"{ASSIGNMENT}.ipynb"
    notebook.rename(tmp_path / "old.ipynb")
    notebook.symlink_to(tmp_path / "old.ipynb")
    received = timestamps.of_folder(folder)
    assert received is not None
    assert received > DUE


@pytest.mark.sandbox
def test_a_configuration_that_does_not_judge_gives_no_points(course: Path, run: Run) -> None:
    """nbgrader logs an error in its configuration and goes on, and counts a check cell without output as right."""
    hand_in(course, "perfect", DUE, LONG_AGO)
    whole = (course / "nbgrader_config.py").read_text(encoding="utf-8")
    for broken in (
        whole.replace("c = get_config()", "c = get_config()\nraise RuntimeError('broken')"),
        whole.replace("autograder.nbgrader_plugins.autograde.Judge", "autograder.nbgrader_plugins.autograde.Nobody"),
        whole.replace('    "autograder.nbgrader_plugins.autograde.Judge",\n', ""),
        whole.replace("autograder.nbgrader_plugins.autograde", "autograder_that_is_not_installed.nbgrader_plugin"),
    ):
        assert broken != whole
        (course / "nbgrader_config.py").write_text(broken, encoding="utf-8")
        run("nbgrader", "autograde", ASSIGNMENT, "--force", cwd=course)
        assert score(course, "perfect") == 0
    (course / "nbgrader_config.py").write_text(whole, encoding="utf-8")
    assert run("nbgrader", "autograde", ASSIGNMENT, "--force", cwd=course).returncode == 0
    assert score(course, "perfect") == FULL


def test_the_released_notebook_is_built_once_and_never_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def counted(assignment: Assignment, language: Language) -> NotebookNode:
        built.append(assignment.name)
        return release.build(assignment, language)

    monkeypatch.setattr(autograde, "build", counted)
    autograde._released.cache_clear()
    corrupt = tmp_path / f"{ASSIGNMENT}.ipynb"
    corrupt.write_text("{")
    resources: dict[str, Any] = {"metadata": {}}
    for _ in range(2):
        text, _ = autograde.Intake().from_filename(str(corrupt), resources=resources)
        assert "not a readable notebook" in text
    assert built == [ASSIGNMENT]
    assert autograde._released(ASSIGNMENT, PACKAGE) == release.build(load_assignment(ASSIGNMENT))


@pytest.mark.sandbox
def test_a_renamed_notebook_is_found_and_told_of_its_name(course: Path, run: Run) -> None:
    for student in ("anna", "renamed"):
        write_submission(course, student, fill(load_assignment(ASSIGNMENT), "# base: perfect\n"))
    folder = course / "submitted" / "renamed" / ASSIGNMENT
    (folder / f"{ASSIGNMENT}.ipynb").rename(folder / "homework.ipynb")
    done = run("nbgrader", "autograde", ASSIGNMENT, cwd=course)
    assert done.returncode == 0, done.stderr
    assert {student: score(course, student) for student in ("anna", "renamed")} == {"anna": FULL, "renamed": FULL}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(ASSIGNMENT, "renamed").notebooks
        assert len(notebook.grades) == len(load_assignment(ASSIGNMENT).exercises)
    assert sorted(path.name for path in folder.iterdir()) == ["homework.ipynb"]


@pytest.mark.sandbox
@pytest.mark.parametrize("program", ["python", "nbgrader"])
def test_feedback_goes_back_through_the_exchange_whoever_graded(
    program: str, course: Path, tmp_path: Path, run: Run
) -> None:
    """The exchange finds a student by a secret that lies beside the notebook, in nbgrader's folders all along."""
    write_submission(course, "anna", fill(load_assignment(ASSIGNMENT), "# base: perfect\n"))
    folder = course / "submitted" / "anna" / ASSIGNMENT
    (folder / "timestamp.txt").write_text(LONG_AGO)
    (folder / "submission_secret.txt").write_text("between the two of us")
    (folder / "notes.txt").write_text("mine")
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    grading = ("-m", "autograder", "grade") if program == "python" else ("autograde",)
    for command in (
        (program, *grading, ASSIGNMENT),
        ("nbgrader", "generate_feedback", ASSIGNMENT),
        ("nbgrader", "release_feedback", ASSIGNMENT, f"--Exchange.root={exchange}"),
    ):
        variables = {"PYTHONPATH": str(ROOT)} if command[0] == "python" else {}
        done = run(*command, cwd=course, **variables)
        assert done.returncode == 0, done.stderr
    assert len(list(exchange.glob("*/feedback/*.html"))) == 1


def test_a_set_back_file_is_collected_with_the_time_at_which_the_exchange_got_it(
    course: Path, tmp_path: Path, run: Run
) -> None:
    exchange, home = tmp_path / "exchange", tmp_path / "home"
    exchange.mkdir()
    exchange.chmod(0o777)
    (home / ASSIGNMENT).mkdir(parents=True)
    there = f"--Exchange.root={exchange}"
    assert run("nbgrader", "release_assignment", ASSIGNMENT, there, cwd=course).returncode == 0
    mine = home / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    shutil.copyfile(release.notebook_path(load_assignment(ASSIGNMENT)), mine)
    os.utime(mine, (0, 0))
    before = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=5)
    done = run("nbgrader", "submit", ASSIGNMENT, there, "--course=kernels_and_gates", cwd=home, HOME=str(home))
    assert done.returncode == 0, done.stderr
    done = run("nbgrader", "collect", ASSIGNMENT, there, cwd=course)
    assert done.returncode == 0, done.stderr
    (folder,) = (course / "submitted").glob(f"*/{ASSIGNMENT}")
    received = timestamps.of_folder(folder)
    assert received is not None
    assert before < received < before + timedelta(minutes=5)
