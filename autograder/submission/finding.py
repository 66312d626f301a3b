"""Finds the notebook that a student handed in, under whatever name a browser, Colab or Jupyter has given to a copy.

Whose notebook it is, its metadata say, and where these are gone the names of its cells. The name that was asked for
wins, where there is such a file; else the one notebook of the assignment in the folder is the one handed in.
"""

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from autograder.plain_text import plain_words
from autograder.submission.reader import Refused, Submission, is_link, parse, read
from autograder.wording import Message, marked, say

MAX_LOOKED_AT = 20  # notebooks in a student's folder
SHOWN = 4


@dataclass(frozen=True)
class Found:
    """The notebook that was handed in; ``note`` tells the student under which name, where it is another one."""

    path: Path
    note: Message | None = None


def find(folder: Path, assignment: str, names: Collection[str]) -> Found:
    """The notebook of ``assignment`` in ``folder``; ``names`` are those of its graded cells and its functions.

    Where there is nothing to choose from it is the path at which it should lie: reading that says what is wrong.
    Nothing is looked for where a link leads, be it ``folder`` or the one above it.
    Raises `Refused` where several notebooks are the assignment's, and where those that are there are others'.
    """
    expected = folder / f"{assignment}.ipynb"
    if any(map(is_link, (folder, folder.parent))) or os.path.lexists(expected):
        return Found(expected)
    others = _notebooks(folder)
    reasons = {path: _reason_against(path, assignment, names) for path in others}
    fitting = [path for path in others if reasons[path] is None]
    if len(fitting) > 1:
        raise Refused(
            f"There are several notebooks of {assignment}, {_listed(fitting)}, and none is named {expected.name}: hand "
            "in one of them alone, or give it that name."
        )
    if fitting:
        name = plain_words(fitting[0].name)
        note = marked("Your notebook was found under the name {name}; it was expected as {expected}.")
        return Found(fitting[0], say(note, name=name, expected=expected.name))
    if others:
        reason = reasons[others[0]] or ""
        raise Refused(f"There is no notebook {expected.name}, and {reason} Hand in the one that you solved.")
    return Found(expected)


def require_own(submission: Submission, assignment: str, names: Collection[str], functions: Collection[str]) -> None:
    """Raise `Refused` where the notebook is another assignment's, or has nothing of this one.

    ``names`` are those of the assignment's graded cells, ``functions`` those that its answers define: a notebook
    without any metadata may still hold the answers.
    """
    if submission.assignment not in (None, assignment):
        raise Refused(f"This is a notebook of {submission.assignment[:60]}, handed in as {assignment}.")
    if submission.assignment is None and not _has_cells(submission, names):
        sources = [cell.source for cell in submission.cells if cell.is_code]
        if not any(function in source for function in functions for source in sources):
            raise Refused(
                f"This is no notebook of {assignment}: it has none of its cells and none of its functions. Hand in the "
                "notebook that you got for the assignment, with your answers in it."
            )


def _notebooks(folder: Path) -> list[Path]:
    """The plain files in ``folder`` that are named as notebooks, in the order of their names."""
    found = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:  # it is no folder, or lets nobody look: reading the notebook will say so
        return []
    for entry in entries:
        is_named = entry.name.lower().endswith(".ipynb") and not entry.name.startswith(".")
        if is_named and stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            found.append(Path(entry.path))
    return found[:MAX_LOOKED_AT]


def _reason_against(path: Path, assignment: str, names: Collection[str]) -> str | None:
    """Say why the notebook at ``path`` is not the assignment's; None where it is."""
    try:
        submission = parse(read(path), plain_words(path.name))
    except Refused as refusal:
        return str(refusal)
    if submission.assignment == assignment or (submission.assignment is None and _has_cells(submission, names)):
        return None
    whose = f"a notebook of {submission.assignment[:60]}" if submission.assignment else f"no notebook of {assignment}"
    return f"{plain_words(path.name)} is {whose}."


def _has_cells(submission: Submission, names: Collection[str]) -> bool:
    return any(cell.grade_id in names for cell in submission.cells if cell.grade_id)


def _listed(paths: list[Path]) -> str:
    more = len(paths) - SHOWN
    words = [plain_words(path.name) for path in paths[:SHOWN]] + ([f"{more} more"] if more > 0 else [])
    return f"{', '.join(words[:-1])} and {words[-1]}"
