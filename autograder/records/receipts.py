"""The receipts of collectors: when a notebook was handed in, as far as they knew, kept beside the evidence.

A file's own time is lost by ``chmod``, a copy or a restored backup, and a note in the submission's folder is the
student's to write. A receipt holds for exactly the bytes that were collected.
"""

import hashlib
import os
import stat
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ValidationError

from autograder.records.atomic_files import write_atomic
from autograder.records.evidence import Evidence

FOLDER = "receipts"
LARGEST = 2**25  # bytes: no notebook that is read is as large


class Receipt(BaseModel):
    """The time at which the notebooks with these SHA-256 digests were handed in, and who says so (``source``).

    ``doubt`` is a sentence for whoever grades, where something speaks against that time.
    """

    received: AwareDatetime
    sha256: tuple[str, ...]
    source: str
    doubt: str = ""


def digest(data: bytes) -> str:
    """The digest by which a receipt knows a notebook."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """The digest of the notebook at ``path``; empty for what is no plain file, and for what is too large to be one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return ""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
        os.close(descriptor)
        return ""
    with os.fdopen(descriptor, "rb") as file:
        return digest(file.read(LARGEST))


def keep(root: Path, assignment: str, student: str, receipt: Receipt) -> None:
    """Write a student's receipt into the course in the folder ``root``; one of an earlier notebook is replaced.

    Raises `OSError` where it cannot be written.
    """
    write_atomic(_path(root, assignment, student), receipt.model_dump_json(indent=1).encode())


def of(root: Path, assignment: str, student: str) -> Receipt | None:
    """A student's receipt in the course in the folder ``root``; None where there is none that can be read."""
    try:
        return Receipt.model_validate_json(_path(root, assignment, student).read_bytes())
    except (OSError, ValidationError):
        return None


def received(
    root: Path, assignment: str, student: str, sha256: str, file_time: datetime, earlier: Evidence | None
) -> datetime:
    """The time (UTC) at which the notebook with this digest was handed in, as far as is known; never one to come.

    It is what its collector noted for these very bytes; else the time of the file, or the earlier one at which the
    same bytes had come in when they were judged before (``earlier``): a restored file is no new one.
    """
    known = file_time
    found = of(root, assignment, student)
    if found is not None and sha256 in found.sha256:
        known = found.received
    elif earlier is not None and earlier.sha256 == sha256:
        known = min(file_time, earlier.received)
    return min(known.astimezone(UTC), datetime.now(UTC))


def of_files(paths: Collection[Path], moment: datetime, source: str, doubt: str = "") -> Receipt:
    """The receipt of the notebooks in these files; links, which nobody judges, are left out."""
    return Receipt(received=moment, sha256=tuple(filter(None, map(digest_of, paths))), source=source, doubt=doubt)


def _path(root: Path, assignment: str, student: str) -> Path:
    return root / FOLDER / assignment / f"{student}.json"
