"""The scores of a whole course, for its overview."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbgrader import api
from sqlalchemy import func, make_url, select
from sqlalchemy.exc import DatabaseError

from autograder.records.database_errors import one_sentence, shown
from autograder.records.gradebook import connected


@dataclass(frozen=True)
class CourseScores:
    """All assignments that a gradebook has, with their points, and the points of every student who handed one in.

    They are those that count: manual scores and extra credit in, late penalties off.
    """

    assignments: Mapping[str, float]
    points: Mapping[tuple[str, str], float]  # by student and assignment


def of_course(db_url: str) -> CourseScores:
    """The scores of the whole course at ``db_url``, in two statements; none where there is no gradebook yet.

    Raises `Stopped` where it cannot be read, `UsageError` where it is none.
    """
    with one_sentence(shown(db_url), DatabaseError):
        file = make_url(db_url)
        if file.drivername.startswith("sqlite") and not (file.database and Path(file.database).exists()):
            return CourseScores({}, {})
        with connected(db_url) as gradebook:
            assignments = {one.name: float(one.max_score) for one in gradebook.assignments}
            rows = gradebook.db.execute(
                select(
                    api.SubmittedAssignment.student_id,
                    api.Assignment.name,
                    func.coalesce(func.sum(api.Grade.score), 0.0),
                    func.coalesce(api.SubmittedNotebook.late_submission_penalty, 0.0),
                )
                .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
                .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
                .outerjoin(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
                .group_by(
                    api.SubmittedNotebook.id,
                    api.SubmittedNotebook.late_submission_penalty,
                    api.SubmittedAssignment.student_id,
                    api.Assignment.name,
                )
            )
            points: dict[tuple[str, str], float] = {}
            for student, assignment, score, penalty in rows:
                key = student, assignment
                points[key] = points.get(key, 0.0) + float(score) - float(penalty)
    return CourseScores(assignments, {key: round(max(0.0, value), 2) for key, value in points.items()})
