"""Carries an error forward: is an answer right, *given* the student's own answer to what it builds on?

The reference of the later exercise runs here, on the trusted side, with another function in the place of an earlier
one's reference. That function is the named misconception's: nothing is asked for it, nothing can be forged, and one
set of expected results serves a whole class. Where the earlier mistake has no name, it is the student's own, asked in
a sandbox in which the later exercise is never called (`autograder.judging.own_functions`).
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from autograder.assignment import Case, Exercise
from autograder.judging.expected import Expected
from autograder.judging.outcome import of_function

Function = Callable[..., Any]
REMEMBERED = 256  # sets of expected results, a few for each mistake that a class makes
MOVED = 0.5  # what an argument is moved by, to see whether it has an effect


class NotCarried(BaseException):
    """Nothing is carried forward; the message says why."""


@dataclass(frozen=True)
class Standing:
    """The functions that stand in the place of an earlier exercise's references.

    Either those of its misconception ``mistake``; or the references themselves as they are given ``others``, followed
    in one of the `ways`.
    """

    exercise: Exercise
    mistake: str | None = None
    others: tuple["Standing", ...] = ()
    way: str = ""

    @property
    def functions(self) -> Mapping[str, Function]:
        """The functions, by their names."""
        return _functions(self)


@functools.lru_cache(maxsize=REMEMBERED)
def _functions(standing: Standing) -> Mapping[str, Function]:
    exercise = standing.exercise
    if standing.mistake is None:
        parts = _together(standing.others)
        return {
            name: following(exercise, Case((), (), function=name), parts, standing.way) for name in exercise.functions
        }
    meant = next(one for one in exercise.misconceptions if one.name == standing.mistake)
    return {name: exercise.misconceived(meant, Case((), (), function=name)) for name in exercise.functions}


def _together(standings: Sequence[Standing]) -> dict[str, Function]:
    return {name: function for standing in standings for name, function in standing.functions.items()}


def ways(exercise: Exercise, parts: Sequence[str]) -> list[str]:
    """The ways in which ``exercise`` may follow from ``parts``: "" for its reference, written with them; then others.

    Who derives gradients may derive them of the right forward pass or of their own.
    """
    return ["", *(name for name in exercise.given if name in parts)]


@functools.lru_cache(maxsize=REMEMBERED)
def given_mistakes(expected: Expected, standings: tuple[Standing, ...], way: str) -> Expected | None:
    """The expected results given what stands in the place of earlier exercises.

    None where a mistake is not one to carry: an argument that has no effect makes what follows too easy.
    """
    if not all(standing.mistake is None or _depends_on_all(standing) for standing in standings):
        return None
    return given(expected, _together(standings), way)


@functools.lru_cache(maxsize=REMEMBERED)
def _depends_on_all(standing: Standing) -> bool:
    return depend_on_all(standing.functions, standing.exercise)


def given(expected: Expected, parts: Mapping[str, Function], way: str) -> Expected:
    """The expected results with ``parts`` in the place of the references that have their names.

    Cases that must raise keep their truth. Raises `NotCarried` where one of the parts does.
    """
    truths = []
    for case, truth in zip(expected.cases, expected.truths, strict=True):
        follows = truth.value is not None and case.module is None
        function = following(expected.exercise, case, parts, way) if follows else None
        truths.append(truth if function is None else of_function(function, case))
    return expected.with_truths(truths)


def following(exercise: Exercise, case: Case, parts: Mapping[str, Function], way: str) -> Function:
    """The reference for ``case`` as it follows from ``parts`` in one of the `ways`."""
    return exercise.given[way](parts[way]) if way else _rebuilt(exercise.reference_for(case), parts)


def depend_on_all(functions: Mapping[str, Function], part: Exercise) -> bool:
    """Return whether the results of each function of ``part`` change, beyond the tolerance, with each array given."""
    return all(_has_effects(functions[case.function or part.name], case) for case in _telling(part))


def _has_effects(function: Function, case: Case) -> bool:
    before = of_function(function, case)
    for place, value in enumerate(case.args):
        if isinstance(value, np.ndarray) and value.size and value.dtype.kind == "f":
            moved = (*case.args[:place], np.roll(value, 1) + MOVED, *case.args[place + 1 :])
            after = of_function(function, Case((), moved, case.kwargs))
            if before.value is None or after.value is None or before.same_as(after):
                return False
    return True


@functools.lru_cache(maxsize=REMEMBERED)
def _telling(part: Exercise) -> tuple[Case, ...]:
    """A case for each function of ``part`` in which most arguments are arrays without zeros: of such, the largest.

    In a small one everything may happen to stand where a gate or a slope is flat.
    """
    cases = [case for case in part.draw_cases(np.random.default_rng(0)) if case.raises is None]
    return tuple(
        max((case for case in cases if (case.function or part.name) == function), key=_fullness)
        for function in part.functions
    )


def _fullness(case: Case) -> tuple[int, int]:
    full = [value.size for value in (*case.args, *case.kwargs.values()) if _is_full(value)]
    return len(full), sum(full)


def _is_full(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size > 1 and bool(np.all(value))


def _rebuilt(reference: Function, parts: Mapping[str, Function]) -> Function:
    """``reference`` with ``parts`` in its module's place; the module itself is left alone.

    All functions of the module are made anew in a copy of its names, so that those between the two use the parts, too.
    """
    names: dict[str, Any] = dict(reference.__globals__)
    for name, function in reference.__globals__.items():
        if isinstance(function, FunctionType) and function.__module__ == reference.__module__:
            twin = FunctionType(function.__code__, names, name, function.__defaults__, function.__closure__)
            twin.__kwdefaults__ = function.__kwdefaults__
            names[name] = twin
    names.update(parts)
    rebuilt: Function = names[reference.__name__]
    return rebuilt
