"""The time of a submission's arrival: the server's file time, whatever the folder that was handed in says about itself.

nbgrader takes the time from a file ``timestamp.txt`` in the submission, which its author can write: a forged one makes
a late submission punctual, and one without a date in it stops formgrader's list for everybody. `trust_files_alone`
puts the file time in its place, for nbgrader's commands and for formgrader; late penalties follow, because nbgrader
computes them from the same time. And formgrader, which takes a submission for graded where the gradebook has the time
that its folder has, recognizes what either command graded.
"""

import itertools
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory


def of_folder(folder: Path) -> datetime | None:
    """The time (UTC, without a zone, as nbgrader counts) of the folder's notebook, else of the folder itself.

    ``folder`` is one that nbgrader keeps for a student and an assignment, so its notebook has the folder's name, or
    is the only one in it. Symbolic links are not followed. None where there is nothing.
    """
    alone = list(itertools.islice(folder.glob("*.ipynb"), 2))
    for path in (folder / f"{folder.name}.ipynb", *(alone if len(alone) == 1 else ()), folder):
        try:
            seconds = path.lstat().st_mtime
        except OSError:
            continue
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return None


def trust_files_alone() -> None:
    """Let nbgrader read no ``timestamp.txt`` in this process from now on; calling it twice changes nothing."""
    from nbgrader.apps.api import NbGraderAPI  # imports most of nbgrader: only where nbgrader runs

    CourseDirectory.get_existing_timestamp = _existing_timestamp
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp


def _existing_timestamp(_: Any, dest_path: str) -> datetime | None:
    return of_folder(Path(dest_path))


def _submitted_timestamp(api: Any, assignment_id: str, student_id: str) -> datetime | None:
    course = api.coursedir
    return of_folder(Path(course.format_path(course.submitted_directory, student_id, assignment_id)))
