"""``nbgrader zip_collect`` with a receipt: it knows from the files' names when they were handed in, and says so there.

What it copies has the time at which it was copied, and a ``timestamp.txt`` beside a notebook may be anybody's.
"""

from datetime import UTC
from pathlib import Path
from typing import Any

from nbgrader.apps.zipcollectapp import ZipCollectApp

from autograder.records import receipts

_transfer = ZipCollectApp._transfer_files


def keep_receipts() -> None:
    """Let ``nbgrader zip_collect`` keep receipts, in this process from now on."""
    ZipCollectApp._transfer_files = _transfer_and_keep


def _transfer_and_keep(app: Any, collected: dict[str, dict[str, Any]]) -> None:
    _transfer(app, collected)
    course, assignment = app.coursedir, app.coursedir.assignment_id
    for student, data in (collected or {}).items():
        moment = data["timestamp"]
        if moment is None:
            app.log.warning(
                "When %s handed in is not known: let named_regexp find the (?P<timestamp>...) in the files' names, "
                "or this very moment counts.",
                student,
            )
            continue
        folder = Path(course.format_path(course.submitted_directory, student, assignment))
        receipt = receipts.of_files([*folder.rglob("*.ipynb")], moment.replace(tzinfo=UTC), "nbgrader zip_collect")
        receipts.keep(Path(course.root), assignment, student, receipt)
