"""Plug-ins that nbgrader's own commands call, each by its dotted name in a course's ``nbgrader_config.py``."""

from pathlib import Path

from autograder.assignment import PACKAGE

CONFIGURATION = Path(__file__).with_name("nbgrader_config.py")

__all__ = [
    "class_feedback",  # not imported here: it imports nbconvert, which is slow
    "configuration",
]


def configuration(package: str = PACKAGE) -> str:
    """The text of ``nbgrader_config.py`` for a course that has its assignments in ``package``."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    if package == PACKAGE:
        return text
    return (
        f"{text}\n# The assignments of this course.\n"
        f"from autograder.nbgrader_plugins.autograde import use_assignments  # noqa: E402\n\n"
        f"use_assignments({package!r})\n"
    )
