"""Lays what a platform handed out into the course: one folder a student, a receipt, and everybody on the roster.

The same command again changes nothing: the same bytes stay as they are, with the earlier of two times.
"""

import dataclasses
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.collecting.archive import Archive, File
from autograder.collecting.handed_in import HandedIn, student_id
from autograder.collecting.platforms import Collected
from autograder.errors import UsageError
from autograder.plain_text import plain_words
from autograder.records import Course, enrolment, one_sentence, receipts, students, write_atomic
from autograder.submission import MAX_NOTEBOOK_BYTES

MAX_NOTEBOOKS = 20  # of one student
LARGEST = 2**33  # bytes that an empty file pretends to have in the place of a notebook that is too large to be kept


@dataclass
class Outcome:
    """Everybody's part: ids of students, and sentences (``notes``) on what somebody should look at.

    ``kept`` are those whose other notebook was there already and stays; ``failed`` says who could not be collected.
    """

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def bring_in(course: Course, assignment: str, archive: Archive, collected: Collected, update: bool) -> Outcome:
    """Collect for ``assignment``; another notebook takes the place of an earlier one only with ``update``.

    Raises `autograder.errors.Stopped` where the course cannot be written.
    """
    outcome = Outcome(notes=[f"{name} was passed over: it is no file of its own." for name in archive.passed_over])
    people = [*collected.roster, *(one.who for one in collected.handed_in)]
    with enrolment.opened(course.db_url) as roster:
        names = {person: roster.named(person) for person in people}
        roster.add(dataclasses.replace(person, id=names[person]) for person in names)
        due = roster.due(assignment)
        everybody = sorted(roster.students)
    for one in collected.handed_in:
        student = names[one.who]
        received = one.received or archive.made
        if one.in_time and due:
            received = min(received, due.get(student, due[""]))
        receipt = receipts.Receipt(received=received, sha256=(), source=collected.platform, doubt=one.doubt)
        try:
            with one_sentence():
                what = _lay(course, assignment, student, one, receipt, update)
            getattr(outcome, what).append(student)
        except UsageError as error:
            outcome.failed.append(f"{student}: {error}")
        if one.doubt:
            outcome.notes.append(f"{student}: {one.doubt}")
    if not due and any(one.in_time and one.received is None for one in collected.handed_in):
        outcome.notes.append(
            f"{collected.platform.capitalize()} says who was late, and not when anybody handed in: set the due date, "
            "then give this command again, or everybody is late for a due date before this archive."
        )
    there = _there(course, assignment)
    outcome.absent = [name for name in everybody if name not in there and not course.is_excluded(name)]
    return outcome


def _there(course: Course, assignment: str) -> set[str]:
    try:
        return set(students(course, assignment))
    except UsageError:  # nobody
        return set()


def _lay(course: Course, assignment: str, student: str, one: HandedIn, receipt: receipts.Receipt, update: bool) -> str:
    """Lay one student's notebooks into their place; the name of the list of `Outcome` in which the student belongs.

    Raises `UsageError` where they cannot be read or must not be written.
    """
    folder = course.folder("submitted", student, assignment)
    if folder.is_symlink() or folder.parent.is_symlink():
        raise UsageError(f"{folder} is reached by a symbolic link: nothing was written there.")
    data = {name: file.read() for name, file in _notebooks(one.files, assignment).items()}
    sizes = {name: file.size for name, file in _notebooks(one.files, assignment).items()}
    new = {name: _known_by(content, max(sizes[name], len(content))) for name, content in data.items()}
    old = {path.name: _of_file(path) for path in folder.glob("*.ipynb")}
    before = receipts.of(course.root, assignment, student)
    receipt = receipt.model_copy(update={"sha256": tuple(new.values())})
    if new == old:
        if before is not None and set(before.sha256) == set(receipt.sha256) and before.received <= receipt.received:
            return "unchanged"
    elif old and (not update or (before is not None and receipt.received < before.received)):
        return "kept"
    for name, content in data.items() if new != old else ():
        large = len(content) > MAX_NOTEBOOK_BYTES
        write_atomic(folder / name, b"" if large else content)
        if large:
            os.truncate(folder / name, min(max(sizes[name], len(content)), LARGEST))
    for name in old.keys() - new.keys():
        (folder / name).unlink()
    for name in data:
        _set_time(folder / name, receipt.received)
    receipts.keep(course.root, assignment, student, receipt)
    return "unchanged" if new == old else "updated" if old else "new"


def _notebooks(files: tuple[File, ...], assignment: str) -> dict[str, File]:
    """The notebooks among a student's files by the names that they get: the one named as it should be, else all.

    Whoever handed in no notebook at all gets the first file judged in its place, and is told what it is.
    """
    expected = f"{assignment}.ipynb"
    exactly = sorted((file for file in files if file.name == expected), key=lambda file: len(file.path.parts))
    if exactly:
        return {expected: exactly[0]}
    found: dict[str, File] = {}
    for file in [file for file in files if file.name.lower().endswith(".ipynb")][:MAX_NOTEBOOKS]:
        stem = student_id(plain_words(file.name[:-6])[:100], "notebook")
        name = f"{stem}.ipynb"
        found[name if name not in found else f"{stem}-{len(found) + 1}.ipynb"] = file
    return found or {expected: files[0]}


def _known_by(content: bytes, size: int) -> str:
    return receipts.digest(content) if size <= MAX_NOTEBOOK_BYTES else f"{min(size, LARGEST)} bytes"


def _of_file(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        return "no file"
    size = path.stat().st_size
    return _known_by(path.read_bytes() if size <= MAX_NOTEBOOK_BYTES else b"", size)


def _set_time(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))
