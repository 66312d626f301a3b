"""Moodle: the grading worksheet of one assignment filled in, or a file for the gradebook's CSV import.

The worksheet (an assignment's "Download grading worksheet") has the columns ``Identifier``, ``Full name``, …,
``Grade``, ``Maximum Grade``, …, ``Last modified (grade)``, ``Feedback comments``; Moodle reads back ``Identifier``,
``Grade``, ``Last modified (grade)`` and the feedback, and passes over a grade above the maximum without a word.
The gradebook's import maps the columns by hand: a user by ID number, e-mail address or username, then grades and
feedback. Source: Moodle documentation, "Grade import" and "Offline grading worksheet".
"""

from collections.abc import Sequence
from typing import ClassVar

from autograder.errors import UsageError
from autograder.records import Student
from autograder.reports.exports.grades import Column, Grades, number
from autograder.reports.exports.plugin import RosterExport, Table
from autograder.reports.exports.roster import Keys, Line, Roster

WORKSHEET = ("Identifier", "Grade", "Last modified (grade)")  # Moodle refuses a worksheet without these
WHO = ("First name", "Last name", "Surname", "Full name", "Username", "ID number", "Email address")
FEEDBACK = "Feedback comments"
GERMAN = {
    "ID": "Identifier",
    "Vorname": "First name",
    "Nachname": "Last name",
    "Vollständiger Name": "Full name",
    "Anmeldename": "Username",
    "ID-Nummer": "ID number",
    "E-Mail-Adresse": "Email address",
    "E-Mail": "Email address",
    "Bewertung": "Grade",
    "Bestwertung": "Maximum Grade",
    "Bewertung kann geändert werden": "Grade can be changed",
    "Zuletzt geändert (Abgabe)": "Last modified (submission)",
    "Zuletzt geändert (Bewertung)": "Last modified (grade)",
    "Feedback als Kommentar": FEEDBACK,
}
KEYS: dict[str, Sequence[str]] = {
    "Identifier": ("lms_user_id",),
    "ID number": ("id", "lms_user_id"),
    "Username": ("id",),
    "Email address": ("email", "id"),
}


def in_english(heading: str) -> str:
    """The heading of a column in Moodle's English, whether it is in English or in German."""
    return GERMAN.get(heading, heading)


class MoodleExport(RosterExport):
    """Scores for Moodle; ``roster`` is a grading worksheet, or a list of participants or grades."""

    system = "Moodle"
    takes_comments = True
    bom = True  # Moodle takes it off, and Excel shows Chinese names right
    keys: ClassVar[Keys] = KEYS | {german: KEYS[english] for german, english in GERMAN.items() if english in KEYS}

    def identify(self, student: Student) -> dict[str, str]:
        """Names, the ID number (the LMS's where nbgrader's roster has it) and the e-mail address."""
        return {
            "First name": student.first_name,
            "Last name": student.last_name,
            "ID number": student.lms_user_id or student.id,
            "Email address": student.email,
        }

    def table(self, source: Roster | None, lines: Sequence[Line], found: Grades) -> Table:
        """The worksheet as it came with grades in it; else who it is, then an assignment a column."""
        if source and set(WORKSHEET) <= set(map(in_english, source.headings)):
            return self._worksheet(source, lines, found)
        who = self.identifying(source, (*WHO, *(german for german, english in GERMAN.items() if english in WHO)))
        header = list(who)
        for column in found.columns:
            header += [self.heading(column), *([f"{self.heading(column)} feedback"] if self.feedback else [])]
        rows = [header]
        for line in lines:
            row = [line.cells[heading] for heading in who]
            for column in found.columns:
                row.append(self.points(line.student, column, found))
                if self.feedback:
                    row.append(self.comments(line.student, column, found))
            rows.append(row)
        return rows

    def _worksheet(self, source: Roster, lines: Sequence[Line], found: Grades) -> Table:
        if len(found.columns) != 1:
            names = ", ".join(column.name for column in found.columns)
            raise UsageError(f"{source.path} is the worksheet of one assignment: name which one of {names} it is for.")
        (column,) = found.columns
        called = {in_english(heading): heading for heading in source.headings}
        if self.feedback and FEEDBACK not in called:
            raise UsageError(
                f"{source.path} has no column {FEEDBACK}: switch feedback comments on in Moodle's assignment, or "
                "leave --feedback out."
            )
        rows = [list(source.headings)]
        for line in lines:
            cells = dict(line.cells)
            if points := self.points(line.student, column, found):
                cells[called["Grade"]] = points
                self._acceptable(line, float(points), column)
            if self.feedback and line.student is not None:
                cells[called[FEEDBACK]] = self.comments(line.student, column, found)
            rows.append(list(cells.values()))
        return rows

    def _acceptable(self, line: Line, points: float, column: Column) -> None:
        """A note for a grade that Moodle would pass over without a word."""
        cells = {in_english(heading): cell for heading, cell in line.cells.items()}
        name = cells.get("Full name") or cells["Identifier"]
        maximum = cells.get("Maximum Grade", "").strip().replace(",", ".")
        if maximum.replace(".", "", 1).isdecimal() and points > float(maximum):
            self.notes.append(
                f"Moodle will not take {number(points)} for {name}, because its maximum is {maximum}: set the "
                f"assignment's maximum grade to {number(column.max_score)} there."
            )
        if cells.get("Grade can be changed", "").strip() in ("No", "Nein"):
            self.notes.append(f"Moodle will not change the grade of {name}: it is locked there.")
