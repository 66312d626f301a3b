"""Scores into nbgrader's own gradebook, through nbgrader's own classes, so that formgrader and export see them.

nbgrader opens the database about nine times a submission. A batch opens it once, knows the cells' ids from then on,
and needs one transaction of a few statements for a submission. A manual score or comment is never touched.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader import api, dbutil
from nbgrader.preprocessors import ComputeChecksums, SaveCells
from sqlalchemy import create_engine, insert, make_url, select, text, update
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)

from autograder.assignment import exercise_named
from autograder.errors import Stopped, UsageError
from autograder.judging import Verdict
from autograder.records.late_penalties import LatePenalties

EARLIER = "These points are those of an earlier grading"


def of_an_earlier_one(why: str) -> str:
    """The comment on a score of an earlier grading, where the notebook stayed unjudged for the reason ``why``."""
    return f"{EARLIER}: the notebook that is handed in now could not be judged ({why})"


class Scores:
    """One assignment's scores in the open gradebook. Made by `opened`."""

    def __init__(self, gradebook: Any, assignment: str, penalties: LatePenalties | None = None) -> None:
        self._db = gradebook.db
        self._penalties = penalties
        notebook = gradebook.find_notebook(assignment, assignment)
        self._notebook, self._assignment = notebook.id, notebook.assignment_id
        self._grade_cells = {exercise_named(cell.name): cell.id for cell in notebook.grade_cells}
        self._answer_cells = {cell.name: cell.id for cell in notebook.solution_cells}
        self._db.commit()
        self._load()

    def recorded(self, student: str) -> dict[str, float | None]:
        """The automatic score of every exercise that the gradebook has for ``student``.

        Empty where it has none, and where they are marked as those of an earlier grading (`mark_as_earlier`).
        """
        _, notebook = self._submissions.get(student, ("", ""))
        with _one_sentence():
            rows = self._cells(api.Grade, notebook, api.Grade.auto_score)
            comments = self._cells(api.Comment, notebook, api.Comment.auto_comment)
            self._db.commit()
        if any((comment or "").startswith(EARLIER) for _, comment in comments.values()):
            return {}
        return {name: rows[cell][1] for name, cell in self._grade_cells.items() if cell in rows}

    def mark_as_earlier(self, student: str, why: str) -> float | None:
        """Mark a student's scores as those of an earlier grading, for review: the new notebook stayed unjudged.

        The comments say ``why``. Return the points that the gradebook still holds, None where it holds none.

        Raises `Stopped` where the gradebook cannot be written now.
        """
        if student not in self._submissions:
            return None
        _, notebook = self._submissions[student]
        with _one_sentence():
            try:
                rows = self._cells(api.Grade, notebook, api.Grade.score)
                comments = self._cells(api.Comment, notebook, api.Comment.id)
                if rows:
                    self._db.execute(
                        update(api.Grade), [{"id": row, "needs_manual_grade": True} for row, _ in rows.values()]
                    )
                if comments:
                    said = f"{EARLIER}: the one handed in after it could not be judged ({why})"
                    self._db.execute(
                        update(api.Comment), [{"id": row, "auto_comment": said} for row, _ in comments.values()]
                    )
                self._db.commit()
            finally:
                self._db.rollback()
        return sum(score or 0.0 for _, score in rows.values()) if rows else None

    def record(self, student: str, received: datetime, verdict: Verdict) -> None:
        """Write every exercise's score and message in one transaction, whole or not at all.

        A manual score that a TA gave stays, and is marked for review.

        Raises `Stopped` where the gradebook cannot be written now.
        """
        with _one_sentence():
            try:
                self._write(student, received, verdict)
            except IntegrityError:  # another program has added the student or the submission meanwhile
                self._db.rollback()
                self._load()
                self._write(student, received, verdict)
            finally:
                self._db.rollback()  # nothing, after a commit; frees the database after an error

    def _load(self) -> None:
        """Read who has a row already: two statements for the whole class."""
        self._students = set(self._db.scalars(select(api.Student.id)))
        rows = self._db.execute(
            select(api.SubmittedAssignment.student_id, api.SubmittedAssignment.id, api.SubmittedNotebook.id)
            .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
            .where(api.SubmittedNotebook.notebook_id == self._notebook)
        )
        self._submissions: dict[str, tuple[str, str]] = {student: (one, other) for student, one, other in rows}
        self._db.commit()

    def _write(self, student: str, received: datetime, verdict: Verdict) -> None:
        moment = received.replace(tzinfo=None)
        added = {} if student in self._submissions else self._add(student, moment)
        submission, notebook = added.get(student) or self._submissions[student]
        if not added:
            self._db.execute(update(api.SubmittedAssignment), [{"id": submission, "timestamp": moment}])
        manual = {} if added else self._cells(api.Grade, notebook, api.Grade.manual_score)
        comments = {} if added else self._cells(api.Comment, notebook, api.Comment.id)
        grades_to = _Rows(api.Grade, notebook)
        comments_to = _Rows(api.Comment, notebook)
        for result in verdict.exercises:
            cell = self._grade_cells[result.name]
            row, by_hand = manual.get(cell, (None, None))
            grades_to.put(row, cell, auto_score=result.score, needs_manual_grade=by_hand is not None)
            cell = self._answer_cells[result.name]
            comments_to.put(comments.get(cell, (None, None))[0], cell, auto_comment=result.message)
        for rows in (grades_to, comments_to):
            rows.write(self._db)
        if self._penalties is not None:
            self._penalties.assign(self._db.get(api.SubmittedAssignment, submission))
        self._db.commit()
        self._submissions.update(added)
        self._students.add(student)

    def _add(self, student: str, moment: datetime) -> dict[str, tuple[str, str]]:
        """A new submission's rows, and the student's where there is none; their grades come after."""
        if student not in self._students:
            self._db.execute(insert(api.Student), [{"id": student}])
        ids = api.new_uuid(), api.new_uuid()
        mine = {"id": ids[0], "assignment_id": self._assignment, "student_id": student, "timestamp": moment}
        self._db.execute(insert(api.SubmittedAssignment), [mine])
        self._db.execute(
            insert(api.SubmittedNotebook), [{"id": ids[1], "assignment_id": ids[0], "notebook_id": self._notebook}]
        )
        return {student: ids}

    def _cells(self, kind: Any, notebook: str, column: Any) -> dict[str, tuple[str, Any]]:
        """A submitted notebook's rows of one kind by their cells: id, and one column more."""
        rows = self._db.execute(select(kind.cell_id, kind.id, column).where(kind.notebook_id == notebook))
        return {cell: (row, value) for cell, row, value in rows}


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


