"""The parts that the three formats share: nbgrader's exporter plug-in, the roster, and who is missing where."""

import dataclasses
from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Dict, Unicode

from autograder.errors import UsageError
from autograder.records import Student, excludes
from autograder.reports.exports import grades, roster, sheet
from autograder.reports.exports.grades import Column, Grades
from autograder.reports.exports.roster import Keys, Line, Roster

Table = list[list[str]]


class RosterExport(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """Writes the gradebook's scores for one system; after `write`, ``notes`` and ``left_out`` say what to look at."""

    system: ClassVar[str]  # what the system is called
    keys: ClassVar[Keys]  # the columns of its own rosters that tell who a row is
    bom: ClassVar[bool] = False  # whether its files begin with a byte order mark
    takes_comments: ClassVar[bool] = False

    roster = Unicode("", help="the institution's own roster or export (CSV), whose rows are kept").tag(config=True)
    id_column = Unicode("", help="the column with the IDs that the gradebook knows students by").tag(config=True)
    headings = Dict(help="assignment -> what its column is called in the system").tag(config=True)
    feedback = Bool(False, help="write the comments, too (where the system takes them)").tag(config=True)
    missing_as_zero = Bool(False, help="0 for what was not handed in (default: an empty cell)").tag(config=True)

    def __init__(self, excluded: Callable[[str], bool] | None = None, **kwargs: Any) -> None:
        """``excluded`` tells whom the course leaves out (default: by the configuration that nbgrader gave)."""
        super().__init__(**kwargs)
        directories = CourseDirectory(config=self.config)
        self._excluded = excluded or (lambda student: excludes(directories, student))
        self.notes: list[str] = []
        self.left_out: list[Student] = []

    def export(self, gradebook: Any) -> None:
        """Write the file, and log what to look at; ``nbgrader export`` calls this."""
        try:
            self.write(gradebook)
        except UsageError as error:
            self.parent.fail(str(error))  # nbgrader's way to end with one sentence
        for note in self.notes:
            self.log.warning(note)

    def write(self, gradebook: Any) -> Path:
        """Write the file (``to``, default ``grades-<system>.csv``) and return its path.

        Students with a score who are not in the roster go into a file of their own beside it.
        Raises `autograder.errors.UsageError`.
        """
        everybody = grades.read(gradebook, [str(name) for name in self.assignment])
        counted = tuple(student for student in everybody.students if not self._excluded(student.id))
        found = dataclasses.replace(everybody, students=counted)
        if not found.columns:
            raise UsageError("The gradebook has no assignment yet: grade one first.")
        if unknown := sorted(set(self.headings) - {column.name for column in found.columns}):
            raise UsageError(f"There is no assignment {unknown[0]!r} in this export to name a column for.")
        if self.feedback and not self.takes_comments:
            raise UsageError(f"{self.system} reads no comments from such a file: leave --feedback out.")
        path = Path(self.to or f"grades-{self.system.lower()}.csv")
        source = roster.read(Path(self.roster)) if self.roster else None
        if source is not None and path.resolve() == source.path.resolve():
            raise UsageError(f"{path} is the roster itself: name another file to write.")
        lines = self._lines(source, found.students)
        sheet.write(path, self.table(source, lines, found), bom=self.bom)
        self._look_at(source, lines, found, path)
        return path

    @abstractmethod
    def table(self, source: Roster | None, lines: Sequence[Line], found: Grades) -> Table:
        """The rows of the file, headings first; ``source`` is the roster that was given."""

    @abstractmethod
    def identify(self, student: Student) -> dict[str, str]:
        """The cells by which the system knows the student, where there is no roster: one for each of its columns."""

    def is_person(self, line: Line) -> bool:
        """Return whether a row of the system's own export is somebody's."""
        return True

    def points(self, student: Student | None, column: Column, found: Grades) -> str:
        """The cell with the score: empty where nothing was handed in, unless that counts 0."""
        score = found.score(student, column)
        if score is not None:
            return grades.number(score.points)
        return "0" if self.missing_as_zero and student is not None else ""

    def heading(self, column: Column) -> str:
        """The name of the assignment's column in the system."""
        return str(self.headings.get(column.name, column.name))

    def comments(self, student: Student | None, column: Column, found: Grades) -> str:
        """The cell with the comments, as HTML."""
        score = found.score(student, column)
        return "" if score is None else grades.as_html(score.comments)

    def identifying(self, source: Roster | None, usual: Sequence[str]) -> list[str]:
        """The columns that tell who a row is: the roster's that are usual for that, and the one named for it."""
        if source is None:
            return list(self.identify(Student("")))
        return [heading for heading in source.headings if heading in usual or heading == self.id_column]

    def _lines(self, source: Roster | None, students: Sequence[Student]) -> list[Line]:
        wanted = {str(name) for name in self.student}  # nbgrader's --student; empty for everybody
        if unknown := sorted(wanted - {student.id for student in students}):
            raise UsageError(f"The gradebook has no student {unknown[0]!r}.")
        if source is None:
            lines = [Line(self._identified(student), student) for student in students]
        else:
            keys: Keys = {self.id_column: roster.IDS} if self.id_column else self.keys
            lines = [line for line in roster.match(source, students, keys) if self.is_person(line)]
        return [line for line in lines if not wanted or (line.student is not None and line.student.id in wanted)]

    def _identified(self, student: Student) -> dict[str, str]:
        cells = self.identify(student)
        if self.id_column and self.id_column not in cells:
            raise UsageError(f"{self.system} has no column {self.id_column!r}; it has {', '.join(cells)}.")
        return {**cells, self.id_column: student.id} if self.id_column else cells

    def _look_at(self, source: Roster | None, lines: Sequence[Line], found: Grades, path: Path) -> None:
        """Note who is in the gradebook or in the roster alone, and what a TA still has to review."""
        aside = path.with_name(f"{path.stem}-left-out.csv")
        there = {line.student.id for line in lines if line.student is not None}
        missing = [student for student in found.students if student.id not in there and not self.student]
        self.left_out = [student for student in missing if found.total(student)]
        if source is not None:
            for student in missing:
                total = found.total(student)
                kept = f": the score is in {aside}" if total else ""
                self.notes.append(
                    f"{student.id} ({total or 'nothing handed in'}) is not in {source.path}{kept}. Add a row for "
                    f"{student.name}, or give the gradebook the roster's ID "
                    f"(nbgrader db student add {student.id} --lms-user-id ID)."
                )
            for line in lines:
                if line.student is None:
                    who = " ".join(filter(None, (line.cells[heading].strip() for heading in source.headings[:3])))
                    self.notes.append(
                        f"Row {line.number} of {source.path} ({who}) is nobody's in the gradebook: it keeps an empty "
                        "score. Nothing was handed in under that ID, or the gradebook knows the student by another."
                    )
        pending = sorted({name for (name, _), score in found.scores.items() if score.unreviewed})
        if pending:
            self.notes.append(f"Still marked for a look in formgrader: {', '.join(pending)}.")
        if self.left_out:
            rows = [[s.id, s.last_name, s.first_name, s.email, s.lms_user_id] for s in self.left_out]
            points = [[self.points(s, column, found) for column in found.columns] for s in self.left_out]
            head = ["id", "last_name", "first_name", "email", "lms_user_id", *(column.name for column in found.columns)]
            sheet.write(aside, [head, *(row + score for row, score in zip(rows, points, strict=True))])
        else:
            aside.unlink(missing_ok=True)  # one of an earlier export: everybody is in the file now
