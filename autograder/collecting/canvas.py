"""Canvas: the archive behind an assignment's "Download Submissions", and the gradebook's export as the roster.

A file is called ``doejane_4711_90210_homework-1.ipynb``: the sortable name without signs, ``_LATE`` where Canvas counts
it as late, the user's number, the file's, and its own name, to which Canvas adds ``-1`` when it is handed in again.
The archive does not say when anything came in. Source: Canvas (Instructure), instructor guide "How do I download all
student submissions for an assignment?", and ``lib/content_zipper.rb`` of its published code.
"""

import re
from collections import defaultdict

from autograder.collecting.archive import Archive, File
from autograder.collecting.handed_in import HandedIn, student_id
from autograder.records import Student
from autograder.reports.exports import roster as rosters

NAME = re.compile(r"(?P<name>.*?)(?P<late>_late)?_(?P<user>\d+)_(?P<file>\d+)_(?P<rest>.+)", re.IGNORECASE)
POINTS, TEST_STUDENT = "Points Possible", "Student, Test"  # rows of its export that are nobody's
LATE = "Canvas calls it late and does not say how late: the time at which the archive was made counts."


def fits(archive: Archive) -> bool:
    """Return whether most of the files are called as Canvas calls them."""
    named = sum(NAME.fullmatch(file.name) is not None for file in archive.files)
    return bool(archive.files) and named > len(archive.files) / 2


def handed_in(archive: Archive, people: dict[str, Student]) -> list[HandedIn]:
    """Everybody's files; ``people`` are the roster's by their number in Canvas."""
    files: dict[str, list[File]] = defaultdict(list)
    late: set[str] = set()
    for file in archive.files:
        if found := NAME.fullmatch(file.name):
            files[found["user"]].append(File(file.path.with_name(found["rest"]), file.size, file.open))
            late |= {found["user"]} if found["late"] else set()
    return [
        HandedIn(
            who=people.get(user) or Student(user, lms_user_id=user),
            files=tuple(mine),
            received=None,
            doubt=LATE if user in late else "",
            in_time=user not in late,
        )
        for user, mine in files.items()
    ]


def people(roster: rosters.Roster) -> dict[str, Student]:
    """The students in the gradebook's export, by their number in Canvas."""
    found = {}
    for _, cells in roster.rows:
        name, number = cells.get("Student", "").strip(), cells.get("ID", "").strip()
        if not number or POINTS in name or name == TEST_STUDENT:
            continue
        last, _, first = name.partition(",")
        login = cells.get("SIS Login ID", "").strip()
        ident = student_id(login, cells.get("SIS User ID", ""), number)
        email = login if "@" in login else ""
        found[number] = Student(ident, first.strip(), last.strip(), email, number)
    return found
