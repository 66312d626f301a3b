"""The places of an assignment's sources: its prose, and its reference solutions."""

import re
from pathlib import Path

from autograder.assignment.exercise import Assignment
from autograder.wording import Language

ROOT = Path(__file__).resolve().parents[2]  # of this repository
MARKER = re.compile(r"# exercise: (\w+)(?: – ([^\n]+))?")  # its name, and what a student writes there
MARKED_CELL = re.compile(rf"^```\{{code-cell\}}[^\n]*\n+{MARKER.pattern}\s*\n```", re.MULTILINE)


def markers(prose: Path) -> list[str]:
    """The exercises that the prose of a notebook asks for, in its order; one that it has twice comes once."""
    return list(dict.fromkeys(match[1] for match in MARKED_CELL.finditer(prose.read_text(encoding="utf-8"))))


def prose_path(assignment: Assignment, language: Language = "en") -> Path:
    """The assignment's notebook as it is written: prose and visible checks, in MyST; a folder for each translation."""
    folder = assignment.root / "notebooks"
    return (folder if language == "en" else folder / language) / f"{assignment.name}.md"


def reference_paths(assignment: Assignment) -> list[Path]:
    """The modules with the reference solutions: the functions, then the classes for PyTorch where there are some.

    The classes live in a module of their own, so that the grader need not load PyTorch to know the functions.
    """
    paths = (assignment.folder / name for name in ("reference.py", "reference_torch.py"))
    return [path for path in paths if path.exists()]


def reference_source(assignment: Assignment) -> str:
    """The text of the assignment's reference solutions."""
    return "\n\n".join(path.read_text(encoding="utf-8") for path in reference_paths(assignment))
