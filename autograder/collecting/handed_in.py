"""One student's part of what a platform handed out."""

import re
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from autograder.collecting.archive import File
from autograder.errors import UsageError
from autograder.records import Student

LONGEST = 128  # characters: nbgrader's column


@dataclass(frozen=True)
class HandedIn:
    """The files of one student, and when they came in; None where the platform does not say when.

    ``in_time`` is whether the platform itself says that they were in time, ``doubt`` a sentence for whoever grades,
    where the time is not certain.
    """

    who: Student
    files: tuple[File, ...]
    received: datetime | None
    doubt: str = ""
    in_time: bool = False


def student_id(*candidates: str) -> str:
    """The first of ``candidates`` that says something, as the name of a folder: no slash, no control character.

    Raises `UsageError` where none does.
    """
    for text in candidates:
        harmless = re.sub(r"[/\\\x00-\x1f\x7f]+", "-", normalize("NFC", text.strip())).lstrip(".")
        if harmless and harmless.isprintable():
            return harmless[:LONGEST]
    raise UsageError(f"Somebody has no name that a folder can have ({', '.join(map(repr, candidates))}).")
