"""Boxes: conditions inside of which an answer may be right by luck, for any exercise, made of its axes and arguments.

"Right only for N ≤ 4", "… for H = W", "… for float64", "… for numbers below 50": a lazy loop bound, a buffer of fixed
length, a constant that is large enough for the numbers that were drawn. Who is right inside a box alone must lose
points, so some hidden case must lie outside of each.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.assignment import Case, Exercise, Module, arguments, arrays, sizes

# The lengths and numbers that a lazy bound or a small buffer would stop at.
AT_MOST: Mapping[str, int] = {
    **{"N": 4, "C": 3, "F": 3, "D": 4, "U": 4, "T": 8, "L": 8, "S": 4},
    **{"H": 6, "W": 6, "K": 3, "KH": 3, "KW": 3, "m": 8, "n": 4, "k": 3, "steps": 5},
    **{"SH": 2, "SW": 2, "PH": 1, "PW": 1},
}
MAY_BE_ONE = ("N", "C", "F", "D", "U", "T", "KH", "KW", "n", "k", "steps", "S")
PAIRS = (("H", "W"), ("KH", "KW"), ("SH", "SW"), ("PH", "PW"), ("D", "U"), ("C", "F"), ("OH", "OW"))
LARGE = 50.0
LISTED = 3


@dataclass(frozen=True)
class Box:
    """A condition on a case, in words; ``holds`` tells whether a case lies inside."""

    says: str
    holds: Callable[[Case], bool]


def boxes(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Box]:
    """Yield every box that the exercise's arguments and axes make possible; ``cases`` show which there are."""
    lengths = [sizes(exercise, case) for case in cases]
    letters = sorted({letter for each in lengths for letter in each})
    yield from _of_sizes(exercise, letters)
    values = [arguments(exercise, case) for case in cases]
    layers = any(case.module is not None for case in cases)  # their tensors are of the layer's type, whatever comes
    for name in dict.fromkeys(name for given in values for name in given):
        kinds = {array.dtype.kind for given in values for array in arrays(given.get(name))}
        if "f" in kinds:
            yield from _of_numbers(exercise, name, typed=not layers)
        if any(isinstance(given.get(name), list) for given in values):
            yield Box(f"at most {LISTED} arrays in {name}", _argument(exercise, name, _is_short))
        if any(given.get(name) is None for given in values) and any(given.get(name) is not None for given in values):
            yield Box(f"{name} is given", _argument(exercise, name, lambda value: value is not None))
            yield Box(f"{name} is not given", _argument(exercise, name, lambda value: value is None))
    if any(case.strided for case in cases) or any("f" in _kinds(exercise, case) for case in cases):
        yield Box("arrays are contiguous in memory", lambda case: not case.strided)
    if layers:
        yield from _of_layers()


def _of_sizes(exercise: Exercise, letters: Sequence[str]) -> Iterator[Box]:
    """Conditions on the lengths of a case; one that it does not have is within all of them."""

    def lengths(holds: Callable[..., bool], *names: str) -> Callable[[Case], bool]:
        def inside(case: Case) -> bool:
            found = sizes(exercise, case)
            return not found.keys() >= set(names) or holds(*(found[name] for name in names))

        return inside

    for letter in letters:
        if (most := AT_MOST.get(letter)) is not None:
            yield Box(f"{letter} ≤ {most}", lengths(most.__ge__, letter))
        if letter in MAY_BE_ONE:
            yield Box(f"{letter} ≥ 2", lengths((2).__le__, letter))
    for one, other in PAIRS:
        if one in letters and other in letters:
            for sign, relation in (("=", operator.eq), ("≤", operator.le), ("≥", operator.ge)):
                yield Box(f"{one} {sign} {other}", lengths(relation, one, other))


def _of_layers() -> Iterator[Box]:
    """Conditions on a layer of PyTorch: its mode, its type and its past."""

    def every(condition: Callable[[Module], bool]) -> Callable[[Case], bool]:
        return lambda case: case.module is None or condition(case.module)

    yield Box("the layer is in evaluation mode", every(lambda module: not module.training))
    yield Box("the layer is in training mode", every(lambda module: module.training))
    yield Box("the layer is in single precision", every(lambda module: not module.double))
    yield Box("the layer was not called before", every(lambda module: not module.before))


def _of_numbers(exercise: Exercise, name: str, typed: bool) -> Iterator[Box]:
    """Conditions on one argument's numbers: their type, if they keep it, and their size."""

    def every(condition: Callable[[np.ndarray], bool]) -> Callable[[Case], bool]:
        return _argument(exercise, name, lambda value: all(map(condition, arrays(value))))

    if typed:
        yield Box(f"{name} holds no integers", every(lambda array: array.dtype.kind not in "iu"))
        yield Box(f"{name} is of double precision", every(lambda array: array.dtype != np.float32))
    yield Box(f"{name} has no number of {LARGE:g} or more", every(lambda array: _largest(array) < LARGE))


def _argument(exercise: Exercise, name: str, holds: Callable[[object], bool]) -> Callable[[Case], bool]:
    return lambda case: holds(arguments(exercise, case).get(name))


def _is_short(value: object) -> bool:
    return not isinstance(value, list) or len(value) <= LISTED


def _largest(array: np.ndarray) -> float:
    return float(np.abs(array).max(initial=0)) if array.dtype.kind in "fiu" else 0.0


def _kinds(exercise: Exercise, case: Case) -> set[str]:
    return {array.dtype.kind for value in arguments(exercise, case).values() for array in arrays(value)}