@contextmanager
def opened(
    db_url: str, assignment: str, released: NotebookNode, penalties: LatePenalties | None = None
) -> Iterator[Scores]:
    """The gradebook at ``db_url`` for a batch over ``assignment``, which it is made to know as released now.

    ``penalties`` are the course's for late submissions (None: it gives none).

    Raises `Stopped` where it cannot be read or written, `UsageError` where it can never hold this assignment.
    """
    with _one_sentence(_shown(db_url), DatabaseError), _gradebook(db_url) as gradebook:
        _register(gradebook, db_url, assignment, released)
        yield Scores(gradebook, assignment, penalties)


def _register(gradebook: Any, db_url: str, assignment: str, released: NotebookNode) -> None:
    """Make the assignment known, as ``nbgrader generate_assignment`` does, where it is not yet as it is now."""
    resources: dict[str, Any] = {
        "nbgrader": {"notebook": assignment, "assignment": assignment, "db_url": db_url, "student": "."}
    }
    notebook, resources = ComputeChecksums().preprocess(released, resources)
    now = {
        cell.metadata.nbgrader.grade_id: (cell.source, cell.metadata.nbgrader.get("points"))
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    try:
        known = gradebook.find_notebook(assignment, assignment)
    except api.MissingEntry:
        gradebook.update_or_create_assignment(assignment)
    else:
        points = {cell.name: cell.max_score for cell in known.grade_cells}
        before = {cell.name: (cell.source, points.get(cell.name)) for cell in known.source_cells}
        if before == now:
            return
    gradebook.db.commit()
    try:
        SaveCells().preprocess(notebook, resources)
    except RuntimeError:
        raise UsageError(
            f"The gradebook holds submissions for other exercises of {assignment} than there are now, and nbgrader "
            f"cannot change that: remove the assignment (nbgrader db assignment remove --force {assignment}) and "
            "grade it again."
        ) from None


@contextmanager
def _gradebook(db_url: str) -> Iterator[Any]:
    """nbgrader's gradebook, made where there is none."""
    logging.getLogger("tornado.application").disabled = True  # nbgrader's tracebacks: here an error is one sentence
    _note_version(db_url)
    with api.Gradebook(db_url) as gradebook:
        yield gradebook


def _note_version(db_url: str) -> None:
    """Note the version of nbgrader's schema in a new gradebook.

    nbgrader would do it itself, by a program that takes a second, and not at all where it is killed meanwhile.
    """
    engine = create_engine(db_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        if not connection.scalars(text("SELECT version_num FROM alembic_version")).first():
            version = {"version": ScriptDirectory(dbutil.ALEMBIC_DIR).get_current_head()}
            connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), version)
    engine.dispose()


@contextmanager
def _one_sentence(shown: str = "", stops: type[DatabaseError] = OperationalError) -> Iterator[None]:
    """The database's errors as one sentence each; ``stops`` are those after which no row can be written."""
    try:
        yield
    except (stops, InterfaceError) as error:
        raise Stopped(_sentence(str(error.orig), shown)) from error
    except api.InvalidEntry as error:
        raise Stopped(_sentence(str(error), shown)) from error
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError(f"--db needs a database URL such as postgresql://user@host/name ({error}).") from None


def _shown(db_url: str) -> str:
    """The gradebook as a sentence names it: a file by its path, a server's by its URL without the password."""
    try:
        url = make_url(db_url)
    except ArgumentError:
        return db_url
    return url.database if url.drivername.startswith("sqlite") and url.database else url.render_as_string()


def _sentence(said: str, shown: str) -> str:
    if "locked" in said:
        return "The gradebook is locked by another program: close that, then give the same command again."
    if "readonly" in said or "read-only" in said:
        return "The gradebook is read-only here: make it writable, then give the same command again."
    if "disk is full" in said or "No space left" in said:
        return "The disk is full: the gradebook cannot be written. Make room, then give the same command again."
    first_line = said.strip().splitlines()[0] if said.strip() else "no reason given"
    named = " ".join(("The gradebook", shown)).rstrip()
    return f"{named} cannot be used ({first_line}): mend that, then give the same command again."
