"""The folders in which a course keeps its things, where its configuration says so, and who has handed in."""

import copy
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.errors import UsageError
from autograder.records import configuration, receipts
from autograder.records.atomic_files import private_mode

# Folders of a course that may hold an assignment's folder, too, and are nobody's.
STEPS = ("source", "release", "submitted", "autograded", "feedback", "solution", "source_with_tests")
OURS = ("evidence", receipts.FOLDER, "reports")


@dataclass(frozen=True)
class Course:
    """A course's folders, which are nbgrader's, its gradebook, and our own folders beside them. Made by `at`.

    ``directories`` is nbgrader's ``CourseDirectory`` and ``config`` the configuration (traitlets' ``Config``) that it
    was made of; ``db_url`` is the gradebook's address as SQLAlchemy reads it.
    """

    root: Path
    directories: Any
    config: Any
    db_url: str

    @classmethod
    def at(cls, root: Path | None = None, submitted: Path | None = None, db_url: str | None = None) -> "Course":
        """The course in the folder ``root``; what is not given is as its ``nbgrader_config.py`` says.

        Without ``root`` it is the course to which the current folder's configuration belongs, as for nbgrader.
        Raises `UsageError` where that configuration cannot be read.
        """
        here = (root or Path()).resolve()
        config = configuration.load(here)
        if root is None and (named := config.CourseDirectory.get("root")):
            root = Path(named).resolve()
            config = configuration.load(root, here)
        root = here if root is None else root.resolve()
        try:
            directories = directories_at(root, config)
            if submitted is not None:
                directories.submitted_directory = str(submitted.resolve())
            _pattern(directories, "")
            named = config.CourseDirectory.get("db_url")
            return cls(root, directories, config, db_url or (_beside(root, named) if named else gradebook_url(root)))
        except Exception as error:
            raise configuration.unusable(root, error) from None

    @property
    def submitted(self) -> Path:
        """The folder of submissions; in which order students and assignments lie in it, the configuration says."""
        return self._step("submitted")

    @property
    def feedback(self) -> Path:
        """The folder of the students' feedback pages."""
        return self._step("feedback")

    @property
    def private(self) -> int:
        """The mode of a file that only those who grade may read."""
        return private_mode(self.root)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the course, which is that of nbgrader's exchange and of formgrader's due dates.

        Raises `UsageError` where there is no such zone.
        """
        name = self.config.Exchange.get("timezone") or "UTC"
        try:
            return ZoneInfo(name)
        except (ValueError, ZoneInfoNotFoundError):
            raise UsageError(f"c.Exchange.timezone is {name!r}, which is no time zone: Europe/Berlin is one.") from None

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """A student's folder for an assignment in one of nbgrader's steps (``submitted``, ``autograded``, …)."""
        step = getattr(self.directories, f"{step}_directory")
        return Path(self.directories.format_path(step, student, assignment))

    def notebook(self, step: str, student: str, assignment: str) -> Path:
        """The path of a student's notebook in one of nbgrader's steps."""
        return self.folder(step, student, assignment) / f"{assignment}.ipynb"

    def evidence(self, assignment: str) -> Path:
        """The folder with the evidence on an assignment: one folder a student."""
        return self.root / "evidence" / assignment

    def report(self, assignment: str) -> Path:
        """The class report of an assignment."""
        return self.root / "reports" / f"{assignment}.html"

    def is_excluded(self, student: str) -> bool:
        """Return whether the configuration leaves this student out (``student_id_exclude``, ``student_id``)."""
        return excludes(self.directories, student)

    def _step(self, step: str) -> Path:
        return self.root / getattr(self.directories, f"{step}_directory")


def directories_at(root: Path, config: Any) -> Any:
    """Make nbgrader's ``CourseDirectory`` of a configuration for the folder ``root``, whatever that says of the root.

    A root that is named from another folder would be taken for one in the current folder, with a warning.
    """
    from nbgrader.coursedir import CourseDirectory  # imports all of nbgrader

    config = copy.deepcopy(config)
    config.CourseDirectory.pop("root", None)
    return CourseDirectory(config=config, root=str(root))


def gradebook_url(root: Path) -> str:
    """The address of nbgrader's own gradebook in the folder ``root``.

    A path is no address: what stands behind a ``?`` in it would be taken for options, and another file be opened.
    """
    from sqlalchemy import URL

    return URL.create("sqlite", database=str(root / "gradebook.db")).render_as_string(hide_password=False)


def _beside(root: Path, db_url: str) -> str:
    """The address with the path of a file that is named from the course's folder, for nbgrader is called there."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(db_url)
    except ArgumentError:
        return db_url  # whoever opens it says what is wrong
    if not url.drivername.startswith("sqlite") or url.database in (None, "", ":memory:"):
        return db_url
    return url.set(database=str(root / str(url.database))).render_as_string(hide_password=False)


