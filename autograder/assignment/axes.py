"""The names of a case's arguments, the letters of their axes, and the lengths that they have in it.

The letters are the exercise's data (`Exercise.axes`), so nothing here or in the judge reads a docstring.

    exercise.axes["x"] == ("N", "T", "D")
    sizes(exercise, case) == {"N": 2, "T": 5, "D": 3, "U": 4}
"""

import inspect
import re
from collections.abc import Iterator
from typing import Any, TypeGuard

import numpy as np

from autograder.assignment.exercise import Case, Exercise

LENGTH = re.compile(r"(\d*)([A-Za-z_]\w*)")  # "T", or "4U": so many blocks of U


def arguments(exercise: Exercise, case: Case) -> dict[str, Any]:
    """The case's arguments by their names, those with defaults included; of a class of PyTorch its parameters, too."""
    module = () if case.module is None else (case.module,)
    bound = inspect.signature(exercise.reference_for(case)).bind(*module, *case.args, **case.kwargs)
    bound.apply_defaults()
    given = dict(bound.arguments)
    if case.module is None:
        return given
    _, *names = given  # the module itself comes first
    return {**{name: given[name] for name in names}, **case.module.parameters}


def letters(exercise: Exercise, name: str, ndim: int) -> tuple[str, ...]:
    """The letters of the ``ndim`` axes of an argument or output, "" for those that have none."""
    first = exercise.axes.get(name, ())
    found = first if len(first) == ndim else exercise.axes.get((name, ndim), ())
    return found or ("",) * ndim


def sizes(exercise: Exercise, case: Case) -> dict[str, int]:
    """The whole numbers that a case is made of: the length of every axis with a letter, and the numbers it is given.

    A number has the name of its argument ("steps"). One that may be a pair counts under the letters of the pair,
    ``stride=2`` as SH and SW. An axis of 4U blocks counts as U.
    """
    found: dict[str, int] = {}
    for name, value in arguments(exercise, case).items():
        for array in arrays(value):
            _add(found, letters(exercise, name, array.ndim), array.shape)
        pair = exercise.axes.get(name, ())
        if is_pair(value):
            _add(found, pair, value)
        elif is_whole(value):
            _add(found, pair or (name,), (value,) * max(1, len(pair)))
    return found


def arrays(value: Any) -> Iterator[np.ndarray]:
    """The arrays that an argument or output holds: itself, or those of a list or tuple."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from arrays(item)


def is_whole(value: Any) -> TypeGuard[int]:
    """Return whether an argument is one whole number (True and False are none)."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def is_pair(value: Any) -> TypeGuard[tuple[int, int]]:
    """Return whether an argument is a pair of whole numbers, as strides and sizes of windows are."""
    return isinstance(value, tuple) and len(value) == 2 and all(map(is_whole, value))


def _add(found: dict[str, int], names: tuple[str, ...], lengths: tuple[int, ...]) -> None:
    """Add the lengths that have a letter; one that several arguments share is the first one's."""
    for name, length in zip(names, lengths, strict=False):
        if (plain := LENGTH.fullmatch(name)) is not None:
            found.setdefault(plain[2], int(length) // int(plain[1] or 1))
