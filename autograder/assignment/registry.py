"""Finds assignments: a package of them holds a package each, and the notebooks' prose lies in a folder beside it.

    solutions/a02_convolution/__init__.py   TITLE, and FORBIDDEN or REFUSED where there is any
    solutions/a02_convolution/conv2d.py     EXERCISE, one module an exercise
    notebooks/a02_convolution.md            the prose: its markers name the exercises, in their order

An exercise's module has the exercise's name in lower case. Another course names a package of its own.
"""

import functools
import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path

from autograder.assignment.exercise import NOT_NUMPY, Assignment, Exercise
from autograder.assignment.sources import markers, prose_path
from autograder.errors import UsageError

PACKAGE = "solutions"  # this course's own assignments


@functools.cache
def assignment_names(package: str = PACKAGE) -> list[str]:
    """The assignments in ``package`` that can be graded, in alphabetical order.

    Raises `UsageError` where there is no such package.
    """
    try:
        found = importlib.import_module(package).__path__
    except (ImportError, AttributeError) as error:
        raise UsageError(
            f"There is no package {package!r} of assignments ({error}): name one that Python can import from here."
        ) from None
    return sorted(module.name for module in pkgutil.iter_modules(found) if module.ispkg)


@functools.cache
def load_assignment(name: str, package: str = PACKAGE) -> Assignment:
    """The assignment called ``name`` in ``package``, with the exercises that its prose names.

    Raises `KeyError` where there is none, `UsageError` where it is not whole.
    """
    if name not in assignment_names(package):
        raise KeyError(name)
    module = importlib.import_module(f"{package}.{name}")
    assignment = Assignment(
        name=name,
        title=module.TITLE,
        exercises=(),
        refused=getattr(module, "REFUSED", NOT_NUMPY),
        forbidden=getattr(module, "FORBIDDEN", ()),
        package=package,
        folder=Path(next(iter(module.__path__))),
    )
    prose = prose_path(assignment)
    if not prose.exists():
        raise UsageError(f"{prose} does not exist: write the prose of {name} there.")
    exercises = tuple(_exercise(assignment.module_of(exercise), exercise) for exercise in markers(prose))
    return replace(assignment, exercises=exercises)


def _exercise(module: str, name: str) -> Exercise:
    try:
        exercise: Exercise = importlib.import_module(module).EXERCISE
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise UsageError(
            f"The notebook has the exercise {name}, and there is no {module.replace('.', '/')}.py with its cases."
        ) from None
    if exercise.name != name:
        raise UsageError(
            f"The notebook calls the exercise of {module} {name}, and its module calls it {exercise.name}."
        )
    return exercise