def excludes(directories: Any, student: str) -> bool:
    """Return whether nbgrader's ``CourseDirectory`` leaves this student out."""
    excluded = {name.strip() for name in directories.student_id_exclude.split(",")}
    return student in excluded or not fnmatchcase(student, directories.student_id)


def students(course: Course, assignment: str) -> list[str]:
    """The students who handed in (there is a folder of theirs for the assignment), in alphabetical order.

    The course's own folders are not taken for students where ``submitted`` is the course itself; whom the
    configuration excludes is left out.

    Raises `UsageError` where there is no folder of submissions, and where nobody is in it.
    """
    if not course.submitted.is_dir():
        raise UsageError(
            f"There is no folder {course.submitted}: name the folder that holds one folder a student with --submitted."
        )
    found = sorted(name for name in _folders(course, assignment) if not course.is_excluded(name))
    if not found:
        raise UsageError(
            f"Nobody in {course.submitted} has handed in {assignment}: name the folder that holds one folder a "
            f"student, each with a folder {assignment} in it, with --submitted."
        )
    return found


def graded_students(course: Course, assignment: str) -> list[str]:
    """The students who have a graded notebook of the assignment, in alphabetical order."""
    names = sorted(_folders(course, assignment, "autograded"))
    return [name for name in names if course.notebook("autograded", name, assignment).is_file()]


def _folders(course: Course, assignment: str, step: str = "submitted") -> Iterator[str]:
    """The names in the place of the student, wherever in nbgrader's ``directory_structure`` that is."""
    holder, pattern = _pattern(course.directories, assignment, step)
    own = {course._step(step) for step in STEPS} | {course.root / name for name in OURS}
    try:
        entries = sorted(os.scandir(course.root / holder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        named = pattern.fullmatch(entry.name)
        if entry.name.startswith(".") or named is None or Path(entry.path) in own:
            continue
        if _may_exist(course.folder(step, named["student"], assignment)):
            yield named["student"]


def _pattern(directories: Any, assignment: str, step: str = "submitted") -> tuple[str, re.Pattern[str]]:
    """The folder that holds the students' folders by ``directory_structure``, and a pattern for their names."""
    known = {"{nbgrader_step}": getattr(directories, f"{step}_directory"), "{assignment_id}": assignment}
    parts = Path(directories.directory_structure).parts
    number = next((i for i, part in enumerate(parts) if "{student_id}" in part), None)
    if number is None:
        raise ValueError(f"directory_structure {directories.directory_structure!r} has no {{student_id}} in it")
    holder, pattern = os.path.join("", *parts[:number]), re.escape(parts[number])  # noqa: PTH118 -- may be empty
    for field, value in known.items():
        holder = holder.replace(field, value)
        pattern = pattern.replace(re.escape(field), re.escape(value))
    return holder, re.compile(pattern.replace(re.escape("{student_id}"), "(?P<student>.+)", 1), re.DOTALL)


def _may_exist(path: Path) -> bool:
    """Return whether a folder or a link is at ``path``, or nobody may look: nobody is left out in silence."""
    try:
        return not stat.S_ISREG(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
