"""Moodle: the archive behind "Download all submissions", and the grading worksheet (English, German) as the roster.

In folders or not, a path holds ``Jane Doe_4711_assignsubmission_file``: the name (behind a group's, where there are
groups) and the number that the worksheet calls ``Participant 4711``. The times are in the worksheet alone, in the
time zone of whoever downloads it. Source: Moodle documentation, "Assignment settings", "Using Assignment".
"""

import re
from collections import defaultdict
from datetime import datetime, tzinfo
from pathlib import PurePosixPath

from babel.dates import get_month_names

from autograder.collecting.archive import Archive, File
from autograder.collecting.handed_in import HandedIn, student_id
from autograder.errors import UsageError
from autograder.records import Student
from autograder.reports.exports import moodle as worksheets
from autograder.reports.exports import roster as rosters

PART = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)_?(?P<rest>.*)")
LANGUAGES = ("en", "de")
MONTHS = {name.casefold(): n for words in LANGUAGES for n, name in get_month_names("wide", locale=words).items()}
MOMENT = re.compile(r"(\d{1,2})\.? (\w+) (\d{4}),? (\d{1,2}):(\d{2})(?: ?([AP]M))?", re.IGNORECASE)
UNKNOWN = "Moodle's archive does not say when it came in: give the grading worksheet with --roster, and collect again."


def fits(archive: Archive) -> bool:
    """Return whether a path is called as Moodle calls them."""
    return any(_part(file.path) for file in archive.files)


def handed_in(archive: Archive, people: dict[str, Student], times: dict[str, datetime]) -> list[HandedIn]:
    """Everybody's files; ``people`` and ``times`` are the worksheet's, by the participant's number.

    Raises `UsageError` where two people cannot be told apart.
    """
    files: dict[str, list[File]] = defaultdict(list)
    names: dict[str, str] = {}
    for file in archive.files:
        if found := _part(file.path):
            own = found["rest"] if found["rest"] and found.string == file.name else file.name
            files[found["number"]].append(File(file.path.with_name(own), file.size, file.open))
            names[found["number"]] = found["name"].strip()
    strangers = [names[number] for number in files if number not in people]
    if twice := sorted({name for name in strangers if strangers.count(name) > 1}):
        raise UsageError(
            f"Two people in {archive.source} are called {twice[0]}: give Moodle's grading worksheet with --roster."
        )
    return [
        HandedIn(
            who=people.get(number) or _stranger(names[number]),
            files=tuple(mine),
            received=times.get(number),
            doubt="" if number in times else UNKNOWN,
        )
        for number, mine in files.items()
    ]


def people(roster: rosters.Roster) -> dict[str, Student]:
    """The students in the worksheet or list of participants, by the participant's number, else by a running one."""
    found = {}
    for number, raw in roster.rows:
        cells = {worksheets.in_english(heading): cell.strip() for heading, cell in raw.items()}
        first = cells.get("First name", "")
        last = cells.get("Last name", "") or cells.get("Surname", "")
        full = cells.get("Full name", "") or f"{first} {last}".strip()
        email = cells.get("Email address", "")
        if not first and not last:
            first, _, last = full.rpartition(" ")
        ident = student_id(cells.get("ID number", ""), cells.get("Username", ""), email, full)
        participant = re.sub(r"\D", "", cells.get("Identifier", ""))
        found[participant or f"row {number}"] = Student(ident, first, last, email)
    return found


def times(roster: rosters.Roster, zone: tzinfo) -> dict[str, datetime]:
    """The times at which everybody handed in, by the participant's number, to the minute, by the clock in ``zone``."""
    found = {}
    for _, raw in roster.rows:
        cells = {worksheets.in_english(heading): cell.strip() for heading, cell in raw.items()}
        moment = _moment(cells.get("Last modified (submission)", ""), zone)
        if moment is not None:
            found[re.sub(r"\D", "", cells.get("Identifier", ""))] = moment
    return found


def _part(path: PurePosixPath) -> re.Match[str] | None:
    return next((found for part in path.parts if (found := PART.fullmatch(part))), None)


def _stranger(name: str) -> Student:
    first, _, last = name.rpartition(" ")
    return Student(student_id(name), first, last)


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """The time in Moodle's words: "Monday, 5 October 2026, 11:59 PM", "Montag, 5. Oktober 2026, 23:59"."""
    found = MOMENT.search(text.replace("\xa0", " ").replace("\u202f", " "))
    if found is None or (month := MONTHS.get(found[2].casefold())) is None:
        return None
    hour = int(found[4])
    if found[6]:
        hour = hour % 12 + (12 if found[6].upper() == "PM" else 0)
    return datetime(int(found[3]), month, int(found[1]), hour, int(found[5]), tzinfo=zone)
