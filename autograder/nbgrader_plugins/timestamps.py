"""The time of a submission's arrival: what its collector knew, whatever the folder says about itself.

nbgrader takes the time from a file ``timestamp.txt`` in the submission, which its author can write: a forged one makes
a late submission punctual, and one without a date in it stops formgrader's list for everybody. `mend_nbgrader` puts
the collector's receipt in its place, else the file's time, for nbgrader's commands and for formgrader; late penalties
follow, because nbgrader computes them from the same time. And formgrader, which takes a submission for graded where
the gradebook has the time that its folder has, recognizes what either command graded.
"""

import itertools
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory

from autograder.nbgrader_plugins import offsets
from autograder.records import evidence, gradebook_url, receipts


def of_folder(folder: Path, assignment: str = "") -> datetime | None:
    """The time (UTC, without a zone, as nbgrader counts) of the folder's notebook, else of the folder itself.

    ``folder`` is one that nbgrader keeps for a student and an ``assignment`` (default: of its own name), so its
    notebook has that name, or is the only one in it. Symbolic links are not followed. None where there is nothing.
    """
    found = _file(folder, assignment or folder.name)
    return None if found is None else _time(found).replace(tzinfo=None)


def of_submission(directories: Any, student: str, assignment: str) -> datetime | None:
    """The time (as in `of_folder`) at which ``student`` handed in, as far as is known; None where nothing is there.

    ``directories`` is nbgrader's ``CourseDirectory``.
    """
    folder = Path(directories.format_path(directories.submitted_directory, student, assignment))
    found = _file(folder, assignment)
    if found is None:
        return None
    root, digest = Path(directories.root), receipts.digest_of(found)
    earlier = evidence.newest(root / "evidence" / assignment / student)
    moment = receipts.received(root, assignment, student, digest, _time(found), earlier)
    return moment.replace(tzinfo=None)


def mend_nbgrader() -> None:
    """Let nbgrader in this process, from now on, go by what is known of a submission's arrival; calling twice is once.

    Times with an offset are read rightly, and a course in a folder with a ``?`` in its name has a gradebook of its own.
    """
    from nbgrader.apps.api import NbGraderAPI  # imports most of nbgrader: only where nbgrader runs

    from autograder.nbgrader_plugins import zip_collect

    CourseDirectory.get_existing_timestamp = _existing_timestamp
    CourseDirectory._db_url_default = lambda directories: gradebook_url(Path(directories.root))
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    zip_collect.keep_receipts()
    offsets.read_rightly()


trust_files_alone = mend_nbgrader  # what courses' configurations call it until 0.3


def _existing_timestamp(directories: Any, dest_path: str) -> datetime | None:
    """The time of the folder ``dest_path``; of a graded one it is that of what was graded."""
    path = os.path.normpath(dest_path)
    for step in (directories.submitted_directory, directories.autograded_directory):
        pattern = directories.format_path(step, r"(?P<student>[^/]+)", r"(?P<assignment>[^/]+)", escape=True)
        if named := re.fullmatch(pattern, path):
            student, assignment = named["student"], named["assignment"]
            if step == directories.submitted_directory:
                return of_submission(directories, student, assignment)
            judged = evidence.newest(Path(directories.root) / "evidence" / assignment / student)
            return judged.received.replace(tzinfo=None) if judged else of_folder(Path(path), assignment)
    return of_folder(Path(path))


def _submitted_timestamp(api: Any, assignment_id: str, student_id: str) -> datetime | None:
    return of_submission(api.coursedir, student_id, assignment_id)


def _file(folder: Path, assignment: str) -> Path | None:
    """The notebook in ``folder``, else the folder; None where there is nothing."""
    alone = list(itertools.islice(folder.glob("*.ipynb"), 2))
    places = (folder / f"{assignment}.ipynb", *(alone if len(alone) == 1 else ()), folder)
    return next((path for path in places if os.path.lexists(path)), None)


def _time(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
