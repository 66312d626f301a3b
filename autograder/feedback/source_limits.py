"""The part of a student's sources that a graded notebook shows: all that people write, nothing that stalls nbconvert.

nbconvert's regular expressions (the colours of code, Markdown) take the square of a line's length, of a run of blanks,
and of a number of formulas that never end: 600 kB of ``x.a.a.a…`` would keep feedback and formgrader busy for an hour.
Judging reads the whole source; only the page is cut, and says so.
"""

import re

MAX_LINE = 2_000  # characters
MAX_LINES = 5_000  # of one cell
MAX_NOTEBOOK = 200_000  # characters of all cells
MAX_FORMULAS = 200  # of one cell
CUT = "[cut here: the file that was handed in has more]"
BLANKS = re.compile(r"[^\S\n]{200,}")
BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*){20,}\n")
FORMULA = re.compile(r"\\begin\b")


class Room:
    """The room that a graded notebook still has for sources."""

    def __init__(self) -> None:
        self._left = MAX_NOTEBOOK

    def shown(self, source: str, comment: str = "# ") -> str:
        """``source``, cut where it is longer than anybody reads; ``comment`` begins the line that says so."""
        lines = source[: self._left + 1].split("\n")
        is_cut = len(source) > self._left or len(lines) > MAX_LINES or any(len(line) > MAX_LINE for line in lines)
        text = "\n".join(line[:MAX_LINE] for line in lines[:MAX_LINES])[: self._left]
        if is_cut or len(text) > MAX_LINE:
            squeezed = BLANK_LINES.sub("\n\n", BLANKS.sub(" ", text))
            formulas = list(FORMULA.finditer(squeezed))
            if len(formulas) > MAX_FORMULAS:
                squeezed = squeezed[: formulas[MAX_FORMULAS].start()]
            is_cut, text = is_cut or squeezed != text, squeezed
        self._left -= len(text)
        return f"{text}\n{comment}{CUT}" if is_cut else text
