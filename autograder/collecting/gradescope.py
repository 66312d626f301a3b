"""Gradescope: the archive behind a programming assignment's "Export Submissions", and its roster.

A folder ``submission_4711`` a submission, and ``submission_metadata.yml``, which says for each who handed it in
(several for a group) and when. Source: Gradescope, instructor guide "Exporting submissions".
"""

from datetime import UTC, datetime
from typing import Any

import yaml

from autograder.collecting.archive import Archive
from autograder.collecting.handed_in import HandedIn, student_id
from autograder.errors import UsageError
from autograder.records import Student
from autograder.reports.exports import roster as rosters

METADATA = "submission_metadata.yml"
MAX_METADATA_BYTES = 200 * 2**20  # with the output of every test
STAFF = ("instructor", "ta", "reader")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # PyYAML has no types
    """PyYAML's safe loader, which takes Ruby's own kinds of mappings for mappings."""


_Loader.add_multi_constructor("!ruby/", lambda loader, _, node: loader.construct_mapping(node, deep=True))


def fits(archive: Archive) -> bool:
    """Return whether there is Gradescope's description of the submissions."""
    return any(file.name == METADATA for file in archive.files)


def handed_in(archive: Archive) -> list[HandedIn]:
    """Everybody's files; a group's are each of its members'.

    Raises `UsageError` where the description cannot be read.
    """
    file = min((file for file in archive.files if file.name == METADATA), key=lambda file: len(file.path.parts))
    try:
        submissions = yaml.load(file.read(MAX_METADATA_BYTES), _Loader)  # noqa: S506 -- a safe loader
        found = [
            HandedIn(_student(who), tuple(one for one in archive.files if str(name) in one.path.parts), _moment(entry))
            for name, entry in submissions.items()
            for who in entry[":submitters"]
        ]
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{file.path} in {archive.source} is not as Gradescope writes it ({error}).") from None
    return [one for one in found if one.files]


def people(roster: rosters.Roster) -> dict[str, Student]:
    """The students in Gradescope's roster, by their ID."""
    found = {}
    for _, cells in roster.rows:
        if cells.get("Role", "").strip().lower() in STAFF:
            continue
        first, last = cells.get("First Name", "").strip(), cells.get("Last Name", "").strip()
        if not first and not last:
            first, _, last = cells.get("Name", "").strip().rpartition(" ")
        email = cells.get("Email", "").strip()
        ident = student_id(cells.get("SID", ""), email, f"{first} {last}")
        found[ident] = Student(ident, first, last, email)
    return found


def _student(who: dict[str, Any]) -> Student:
    name, email = str(who.get(":name") or ""), str(who.get(":email") or "")
    first, _, last = name.rpartition(" ")
    return Student(student_id(str(who.get(":sid") or ""), email, name), first, last, email)


def _moment(entry: dict[str, Any]) -> datetime | None:
    moment = entry.get(":created_at")
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
