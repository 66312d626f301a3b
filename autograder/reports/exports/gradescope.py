"""Gradescope: the columns of its own roster and of the grades of a whole course that it exports.

``First Name, Last Name, SID, Email`` tell who it is; an assignment has four columns: its score, ``- Max Points``,
``- Submission Time`` and ``- Lateness (H:M:S)``. Scripts that read Gradescope's grades read this file.
Source: Gradescope, instructor guides on rosters ("Adding Students and Staff") and on exporting grades.
"""

from collections.abc import Sequence
from typing import ClassVar

from autograder.records import Student
from autograder.reports.exports.grades import Grades, Score, number
from autograder.reports.exports.plugin import RosterExport, Table
from autograder.reports.exports.roster import Keys, Line, Roster

WHO = ("Name", "First Name", "Last Name", "SID", "Email", "Sections", "Section")
STAFF = ("instructor", "ta", "reader")


class GradescopeExport(RosterExport):
    """Scores in Gradescope's columns; ``roster`` is what Roster → Download Roster gave."""

    system = "Gradescope"
    keys: ClassVar[Keys] = {"SID": ("id", "lms_user_id"), "Email": ("email", "id")}

    def identify(self, student: Student) -> dict[str, str]:
        """Names, the student ID (the LMS's where nbgrader's roster has it) and the e-mail address."""
        return {
            "First Name": student.first_name,
            "Last Name": student.last_name,
            "SID": student.lms_user_id or student.id,
            "Email": student.email,
        }

    def is_person(self, line: Line) -> bool:
        """Return whether the row is a student's: staff have no scores."""
        return line.cells.get("Role", "").strip().lower() not in STAFF

    def table(self, source: Roster | None, lines: Sequence[Line], found: Grades) -> Table:
        """The student, then four columns an assignment."""
        who = self.identifying(source, WHO)
        header = list(who)
        for column in found.columns:
            name = self.heading(column)
            header += [name, f"{name} - Max Points", f"{name} - Submission Time", f"{name} - Lateness (H:M:S)"]
        rows = [header]
        for line in lines:
            row = [line.cells[heading] for heading in who]
            for column in found.columns:
                row += [self.points(line.student, column, found), number(column.max_score)]
                row += _when(found.score(line.student, column))
            rows.append(row)
        return rows


def _when(score: Score | None) -> list[str]:
    """The time at which it came in, in Gradescope's form, and how late."""
    if score is None or score.handed_in is None:
        return ["", ""]
    minutes, seconds = divmod(round(score.seconds_late), 60)
    hours, minutes = divmod(minutes, 60)
    return [f"{score.handed_in:%Y-%m-%d %H:%M:%S} +0000", f"{hours:02}:{minutes:02}:{seconds:02}"]
