"""The exported data: nbgrader's roster and the scores of its gradebook, manual scores and late penalties included."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autograder.assignment import exercise_named
from autograder.errors import UsageError
from autograder.records import Student


@dataclass(frozen=True)
class Column:
    """An assignment: its name, and the points that it is worth."""

    name: str
    max_score: float


@dataclass(frozen=True)
class Score:
    """A student's score for an assignment: the points that count, when it came in (UTC) and how late.

    ``comments`` are one line of text an exercise; ``unreviewed`` tells that a TA marked it for another look.
    """

    points: float
    handed_in: datetime | None
    seconds_late: float
    comments: tuple[str, ...]
    unreviewed: bool


@dataclass(frozen=True)
class Grades:
    """Everybody in the roster, the assignments asked for, and the scores by student's id and assignment's name."""

    students: tuple[Student, ...]
    columns: tuple[Column, ...]
    scores: Mapping[tuple[str, str], Score]

    def score(self, student: Student | None, column: Column) -> Score | None:
        """The student's score, or None where nothing was handed in."""
        return None if student is None else self.scores.get((student.id, column.name))

    def total(self, student: Student) -> str:
        """The student's scores in words: ``a02_convolution 17 of 20``."""
        found = [(column, self.score(student, column)) for column in self.columns]
        return ", ".join(f"{c.name} {number(s.points)} of {number(c.max_score)}" for c, s in found if s is not None)


def read(gradebook: Any, assignments: Sequence[str] = ()) -> Grades:
    """The grades in nbgrader's open ``gradebook`` for ``assignments`` (none named: for all of them).

    Raises `autograder.errors.UsageError` for an assignment that the gradebook does not have.
    """
    known = {assignment.name: assignment for assignment in gradebook.assignments}
    for name in assignments:
        if name not in known:
            there = ", ".join(known) or "none yet"
            raise UsageError(f"The gradebook has no assignment {name!r}; it has {there}.")
    columns = tuple(Column(name, float(known[name].max_score)) for name in assignments or known)
    students = sorted(map(_student, gradebook.students), key=lambda student: student.id)
    scores = {
        (row.student.id, column.name): _score(row)
        for column in columns
        for row in gradebook.assignment_submissions(column.name)
        if _handed_in(row)
    }
    return Grades(tuple(students), columns, scores)


def number(value: float) -> str:
    """The number with a decimal point, at most four decimals and no idle zero."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def as_html(comments: Sequence[str]) -> str:
    """The comments as HTML, one a line: a student's words are shown, not obeyed."""
    return "<br>".join(html.escape(comment, quote=False) for comment in comments)


def _student(row: Any) -> Student:
    fields = (row.first_name, row.last_name, row.email, row.lms_user_id)
    return Student(row.id, *((field or "").strip() for field in fields))


def _handed_in(row: Any) -> bool:
    """Return whether anything was handed in: who was only granted an extension has a row of nbgrader's, too."""
    grades = (grade for notebook in row.notebooks for grade in notebook.grades)
    return row.timestamp is not None or any((g.auto_score, g.manual_score) != (None, None) for g in grades)


def _score(row: Any) -> Score:
    points = max(0.0, float(row.score) - float(row.late_submission_penalty))
    return Score(
        points=points,
        handed_in=row.timestamp,
        seconds_late=float(row.total_seconds_late),
        comments=tuple(line for notebook in row.notebooks for line in _comments(notebook)),
        unreviewed=bool(row.needs_manual_grade),
    )


def _comments(notebook: Any) -> list[str]:
    """One line a graded cell: its name, its score, and the comment that the student reads."""
    said = {comment.name: comment.comment for comment in notebook.comments}
    lines = []
    for grade in notebook.grades:
        name = exercise_named(grade.name)
        comment = " ".join((said.get(name) or said.get(grade.name) or "").split())
        lines.append(f"{name} {number(grade.score)}/{number(grade.max_score)} {comment}".rstrip())
    if notebook.late_submission_penalty:
        lines.append(f"late: -{number(notebook.late_submission_penalty)}")
    return lines
