"""nbgrader's feedback pages for a class: the pages of ``nbgrader generate_feedback``, made by all cores at once.

Each page names what it was made from. Where that is still so, the page is kept: a stopped batch goes on where it was,
and after a changed score or comment exactly its page is made anew.
"""

import functools
import hashlib
import os
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nbformat
from nbformat import NotebookNode

from autograder import processes
from autograder.assignment import package_versions
from autograder.errors import Stopped, UsageError
from autograder.nbgrader_plugins.feedback_page import FeedbackPage
from autograder.plain_text import plain_words
from autograder.records import Course, exchange_receipts, graded_students, write_atomic

MODULE = "autograder.nbgrader_plugins.class_feedback"
MADE_FROM = re.compile(rb'<meta name="made-from" content="([0-9a-f]{64})"/>')
BEGINNING = 1_000  # bytes of a page, among which its `MADE_FROM` is
MODE = 0o644


@dataclass(frozen=True)
class Task:
    """A student's graded notebook, the page to be made of it, and `autograder.records.class_grades.Grades`."""

    student: str
    assignment: str
    notebook: Path
    page: Path
    score: float
    max_score: float
    late_penalty: float
    cells: dict[str, tuple[float, float]]
    comments: dict[str, str | None]
    again: bool


@dataclass(frozen=True)
class Made:
    """The outcome for a student's page; ``why`` is the reason where it failed."""

    student: str
    outcome: Literal["made", "kept", "failed"]
    why: str = ""


def begin() -> None:
    """Start the workers' server now: it imports while this process does, too."""
    processes.context([MODULE])


def tasks(course: Course, assignment: str, again: bool) -> Iterator[Task | Made]:
    """A task for each student who has a graded notebook; a failure for those whom the gradebook does not know.

    Raises `UsageError` where nobody has been graded, `Stopped` where the gradebook cannot be read.
    """
    from autograder.records import class_grades  # it imports nbgrader, which is slow

    notebooks = {one: course.notebook("autograded", one, assignment) for one in graded_students(course, assignment)}
    if not notebooks:
        raise UsageError(f"Nobody in {course.root} has been graded for {assignment}: grade the class first.")
    everybody = class_grades.of_class(course.db_url, assignment)
    for student, notebook in notebooks.items():
        grades = everybody.get(student)
        if grades is None:
            yield Made(student, "failed", "The gradebook does not know the submission: grade it first.")
            continue
        page = course.notebook("feedback", student, assignment).with_suffix(".html")
        points = (grades.score, grades.max_score, grades.late_penalty)
        yield Task(student, assignment, notebook, page, *points, dict(grades.cells), dict(grades.comments), again)


def make(todo: list[Task], jobs: int) -> Iterator[Made]:
    """Make the pages; results come as they are done.

    Raises `Stopped` where a worker died, as it does where there is no memory left.
    """
    context = processes.context([MODULE])
    with ProcessPoolExecutor(min(jobs, max(1, len(todo))), context, processes.begin_worker) as pool:
        try:
            for done in as_completed([pool.submit(make_one, task) for task in todo]):
                yield done.result()
        except BrokenProcessPool:
            raise Stopped("A worker process ended: give the same command again, with fewer --jobs.") from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def make_one(task: Task) -> Made:
    """Make one page, unless it is there already; an error of any kind costs this page alone."""
    try:
        data = task.notebook.read_bytes()
        digest = _digest(task, data)
        if not task.again and _made_from(task.page) == digest:
            return Made(task.student, "kept")
        write_atomic(task.page, _page(task, data, digest).encode(errors="replace"))
        task.page.chmod(MODE)
        exchange_receipts.keep(task.notebook.parent, task.page.parent)
    except Exception as error:
        return Made(task.student, "failed", plain_words(f"{type(error).__name__}: {error}"))
    return Made(task.student, "made")


def _page(task: Task, data: bytes, digest: str) -> str:
    notebook = _with_grades(
        nbformat.v4.reads(data.decode()), task
    )  # which checks no schema: that takes longer than the page
    about = {"student": task.student, "assignment": task.assignment, "notebook": task.assignment}
    grades = {"score": task.score, "max_score": task.max_score, "late_penalty": task.late_penalty}
    resources = {"nbgrader": about | grades, "metadata": {"name": task.assignment, "path": str(task.notebook.parent)}}
    text, _ = _exporter().from_notebook_node(notebook, resources)
    return text.replace("<head>", f'<head><meta name="made-from" content="{digest}"/>', 1)


def _with_grades(notebook: NotebookNode, task: Task) -> NotebookNode:
    """The notebook with scores and comments in its cells' metadata, where nbgrader's template reads them."""
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            about["comment"] = task.comments[about["grade_id"]]
        if about.get("grade"):
            about["score"], about["points"] = task.cells[about["grade_id"]]
    return notebook


@functools.cache
def _exporter() -> FeedbackPage:
    return FeedbackPage()


def _digest(task: Task, data: bytes) -> str:
    """A digest of what the page is made from: the notebook, the grades, and the versions of what makes it."""
    grades = (task.score, task.max_score, task.late_penalty, sorted(task.cells.items()), sorted(task.comments.items()))
    return hashlib.sha256(data + repr((grades, _versions())).encode(errors="replace")).hexdigest()


@functools.cache
def _versions() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(package_versions().items()))


def _made_from(page: Path) -> str | None:
    """The digest of what the page at ``page`` was made from; None where there is none, or another's."""
    try:
        descriptor = os.open(page, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        found = MADE_FROM.search(file.read(BEGINNING))
    return found[1].decode() if found else None
