"""A student's notebook in a real Jupyter kernel: every cell run, and what the check cells raised."""

from pathlib import Path

import nbclient
from nbformat import NotebookNode

from autograder.assignment import Assignment, exercise_named
from autograder.release import fill
from autograder.wording import Language
from tests.support.courses import student_source


def notebook_of(assignment: Assignment, student: str, language: Language = "en") -> NotebookNode:
    """The notebook of a student of the bundled class."""
    return fill(assignment, student_source(assignment, student), language)


def check_cells(notebook: NotebookNode, folder: Path) -> dict[str, NotebookNode]:
    """The check cells by exercise, after every cell of the notebook has run in ``folder``."""
    resources = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(notebook, timeout=120, allow_errors=True, resources=resources).execute()
    checks = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {exercise_named(cell.metadata.nbgrader.grade_id): cell for cell in checks}


def errors(cell: NotebookNode) -> list[NotebookNode]:
    """The errors that a cell shows."""
    return [output for output in cell.outputs if output.output_type == "error"]


def check_errors(notebook: NotebookNode, folder: Path) -> dict[str, list[NotebookNode]]:
    """The errors of each check cell, by exercise, after the notebook has run in ``folder``."""
    return {name: errors(cell) for name, cell in check_cells(notebook, folder).items()}
