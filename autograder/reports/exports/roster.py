"""An institution's own roster or export, and whose row is whose in the gradebook."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.records import Student

MAX_BYTES = 20 * 2**20
SEPARATORS = ",;\t"
IDS = ("id", "lms_user_id", "email")  # what nbgrader's roster knows a student by

Keys = Mapping[str, Sequence[str]]  # a column of the roster -> the fields of nbgrader's roster that it may hold


@dataclass(frozen=True)
class Line:
    """One row: its cells by heading, whose it is in the gradebook (None for nobody's), and its number in the file."""

    cells: Mapping[str, str]
    student: Student | None
    number: int = 0


@dataclass(frozen=True)
class Roster:
    """A CSV file with headings: every row has a cell for every heading."""

    path: Path
    headings: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]


def read(path: Path) -> Roster:
    """The roster in the file, separated by commas, semicolons or tabs, with or without a byte order mark.

    Raises `autograder.errors.UsageError`: one sentence for whatever is wrong with the file.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{path} has more than {MAX_BYTES // 2**20} MB: that is no roster.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8: save it as 'CSV UTF-8' and try again.") from None
    if "\0" in text:
        raise UsageError(f"{path} is no CSV file (it holds zero bytes).")
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UsageError(f"{path} is no CSV file ({error}).") from None
    headings = tuple(heading.strip() for heading in table[0]) if table else ()
    if not any(headings):
        raise UsageError(f"{path} is empty: its first line must name the columns.")
    if twice := {heading for heading in headings if heading and headings.count(heading) > 1}:
        raise UsageError(f"{path} has the column {min(twice)!r} twice: rename one of them.")
    rows = []
    for number, row in enumerate(table[1:], 2):
        if len(row) > len(headings) and any(row[len(headings) :]):
            raise UsageError(f"Row {number} of {path} has {len(row)} cells under {len(headings)} headings: mend it.")
        if any(cell.strip() for cell in row):
            padded = [*row, *[""] * (len(headings) - len(row))]
            rows.append((number, dict(zip(headings, padded, strict=False))))
    return Roster(path, headings, tuple(rows))


def match(roster: Roster, students: Sequence[Student], keys: Keys) -> list[Line]:
    """Every row of the roster with the student whose it is, found by the columns ``keys``.

    Raises `autograder.errors.UsageError` where no such column is there, where one row is two students', and where
    one student has two rows.
    """
    there = [heading for heading in keys if heading in roster.headings]
    if not there:
        raise UsageError(
            f"{roster.path} has no column {_either(list(keys))}: name the column with the students' IDs with "
            f"--id-column; it has {', '.join(filter(None, roster.headings))}."
        )
    index = {(field, _key(field, value)): s for field in IDS for s in students if (value := getattr(s, field))}
    lines, taken = [], dict[str, int]()
    for number, cells in roster.rows:
        found: dict[str, Student] = {}
        for heading in there:
            for field in keys[heading]:
                if cells[heading].strip() and (student := index.get((field, _key(field, cells[heading])))):
                    found[student.id] = student
        if len(found) > 1:
            raise UsageError(
                f"Row {number} of {roster.path} is {' and '.join(sorted(found))} in the gradebook: "
                "say with --id-column which column counts."
            )
        student = next(iter(found.values()), None)
        if student is not None and (before := taken.setdefault(student.id, number)) != number:
            raise UsageError(f"Rows {before} and {number} of {roster.path} are both {student.id}: keep one of them.")
        lines.append(Line(cells, student, number))
    return lines


def _key(field: str, value: str) -> str:
    """The text that is compared: e-mail addresses whatever their case, everything else as it is."""
    return value.strip().casefold() if field == "email" else value.strip()


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
