"""Describes assignments (exercises with cases, aspects and misconceptions), finds them, and tells their versions."""

from autograder.assignment.axes import arguments, arrays, is_pair, is_whole, letters, sizes
from autograder.assignment.chance import Within
from autograder.assignment.exercise import (
    CHECK,
    NOT_NUMPY,
    Aspect,
    Assignment,
    Axes,
    Behaviour,
    Case,
    Exercise,
    Misconception,
    Module,
    Output,
    exercise_named,
)
from autograder.assignment.registry import PACKAGE, assignment_names, load_assignment
from autograder.assignment.sources import MARKER, ROOT, prose_path, reference_source
from autograder.assignment.version import Version, package_versions, version_of

__all__ = [
    "CHECK",
    "MARKER",
    "NOT_NUMPY",
    "PACKAGE",
    "ROOT",
    "Aspect",
    "Assignment",
    "Axes",
    "Behaviour",
    "Case",
    "Exercise",
    "Misconception",
    "Module",
    "Output",
    "Version",
    "Within",
    "arguments",
    "arrays",
    "assignment_names",
    "exercise_named",
    "is_pair",
    "is_whole",
    "letters",
    "load_assignment",
    "package_versions",
    "prose_path",
    "reference_source",
    "sizes",
    "version_of",
]
