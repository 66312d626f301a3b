"""CSV files read back, and the names that the small gradebook uses."""

import csv
import io
from pathlib import Path

FIRST, SECOND = "a02_convolution", "a03_pooling"


def table(path: Path) -> list[list[str]]:
    """The rows of a CSV file, which must be UTF-8."""
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def columns(path: Path, *names: str) -> list[tuple[str, ...]]:
    """The named columns of a CSV file, a tuple a row."""
    head, *rows = table(path)
    return [tuple(row[head.index(name)] for name in names) for row in rows]
