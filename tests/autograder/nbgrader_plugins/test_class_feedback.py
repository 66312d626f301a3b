"""Our command makes nbgrader's feedback pages: the same bytes, faster, and again only where something has changed."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader_plugins import class_feedback
from autograder.nbgrader_plugins.class_feedback import Task
from autograder.records import Course
from autograder.reports.table_data import FEEDBACK

ASSIGNMENT = "a02_convolution"
HONEST = ("corrupt_file", "flipped_kernel", "half_done")
MADE_FROM = re.compile(r'<meta name="made-from" content="\w+"/>')
Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("graded")]


def page(course: Path, student: str) -> Path:
    return course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"


@pytest.fixture(scope="module")
def graded(small_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small course."""
    copy = tmp_path_factory.mktemp("feedback") / "course"
    shutil.copytree(small_course, copy, ignore=shutil.ignore_patterns("feedback"))
    secret = copy / "autograded" / "half_done" / ASSIGNMENT / "submission_secret.txt"
    secret.write_text("s", encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def made(graded: Path, run: Run) -> Path:
    """The course after our command."""
    done = run("python", "-W", "error", "-m", "autograder", "feedback", ASSIGNMENT, "--course", graded)
    assert done.returncode == 0, done.stderr
    assert f"{len(list(graded.glob(f'autograded/*/{ASSIGNMENT}')))} made" in done.stdout
    return graded


def tasks(course: Path) -> dict[str, Task]:
    found = class_feedback.tasks(Course.at(course), ASSIGNMENT, again=False)
    return {task.student: task for task in found if isinstance(task, Task)}


def test_the_pages_are_nbgraders(made: Path, run: Run) -> None:
    ours = {path.parent.parent.name: path.read_text(encoding="utf-8") for path in made.glob("feedback/*/*/*.html")}
    secret = page(made, "half_done").with_name("submission_secret.txt")
    assert secret.read_text(encoding="utf-8") == "s", "nbgrader release_feedback needs it"
    mode = page(made, "half_done").stat().st_mode & 0o777
    copy = made.with_name("nbgraders")
    shutil.copytree(made, copy, ignore=shutil.ignore_patterns("feedback"))
    done = run("nbgrader", "generate_feedback", ASSIGNMENT, cwd=copy)
    assert done.returncode == 0, done.stderr
    theirs = {path.parent.parent.name: path.read_text(encoding="utf-8") for path in copy.glob("feedback/*/*/*.html")}
    assert {student: MADE_FROM.sub("", text) for student, text in ours.items()} == theirs
    assert mode == page(copy, "half_done").stat().st_mode & 0o777


def test_the_class_report_leads_to_the_pages(made: Path) -> None:
    report = (made / "reports" / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    data = json.loads(re.findall(r'id="data">(.*?)</script>', report, re.DOTALL)[0])
    there = {student: pages for student, _, _, pages, *_ in data["students"]}
    assert there["half_done"] & FEEDBACK


def test_a_page_is_small(made: Path) -> None:
    sizes = {student: page(made, student).stat().st_size for student in HONEST}
    assert max(sizes.values()) < 150_000, sizes


def test_what_is_made_is_kept_until_something_changes(made: Path) -> None:
    task = tasks(made)["half_done"]
    assert class_feedback.make_one(task).outcome == "kept"
    with Gradebook(f"sqlite:///{made / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("check_im2col", ASSIGNMENT, ASSIGNMENT, "half_done").manual_score = 1.25
        gradebook.find_comment("im2col", ASSIGNMENT, ASSIGNMENT, "half_done").manual_comment = "Well *thought*."
        gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "half_done").late_submission_penalty = 2.0
        gradebook.db.commit()
    changed = {name: class_feedback.make_one(task).outcome for name, task in tasks(made).items() if name in HONEST}
    assert changed == {"corrupt_file": "kept", "flipped_kernel": "kept", "half_done": "made"}
    text = page(made, "half_done").read_text(encoding="utf-8")
    assert "Score: 7.35 / 20.0" in text
    assert "Score: 1.25 / 3.0" in text
    assert "Well <em>thought</em>." in text
    assert "penalty (Score: -2.0)" in text


@pytest.mark.parametrize("left", ["", "<head><meta", "<html>not ours</html>"])
def test_half_a_page_is_made_anew(made: Path, left: str) -> None:
    task = tasks(made)["flipped_kernel"]
    whole = task.page.read_bytes()
    task.page.write_text(left, encoding="utf-8")
    assert class_feedback.make_one(task).outcome == "made"
    assert task.page.read_bytes() == whole


def test_a_failure_is_named_and_costs_nobody_else_a_page(made: Path, run: Run) -> None:
    course = made.with_name("failing")
    shutil.copytree(made, course)
    notebook = course / "autograded" / "half_done" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook.write_text("{", encoding="utf-8")
    unknown = course / "autograded" / "un\x1b[31mknown" / ASSIGNMENT / notebook.name
    unknown.parent.mkdir(parents=True)
    unknown.write_text("{}", encoding="utf-8")
    done = run("python", "-m", "autograder", "feedback", ASSIGNMENT, "--course", course, "--jobs", "1")
    assert done.returncode == 1
    assert "2 failed" in done.stdout
    assert "half_done: " in done.stderr
    assert "The gradebook does not know the submission" in done.stderr
    assert "\x1b" not in done.stderr
    assert page(course, "flipped_kernel").exists()


def test_where_nobody_is_graded_it_says_so(tmp_path: Path, run: Run) -> None:
    done = run("python", "-m", "autograder", "feedback", ASSIGNMENT, "--course", tmp_path)
    assert done.returncode == 2
    assert "grade the class first" in done.stderr
    assert list(tmp_path.iterdir()) == []
