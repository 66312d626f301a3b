"""CSV files as spreadsheets and gradebooks want them: UTF-8, written whole or not at all, and nothing in them runs."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.records import write_atomic

# What a spreadsheet takes for the beginning of a formula (CWE-1236), in ASCII and in the full-width forms.
FORMULA = re.compile(r"[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0]")
PLAIN = re.compile(r"[+-]?\d+(\.\d*)?|-")  # numbers, and the dash that Moodle writes for nothing


def harmless(text: str) -> str:
    """The cell's text; one that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{text}" if FORMULA.match(text) and not PLAIN.fullmatch(text) else text


def write(path: Path, rows: Iterable[Sequence[str]], bom: bool = False) -> None:
    """Write the rows to ``path``, whole or not at all.

    Raises `autograder.errors.UsageError` where that cannot be.
    """
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([[harmless(cell) for cell in row] for row in rows])
    data = buffer.getvalue().encode("utf-8-sig" if bom else "utf-8", errors="replace")
    try:
        write_atomic(path, data)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}).") from None
