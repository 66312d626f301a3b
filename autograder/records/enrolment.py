"""The course's roster, which is nbgrader's: who is in it, who else is to be, and until when each may hand in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any

from nbgrader import api
from sqlalchemy import insert, select, update

from autograder.errors import UsageError
from autograder.records.database_errors import one_sentence, shown
from autograder.records.gradebook import connected
from autograder.records.student import Student

IDENTIFYING = ("lms_user_id", "id", "email")
FIELDS = ("first_name", "last_name", "email", "lms_user_id")


class Enrolment:
    """The roster in the open gradebook. Made by `opened`."""

    def __init__(self, gradebook: Any) -> None:
        self._gradebook, self._db = gradebook, gradebook.db
        row = api.Student
        found = self._db.execute(select(row.id, row.first_name, row.last_name, row.email, row.lms_user_id))
        self.students = {values[0]: Student(values[0], *(value or "" for value in values[1:])) for values in found}
        self._ids = {
            field: Counter(getattr(one, field).casefold() for one in self.students.values()) for field in IDENTIFYING
        }
        self._of = {
            (field, getattr(one, field).casefold()): one.id for one in self.students.values() for field in IDENTIFYING
        }
        self._db.commit()

    def named(self, person: Student) -> str:
        """The id under which ``person`` is in the roster: by the platform's number, ID or address; else a new one."""
        for field in IDENTIFYING:
            value = getattr(person, field).casefold()
            if value and self._ids[field][value] == 1:
                return self._of[field, value]
        return person.id

    def add(self, people: Iterable[Student]) -> None:
        """Add those who are not in the roster, and what it does not know yet of the others; nothing is overwritten."""
        new, known = [], []
        for person in people:
            before = self.students.get(person.id)
            values = {field: getattr(person, field) or None for field in FIELDS}
            if before is None:
                new.append({"id": person.id, **values})
                self.students[person.id] = person
            elif any(values[field] and not getattr(before, field) for field in FIELDS):
                known.append({"id": person.id, **{f: getattr(before, f) or values[f] for f in FIELDS}})
        if new:
            self._db.execute(insert(api.Student), new)
        if known:
            self._db.execute(update(api.Student), known)
        self._db.commit()

    def due(self, assignment: str) -> dict[str, datetime]:
        """The date (UTC) until which each student may hand in, under "" for all others; empty where there is none."""
        try:
            row = self._gradebook.find_assignment(assignment)
        except api.MissingEntry:
            return {}
        if row.duedate is None:
            return {}
        one = api.SubmittedAssignment
        extended = self._db.execute(
            select(one.student_id, one.extension).where(one.assignment_id == row.id, one.extension.is_not(None))
        )
        dates = {"": row.duedate, **{student: row.duedate + extension for student, extension in extended}}
        self._db.commit()
        return {student: date.replace(tzinfo=UTC) for student, date in dates.items()}

    def extend(self, assignment: str, student: str, until: datetime | None) -> timedelta | None:
        """Let ``student`` hand in ``until`` then, which is so much after the due date; None takes an extension back.

        Raises `UsageError` where there is no such assignment, due date or student, and where nothing is extended.
        """
        try:
            due = self._gradebook.find_assignment(assignment).duedate
        except api.MissingEntry:
            raise UsageError(
                f"The gradebook has no assignment {assignment} yet: nbgrader generate_assignment {assignment} or "
                "grading it makes it known."
            ) from None
        if due is None:
            raise UsageError(
                f"{assignment} has no due date to extend: set it with nbgrader db assignment add {assignment} "
                '--duedate="2026-10-01 12:00:00 +0100".'
            )
        if student not in self.students:
            close = get_close_matches(student, self.students)
            hint = f"did you mean {' or '.join(close)}?" if close else "nbgrader db student add makes one known."
            raise UsageError(f"There is no student {student} in the gradebook: {hint}")
        extension = None if until is None else until.astimezone(UTC).replace(tzinfo=None) - due
        if extension is not None and extension <= timedelta():
            raise UsageError(f"{assignment} is due at {due:%Y-%m-%d %H:%M} UTC: an extension must end after that.")
        try:
            submission = self._gradebook.find_submission(assignment, student)
        except api.MissingEntry:
            submission = self._gradebook.add_submission(assignment, student)
        submission.extension = extension
        self._db.commit()
        return extension


@contextmanager
def opened(db_url: str) -> Iterator[Enrolment]:
    """The roster in the gradebook at ``db_url``, which is made where there is none.

    Raises `autograder.errors.Stopped` where it cannot be read or written, `UsageError` where it is no gradebook's.
    """
    with one_sentence(shown(db_url)), connected(db_url) as gradebook:
        yield Enrolment(gradebook)
