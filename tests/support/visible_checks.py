"""Runs the visible checks of a notebook, as a student would, with other functions than the right ones."""

from collections.abc import Callable, Mapping
from typing import Any

from autograder.assignment import CHECK, Assignment, Exercise
from autograder.release import build

Function = Callable[..., Any]


class Checks:
    """The check cells of one assignment, each to be run with other functions than the right ones."""

    def __init__(self, assignment: Assignment) -> None:
        self._cells = [cell for cell in build(assignment).cells if cell.cell_type == "code"]
        self._right = {name: function for one in assignment.exercises for name, function in references(one).items()}

    def fails(self, exercise: Exercise, functions: Mapping[str, Function]) -> str:
        """Return what the exercise's check cell says with ``functions`` in the place of the right ones, or nothing."""
        namespace: dict[str, Any] = {}
        imports = self._cells[0].source.replace("%pip", "#")  # nothing is installed here
        exec(imports, namespace)  # noqa: S102 -- our own
        namespace |= self._right
        for cell in self._cells[1:]:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if name == f"{CHECK}{exercise.name}":
                try:
                    exec(cell.source, {**namespace, **functions})  # noqa: S102 -- our own
                except Exception as error:
                    return f"{type(error).__name__}: {error}"
                return ""
            if name.startswith(CHECK) or not name:  # all but the answers
                exec(cell.source, namespace)  # noqa: S102 -- our own: later cells use its names
        raise AssertionError(f"{exercise.name} has no check cell")


def references(exercise: Exercise) -> Mapping[str, Function]:
    if isinstance(exercise.reference, Mapping):
        return exercise.reference
    return {exercise.name: exercise.reference} if exercise.library == "numpy" else {}
