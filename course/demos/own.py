"""The reader's own numbers for a demo: from an array to a text that one can change, and back."""

import re

import numpy as np
from numpy.typing import NDArray

MOST = 12  # numbers in a row, and rows: more do not fit into a drawing


def as_text(array: NDArray[np.float64]) -> str:
    """A row of numbers as one line, a matrix as a line for each row."""
    return "\n".join(" ".join(f"{number:g}" for number in row) for row in np.atleast_2d(array))


def as_array(name: str, text: str, ndim: int) -> NDArray[np.float64]:
    """The numbers of a text as an array of ``ndim`` axes; rows end with the line or a semicolon.

    Raises
    ------
    ValueError
        If something in it is no number, rows differ in length, or there are more than fit into a drawing.
    """
    lines = re.split(r"[\n;]", re.sub(r"[][()]", " ", text.replace("−", "-")))
    rows = [row for row in (re.split(r"[\s,]+", line.strip(" \t\r,")) for line in lines) if row != [""]]
    if not rows:
        raise ValueError(f"{name}: write at least one number")
    if ndim == 1:
        rows = [[word for row in rows for word in row]]
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"{name}: its rows have different lengths, {', '.join(str(len(row)) for row in rows)}")
    if max(len(rows), len(rows[0])) > MOST:
        raise ValueError(f"{name}: at most {MOST} numbers in a row and {MOST} rows fit into the drawing")
    for word in (word for row in rows for word in row):
        if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", word, re.IGNORECASE) or abs(float(word)) >= 1000:
            raise ValueError(f"{name}: {word!r} is not a number below 1000; write them like 2 or -0.5")
    array = np.array(rows, dtype=float)
    return array[0] if ndim == 1 else array
