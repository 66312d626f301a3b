"""Carries an error forward: is an answer right, *given* the student's own answer to what it builds on?

The reference of the later exercise runs here, on the trusted side, with another function in the place of an earlier
one's reference. That function is the named misconception's: nothing is asked for it, nothing can be forged, and one
set of expected results serves a whole class. Where the earlier mistake has no name, it is the student's own, asked in
a sandbox in which the later exercise is never called (`autograder.judging.own_functions`).
"""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from autograder.assignment import Case, Exercise
from autograder.judging.expected import Expected
from autograder.judging.outcome import Outcome, of_function
from autograder.judging.tolerance import agrees

Function = Callable[..., Any]
REMEMBERED = 256  # sets of expected results, a few for each mistake that a class makes
MOVED = 0.5  # what an argument is moved by, to see whether it has an effect


class NotCarried(BaseException):
    """Nothing is carried forward; the message says why."""


def misconceived(part: Exercise, name: str) -> Mapping[str, Function]:
    """The functions of ``part`` as somebody with its misconception ``name`` writes them."""
    meant = next(one for one in part.misconceptions if one.name == name)
    return {function: part.misconceived(meant, Case((), (), function=function)) for function in part.functions}


@functools.lru_cache(maxsize=REMEMBERED)
def given_mistakes(expected: Expected, mistakes: tuple[tuple[Exercise, str], ...]) -> Expected | None:
    """The expected results given misconceptions of earlier exercises, which are named beside them.

    None where a mistake is not one to carry: an argument that has no effect makes what follows too easy.
    """
    parts: dict[str, Function] = {}
    for part, name in mistakes:
        wrong = misconceived(part, name)
        for case in telling(part):
            if not has_effects(wrong[case.function or part.name], part, case):
                return None
        parts |= wrong
    return given(expected, parts)


def given(expected: Expected, parts: Mapping[str, Function]) -> Expected:
    """The expected results with ``parts`` in the place of the references that have their names.

    Cases that must raise keep their truth. Raises `NotCarried` where one of the parts does.
    """
    truths = []
    for case, truth in zip(expected.cases, expected.truths, strict=True):
        if truth.value is None:
            truths.append(truth)
            continue
        reference = with_parts(expected.exercise, case, parts)
        truths.append(of_function(reference, case))
    return expected.with_truths(truths)


def with_parts(exercise: Exercise, case: Case, parts: Mapping[str, Function]) -> Function:
    """The reference for ``case`` as it would be with other functions for those that it is written with.

    Where it is not written with them, the exercise says how it follows from them (`Exercise.given`).
    """
    reference = exercise.reference_for(case)
    following = [make(parts[name]) for name, make in exercise.given.items() if name in parts]
    return following[0] if following else _rebuilt(reference, parts)


def has_effects(function: Function, part: Exercise, case: Case) -> bool:
    """Return whether the results change, beyond the tolerance, with each array that is given."""
    before = of_function(function, case)
    for place, value in enumerate(case.args):
        if isinstance(value, np.ndarray) and value.size and value.dtype.kind == "f":
            moved = (*case.args[:place], np.roll(value, 1) + MOVED, *case.args[place + 1 :])
            after = of_function(function, Case((), moved, case.kwargs))
            if before.value is None or after.value is None or _agree(before, after):
                return False
    return True


def _agree(one: Outcome, other: Outcome) -> bool:
    return len(one.value or ()) == len(other.value or ()) and all(map(agrees, one.value or (), other.value or ()))


def telling(part: Exercise) -> Iterator[Case]:
    """A case for each function of ``part`` in which most arguments are arrays without zeros."""
    cases = [case for case in part.draw_cases(np.random.default_rng(0)) if case.raises is None]
    for function in part.functions:
        own = [case for case in cases if (case.function or part.name) == function]
        yield max(own, key=lambda case: sum(_is_full(value) for value in (*case.args, *case.kwargs.values())))


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


def mistakes_of(wrong: Sequence[tuple[Exercise, str | None]]) -> tuple[tuple[Exercise, str], ...] | None:
    """The earlier exercises with the names of their mistakes, or None where one has no name."""
    named = tuple((part, name) for part, name in wrong if name is not None)
    return named if named and len(named) == len(wrong) else None
