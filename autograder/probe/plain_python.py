"""Finds cells that IPython leaves alone: looking for magics takes it three times as long as running a short cell."""

import ast
import warnings
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

PROMPT = "In ["  # ``In [1]: x`` is Python (an annotation), and IPython takes the prompt away


@dataclass(frozen=True)
class PlainPython:
    """A cell as IPython's standard transformations leave it; ``tree`` is None where parsing it warns."""

    source: str
    tree: ast.Module | None


def parse(source: str) -> PlainPython | None:
    """``source`` parsed, or None where IPython's standard transformations may change more of it than blank lines.

    They drop blank lines at the beginning, common indentation and prompts, and turn into Python what is none. A line
    of nothing but blanks loses them, which shows in a string over several lines.
    """
    if source[:1].isspace() or PROMPT in source:
        return None
    source = dedent(source if source.endswith("\n") else source + "\n")
    # The cell's own run warns. The filters are left alone: after a change Python repeats warnings that it has shown.
    warned: list[Any] = []
    shown, warnings.showwarning = warnings.showwarning, lambda *warning, **_: warned.append(warning)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # told to the student when the cell runs
        return None
    finally:
        warnings.showwarning = shown
    return PlainPython(source, None if warned else tree)
