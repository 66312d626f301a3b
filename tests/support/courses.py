"""Courses for tests: the sample course with its configuration."""

from pathlib import Path

from autograder.assignment import Assignment
from autograder.nbgrader_plugins import configuration
from autograder.release import CORRUPT, PERFECT, earnings, sample_class, write_course


def write_sample_course(folder: Path) -> list[str]:
    """The sample course written into ``folder``; the lines that say so."""
    return list(write_course(folder, configuration()))


def write_configuration(folder: Path) -> None:
    """Write the sample course's ``nbgrader_config.py`` into ``folder``."""
    (folder / "nbgrader_config.py").write_text(configuration(), encoding="utf-8")


def student_source(assignment: Assignment, student: str) -> str:
    """The answers of one student of the sample class, in the format of `autograder.release.sample_course`."""
    if student == PERFECT:
        return "# base: perfect\n"
    return (assignment.folder / "sample_class" / f"{student}.py").read_text(encoding="utf-8")


def class_earnings(assignment: Assignment) -> dict[str, dict[str, float]]:
    """The points that everybody in the sample class earns, exercise by exercise, as their files say."""
    full = {exercise.name: exercise.max_score for exercise in assignment.exercises}
    earned = {path.stem: earnings(assignment, path.read_text(encoding="utf-8")) for path in sample_class(assignment)}
    return {**earned, PERFECT: full, CORRUPT: dict.fromkeys(full, 0.0)}
