"""The grades of a class as feedback shows them, in four statements.

nbgrader asks for each cell's score and comment by itself, and opens the gradebook anew for each student.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbgrader import api
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from autograder.assignment import exercise_named
from autograder.judging import Verdict
from autograder.records.database_errors import one_sentence, shown
from autograder.records.gradebook import connected
from autograder.records.result import Standing, plain_points


@dataclass(frozen=True)
class Grades:
    """One student's grades: points in sum, at most and lost by lateness; score and points of each graded cell by name.

    ``comments`` are those on answers, by the cell's name.
    """

    score: float
    max_score: float
    late_penalty: float
    cells: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    comments: Mapping[str, str | None] = field(default_factory=dict)

    def standing(self, verdict: Verdict) -> Standing:
        """The score that counts; what differs from the ``verdict`` was given by hand."""
        scores = {exercise_named(cell): score for cell, (score, _) in self.cells.items()}
        automatic = {one.name: one.score for one in verdict.exercises}
        manual = {name: score for name, score in scores.items() if score != automatic.get(name, score)}
        return Standing(plain_points(sum(scores.values())), plain_points(self.late_penalty), manual)


def of_class(db_url: str, assignment: str) -> dict[str, Grades]:
    """Everybody's grades for ``assignment`` by name; empty where the gradebook does not know it.

    Raises `autograder.errors.Stopped` where the gradebook cannot be read.
    """
    with one_sentence(shown(db_url), DatabaseError), connected(db_url) as gradebook:
        return _of_class(gradebook.db, assignment)


def _of_class(db: Any, assignment: str) -> dict[str, Grades]:
    rows = db.execute(
        select(api.GradeCell.name, api.GradeCell.max_score)
        .join(api.Notebook, api.Notebook.id == api.GradeCell.notebook_id)
        .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
        .where(api.Assignment.name == assignment)
    )
    points = {name: float(most or 0) for name, most in rows}
    submitted = db.execute(
        select(
            api.SubmittedAssignment.student_id, api.SubmittedNotebook.id, api.SubmittedNotebook.late_submission_penalty
        )
        .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(api.Assignment.name == assignment)
    ).all()
    scores, comments = (
        _by_notebook(db, api.Grade, "score", assignment),
        _by_notebook(db, api.Comment, "comment", assignment),
    )
    found = {}
    for student, notebook, penalty in submitted:
        cells = {name: (score, points.get(name, 0.0)) for name, score in scores.get(notebook, {}).items()}
        late = penalty or 0.0
        total = sum(score for score, _ in cells.values()) - late
        found[student] = Grades(total, sum(points.values()), late, cells, comments.get(notebook, {}))
    return found


def _by_notebook(db: Any, kind: Any, column: str, assignment: str) -> dict[str, dict[str, Any]]:
    """One column of each row of a ``kind``, by submitted notebook and by the name of its cell."""
    rows = db.execute(
        select(kind.notebook_id, api.BaseCell.name, getattr(kind, column))
        .join(api.BaseCell, api.BaseCell.id == kind.cell_id)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == kind.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(api.Assignment.name == assignment)
    )
    found: dict[str, dict[str, Any]] = {}
    for notebook, cell, value in rows:
        found.setdefault(notebook, {})[cell] = value
    return found
