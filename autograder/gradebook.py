"""Scores into nbgrader's own gradebook, through nbgrader's own classes, so that formgrader and export see them."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ComputeChecksums, SaveCells
from sqlalchemy.exc import SAWarning

from autograder.exercise import CHECK
from autograder.late import LatePenalties
from autograder.verdict import Verdict

# nbgrader links a new submission's rows before it adds them to the session, and adds them a line later.
warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)


def register(db_url: str, assignment: str, released: NotebookNode) -> None:
    """Make the assignment known to the gradebook, as ``nbgrader generate_assignment`` does, where it is not yet."""
    with _opened(db_url) as gradebook:
        try:
            gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            gradebook.update_or_create_assignment(assignment)
        else:
            return
    resources: dict[str, Any] = {
        "nbgrader": {"notebook": assignment, "assignment": assignment, "db_url": db_url, "student": "."}
    }
    notebook, resources = ComputeChecksums().preprocess(released, resources)
    SaveCells().preprocess(notebook, resources)


def record(db_url: str, student: str, received: datetime, verdict: Verdict, penalties: LatePenalties) -> None:
    """Write every exercise's score and message, and the penalty for a late submission.

    A manual score that a TA gave stays, and is marked for review.
    """
    name = verdict.assignment
    with _opened(db_url) as gradebook:
        gradebook.update_or_create_student(student)
        submission = gradebook.update_or_create_submission(name, student, timestamp=received.replace(tzinfo=None))
        for result in verdict.exercises:
            grade = gradebook.find_grade(f"{CHECK}{result.name}", name, name, student)
            grade.auto_score = result.score
            grade.needs_manual_grade = grade.manual_score is not None
            gradebook.find_comment(result.name, name, name, student).auto_comment = result.message
        penalties.assign(submission)
        gradebook.db.commit()


@contextmanager
def _opened(db_url: str) -> Iterator[Any]:
    """The gradebook at ``db_url``; nbgrader makes a new one with the ``alembic`` that lies beside this interpreter."""
    beside = str(Path(sys.executable).parent)
    paths = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if beside not in paths:
        os.environ["PATH"] = os.pathsep.join((beside, *paths))
    with Gradebook(db_url) as gradebook:
        yield gradebook
