"""One assignment's scores in nbgrader's own gradebook: few statements, a TA's own marks untouched.

nbgrader needs some 190 statements and nine openings for a submission; a batch knows the cells' ids from its beginning,
and needs one transaction of a few statements. What counts is the exercises' points, by hand or not, less the late
penalty, which is counted anew for everybody in every batch: a due date moves, an extension is granted.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from nbgrader import api
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from autograder.assignment import exercise_named
from autograder.judging import Verdict
from autograder.records.database_errors import one_sentence
from autograder.records.late_penalties import LatePenalties
from autograder.records.result import Standing, plain_points
from autograder.wording import in_language

EARLIER = "These points are those of an earlier grading"


def of_an_earlier_one(why: str) -> str:
    """The comment on a score of an earlier grading, where the notebook stayed unjudged for the reason ``why``."""
    return f"{EARLIER}: the notebook that is handed in now could not be judged ({why})"


@dataclass
class _Submission:
    """A student's row for the assignment: its ids, and what decides whether and how late it is."""

    id: str
    notebook: str
    timestamp: datetime | None = None
    extension: timedelta | None = None
    penalty: float | None = None


class Scores:
    """One assignment's scores in the open gradebook. Made by `opened`."""

    def __init__(self, gradebook: Any, assignment: str, penalties: LatePenalties | None = None) -> None:
        self._db = gradebook.db
        self._penalties = penalties
        notebook = gradebook.find_notebook(assignment, assignment)
        self._notebook, self._assignment = notebook.id, notebook.assignment_id
        self._due: datetime | None = notebook.assignment.duedate
        self._grade_cells = {exercise_named(cell.name): cell.id for cell in notebook.grade_cells}
        self._answer_cells = {cell.name: cell.id for cell in notebook.solution_cells}
        self._exercises = {cell: name for name, cell in self._grade_cells.items()}
        self._db.commit()
        self._load()

    def recorded(self, student: str) -> dict[str, float | None]:
        """The automatic score of every exercise that the gradebook has for ``student``.

        Empty where it has none, and where they are marked as those of an earlier grading (`mark_as_earlier`).
        """
        with one_sentence():
            grades = self._grades(student)
            self._db.commit()
        if student in self._earlier:
            return {}
        return {self._exercises[cell]: row.auto_score for cell, row in grades.items() if cell in self._exercises}

    def mark_as_earlier(self, student: str, why: str) -> float | None:
        """Mark a student's scores as those of an earlier grading, for review: the new notebook stayed unjudged.

        The comments say ``why``. Return the points that the gradebook still holds, None where it holds none.

        Raises `Stopped` where the gradebook cannot be written now.
        """
        if student not in self._submissions:
            return None
        with one_sentence():
            try:
                grades = self._grades(student).values()
                comments = self._comments(self._submissions[student].notebook).values()
                if grades:
                    marked = [{"id": grade.id, "needs_manual_grade": True} for grade in grades]
                    self._db.execute(update(api.Grade), marked)
                if comments:
                    said = of_an_earlier_one(why)
                    self._db.execute(update(api.Comment), [{"id": row, "auto_comment": said} for row in comments])
                self._db.commit()
                self._earlier |= {student} if comments else set()
            finally:
                self._db.rollback()  # as in `record`
        return plain_points(sum(grade.score for grade in grades)) if grades else None

    def penalty(self, student: str) -> float | None:
        """The late penalty that stands in the gradebook; None where nothing of this student's does."""
        found = self._submissions.get(student)
        return None if found is None or found.timestamp is None else plain_points(found.penalty or 0.0)

    def absent(self) -> list[str]:
        """Those on the course's roster who have not handed in, in alphabetical order."""
        there = {student for student, found in self._submissions.items() if found.timestamp is not None}
        return sorted(self._students - there)

    def record(self, student: str, received: datetime, verdict: Verdict) -> Standing:
        """Write every exercise's score and message, and the late penalty, in one transaction, whole or not at all.

        A manual score that a TA gave stays, and is marked for review.

        Raises `Stopped` where the gradebook cannot be written now.
        """
        with one_sentence():
            try:
                return self._write(student, received, verdict)
            except IntegrityError:  # another program has added the student or the submission meanwhile
                self._db.rollback()
                self._load()
                return self._write(student, received, verdict)
            finally:
                self._db.rollback()  # nothing, after a commit; frees the database after an error

    def settle(self, student: str, received: datetime, verdict: Verdict) -> Standing | None:
        """Count the late penalty anew for scores that stand there: the due date or the rule may be another by now.

        None where the gradebook does not have the scores of ``verdict``: they are to be recorded.

        Raises `Stopped` where the gradebook cannot be written now.
        """
        with one_sentence():
            grades = self._grades(student)
            scores = {self._grade_cells[result.name]: result.score for result in verdict.exercises}
            try:
                if {cell: row.auto_score for cell, row in grades.items()} != scores or student in self._earlier:
                    return None
                standing = self._count(student, received, grades.values())
                self._db.commit()
                return standing
            finally:
                self._db.rollback()  # as in `record`

    def _load(self) -> None:
        """Read who has a row already, and whose scores are marked as earlier ones: three statements for the class."""
        self._students = set(self._db.scalars(select(api.Student.id)))
        rows = self._db.execute(
            select(
                api.SubmittedAssignment.student_id,
                api.SubmittedAssignment.id,
                api.SubmittedNotebook.id,
                api.SubmittedAssignment.timestamp,
                api.SubmittedAssignment.extension,
                api.SubmittedNotebook.late_submission_penalty,
            )
            .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
            .where(api.SubmittedNotebook.notebook_id == self._notebook)
        )
        self._submissions = {student: _Submission(*rest) for student, *rest in rows}
        marked = set(
            self._db.scalars(select(api.Comment.notebook_id).where(api.Comment.auto_comment.startswith(EARLIER)))
        )
        self._earlier = {student for student, found in self._submissions.items() if found.notebook in marked}
        self._db.commit()

    def _write(self, student: str, received: datetime, verdict: Verdict) -> Standing:
        added = None if student in self._submissions else self._add(student, received)
        submission = added or self._submissions[student]
        grades = {} if added else self._grades(student)
        comments = {} if added else self._comments(submission.notebook)
        grades_to = _Rows(api.Grade, submission.notebook)
        comments_to = _Rows(api.Comment, submission.notebook)
        counted = dict(grades)
        for result in verdict.exercises:
            cell = self._grade_cells[result.name]
            before = grades.get(cell)
            by_hand = before is not None and before.manual_score is not None
            grades_to.put(before and before.id, cell, auto_score=result.score, needs_manual_grade=by_hand)
            counted[cell] = _Grade(cell, "", result.score, *(before[3:] if before else (None, None)))
            cell = self._answer_cells[result.name]
            comments_to.put(comments.get(cell), cell, auto_comment=in_language(result.message, verdict.language))
        for rows in (grades_to, comments_to):
            rows.write(self._db)
        if added:
            self._submissions[student] = added
        try:
            standing = self._count(student, received, counted.values())
            self._db.commit()
        except BaseException:
            if added:
                del self._submissions[student]
            raise
        self._students.add(student)
        self._earlier.discard(student)
        return standing

    def _add(self, student: str, received: datetime) -> _Submission:
        """A new submission's rows, and the student's where there is none; their grades come after."""
        if student not in self._students:
            self._db.execute(insert(api.Student), [{"id": student}])
        new = _Submission(api.new_uuid(), api.new_uuid(), _of_gradebook(received))
        mine = {"id": new.id, "assignment_id": self._assignment, "student_id": student, "timestamp": new.timestamp}
        self._db.execute(insert(api.SubmittedAssignment), [mine])
        self._db.execute(
            insert(api.SubmittedNotebook),
            [{"id": new.notebook, "assignment_id": new.id, "notebook_id": self._notebook}],
        )
        return new

    def _count(self, student: str, received: datetime, grades: Collection["_Grade"]) -> Standing:
        """Count what stands with these grades; time of receipt and late penalty are written where they are others."""
        found, moment = self._submissions[student], _of_gradebook(received)
        due = None if self._due is None else self._due + (found.extension or timedelta())
        late = 0.0 if due is None else max(0.0, (moment - due).total_seconds())
        points = sum(grade.score for grade in grades)
        penalty = None if self._penalties is None else self._penalties.penalty(student, points, late)
        if found.timestamp != moment:
            self._db.execute(update(api.SubmittedAssignment), [{"id": found.id, "timestamp": moment}])
        if self._penalties is not None and found.penalty != penalty:
            self._db.execute(
                update(api.SubmittedNotebook), [{"id": found.notebook, "late_submission_penalty": penalty}]
            )
            found.penalty = penalty
        found.timestamp = moment
        manual = {self._exercises[grade.cell]: grade.score for grade in grades if grade.by_hand}
        penalty = plain_points(found.penalty or 0.0)
        return Standing(plain_points(points), penalty, manual, late, due and due.replace(tzinfo=UTC))

    def _grades(self, student: str) -> dict[str, "_Grade"]:
        """A student's grades by their cells."""
        row, found = api.Grade, self._submissions.get(student)
        rows = self._db.execute(
            select(row.cell_id, row.id, row.auto_score, row.manual_score, row.extra_credit).where(
                row.notebook_id == (found.notebook if found else "")
            )
        )
        return {values[0]: _Grade(*values) for values in rows}

    def _comments(self, notebook: str) -> dict[str, str]:
        """The ids of a submitted notebook's comments by their cells."""
        row = api.Comment
        return dict(self._db.execute(select(row.cell_id, row.id).where(row.notebook_id == notebook)).all())


