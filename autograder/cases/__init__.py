"""The hidden cases: one package an assignment, one module an exercise; each package exports ``ASSIGNMENT``."""

import importlib
import pkgutil

from autograder.exercise import Assignment


def names() -> list[str]:
    """The assignments that can be graded, in the course's order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


def load(name: str) -> Assignment:
    """The assignment called ``name``.

    Raises ``KeyError`` where there is none.
    """
    if name not in names():
        raise KeyError(name)
    assignment: Assignment = importlib.import_module(f"{__name__}.{name}").ASSIGNMENT
    return assignment
