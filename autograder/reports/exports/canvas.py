"""Canvas: the gradebook's own CSV format, as its importer reads it.

Columns ``Student, ID, SIS User ID, SIS Login ID, Section``, then one an assignment, called ``name (id)`` for one that
Canvas has; the second row holds the points possible. Canvas finds a student by ``ID``, then ``SIS User ID``, then
``SIS Login ID``, then the name, and leaves a grade alone where the cell is empty.
Source: Instructure, Canvas instructor guide, "How do I import grades in the Gradebook?".
"""

import re
from collections.abc import Sequence
from typing import ClassVar

from autograder.errors import UsageError
from autograder.records import Student
from autograder.reports.exports.grades import Column, Grades, number
from autograder.reports.exports.plugin import RosterExport, Table
from autograder.reports.exports.roster import Keys, Line, Roster

POINTS = "Points Possible"
TEST_STUDENT = "Student, Test"  # Canvas's own, in every course
WITH_ID = re.compile(r"(.*?)\s*\(\d+\)")


class CanvasExport(RosterExport):
    """Scores for Canvas: Grades → Import; ``roster`` is what Grades → Export gave."""

    system = "Canvas"
    keys: ClassVar[Keys] = {
        "ID": ("lms_user_id",),
        "SIS User ID": ("id", "lms_user_id"),
        "SIS Login ID": ("id", "lms_user_id", "email"),
    }

    def identify(self, student: Student) -> dict[str, str]:
        """Canvas's own number where nbgrader's roster has it, and the id as the login."""
        name = f"{student.last_name}, {student.first_name}" if student.last_name else student.name
        return {
            "Student": name,
            "ID": student.lms_user_id,
            "SIS User ID": "",
            "SIS Login ID": student.id,
            "Section": "",
        }

    def is_person(self, line: Line) -> bool:
        """Return whether the row is somebody's: those of points, posting policies and the test student are not."""
        first = next(iter(line.cells.values())).strip()
        return bool(first) and POINTS not in first and first != TEST_STUDENT

    def table(self, source: Roster | None, lines: Sequence[Line], found: Grades) -> Table:
        """The student, then an assignment a column; the first row below the headings tells the points possible."""
        who = _identifying(source) if source else list(self.identify(Student("")))
        columns = {column: self._known_as(column, source) for column in found.columns}
        if source:
            self._compare_points(columns, source)
        padding = [""] * (len(who) - 1)
        points = [f"    {POINTS}", *padding, *(number(column.max_score) for column in columns)]
        rows = [
            [*(line.cells[heading] for heading in who), *(self.points(line.student, c, found) for c in columns)]
            for line in lines
        ]
        return [[*who, *columns.values()], points, *rows]

    def _known_as(self, column: Column, source: Roster | None) -> str:
        """The heading that Canvas knows the assignment by: ``name (id)``, where its export has one of this name."""
        heading = self.heading(column)
        for there in source.headings if source else ():
            named = WITH_ID.fullmatch(there)
            if there == heading or (named and named[1] == heading):
                return there
        return heading

    def _compare_points(self, columns: dict[Column, str], source: Roster) -> None:
        for _, cells in source.rows:
            if POINTS not in next(iter(cells.values())):
                continue
            for column, heading in columns.items():
                theirs = cells.get(heading, "").strip()
                if theirs and theirs != number(column.max_score) and _number(theirs) != column.max_score:
                    self.notes.append(
                        f"Canvas counts {theirs} points for {heading}, the gradebook {number(column.max_score)}: "
                        "the import sets Canvas to the gradebook's."
                    )


def _identifying(source: Roster) -> list[str]:
    """The columns up to ``Section``: Canvas reads no file without them, and they are kept as they are."""
    headings = list(source.headings)
    if "Section" not in headings or "ID" not in headings:
        raise UsageError(
            f"{source.path} is no export of Canvas's gradebook: it needs the columns Student, ID and Section."
        )
    return headings[: headings.index("Section") + 1]


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