class _Grade(NamedTuple):
    """A row with an exercise's score."""

    cell: str
    id: str
    auto_score: float | None
    manual_score: float | None
    extra_credit: float | None

    @property
    def by_hand(self) -> bool:
        return self.manual_score is not None or bool(self.extra_credit)

    @property
    def score(self) -> float:
        """The points that count, as nbgrader adds them up."""
        given = self.auto_score if self.manual_score is None else self.manual_score
        return 0.0 if given is None else given + (self.extra_credit or 0.0)


def _of_gradebook(moment: datetime) -> datetime:
    """A time as nbgrader stores it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


class _Rows:
    """Rows of one kind for one submitted notebook, to be changed or added: a statement each."""

    def __init__(self, kind: Any, notebook: str) -> None:
        self._kind, self._notebook = kind, notebook
        self._changed: list[dict[str, Any]] = []
        self._new: list[dict[str, Any]] = []

    def put(self, row: str | None, cell: str, **values: Any) -> None:
        """Set ``values`` in the row with the id ``row``, or (None) in a new one for the cell with the id ``cell``."""
        if row is None:
            self._new.append({"id": api.new_uuid(), "cell_id": cell, "notebook_id": self._notebook, **values})
        else:
            self._changed.append({"id": row, **values})

    def write(self, db: Any) -> None:
        if self._changed:
            db.execute(update(self._kind), self._changed)
        if self._new:
            db.execute(insert(self._kind), self._new)
