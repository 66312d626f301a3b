"""Which cells IPython leaves as they are: looking for magics takes it three times as long as running a short cell."""

import ast
import warnings
from typing import Any

PROMPT = "In ["  # ``In [1]: x`` is Python (an annotation), and IPython takes the prompt away


def is_plain_python(source: str) -> bool:
    """Whether IPython's standard transformations do not change ``source``.

    They drop blank lines at the beginning, common indentation and prompts, and turn into Python what is none.
    """
    if source[:1].isspace() or PROMPT in source:
        return False
    # The cell's own run warns. The filters are left alone: after a change Python repeats warnings that it has shown.
    shown, warnings.showwarning = warnings.showwarning, _show_nothing
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # told to the student when the cell runs
        return False
    finally:
        warnings.showwarning = shown
    return True


def _show_nothing(*_: Any, **__: Any) -> None:
    """In place of `warnings.showwarning`."""
