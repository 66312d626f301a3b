"""The receipts that nbgrader's exchange lays beside a submitted notebook, kept beside the graded one.

``nbgrader release_feedback`` finds the student's address in the exchange by these two files. nbgrader's own commands
carry them from folder to folder; without them feedback on what `grade` graded could not go back that way.
"""

import os
import stat
from pathlib import Path

from autograder.records.atomic_files import write_atomic

NAMES = ("timestamp.txt", "submission_secret.txt")
MAX_BYTES = 1024


def keep(submitted: Path, graded: Path) -> None:
    """Copy the receipts from one folder into the other; links and anything else that is no receipt stay behind.

    Raises `OSError` where they cannot be written.
    """
    if submitted.is_symlink() or submitted.parent.is_symlink():
        return
    for name in NAMES:
        data = _plain(submitted / name)
        if data is not None:
            write_atomic(graded / name, data)


def _plain(path: Path) -> bytes | None:
    """The content of a small plain file; None for anything else. A student may have put anything there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        return file.read(MAX_BYTES) if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES else None
