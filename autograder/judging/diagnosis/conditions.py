"""Conditions under which an answer is wrong: a property of the arguments that all wrong cases have and no right one."""

import operator
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Module, is_pair, is_whole
from autograder.judging.diagnosis.claims import CASES
from autograder.judging.expected import Known

Property = Callable[[Known], bool]
Properties = Iterator[tuple[str, Property]]  # words after "It is wrong where", the plainest first

OF_ARRAYS: tuple[tuple[str, Callable[[np.ndarray], bool]], ...] = (
    ("{} holds whole numbers (an integer type)", lambda v: v.dtype.kind in "iub"),
    ("{} is in single precision", lambda v: v.dtype == np.float32),
    ("{} is not all zeros", lambda v: bool(v.any())),
    ("{} holds a number twice", lambda v: 1 < v.size != len(np.unique(v))),
)
OF_OPTIONS: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    ("{} is a pair", is_pair),
    ("{} is a pair of two different numbers", lambda v: is_pair(v) and v[0] != v[1]),
    ("{} is not a pair", lambda v: not is_pair(v)),
    ("{} is more than 0", lambda v: (is_pair(v) or is_whole(v)) and int(np.max(v)) > 0),
    ("{} is more than 1", lambda v: (is_pair(v) or is_whole(v)) and int(np.max(v)) > 1),
)
OF_LAYERS: tuple[tuple[str, Callable[[Module], bool]], ...] = (
    ("the layer is in double precision", lambda module: module.double),
    ("the layer is in training mode", lambda module: module.training),
    ("the layer was called before", lambda module: bool(module.before)),
)
OF_SIZES: tuple[tuple[str, Callable[[int], bool]], ...] = (
    ("{} is even", lambda n: n % 2 == 0),
    ("{} is odd", lambda n: n % 2 == 1),
    ("{} is 1", lambda n: n == 1),
    *((f"{{}} is more than {most}", lambda n, most=most: n > most) for most in (2, 3, 4)),
)
SIDES = (("H", "W"), ("KH", "KW"), ("SH", "SW"), ("D", "U"), ("m", "n"))  # compared with each other
LARGE = (20, 100, 700)


def separating(wrong: Sequence[Known], right: Sequence[Known]) -> tuple[str, Property] | None:
    """The first property that all wrong cases have and no right one, in words and as a test; two of each at least."""
    if len(wrong) < CASES or len(right) < CASES:
        return None
    for says, holds in _properties([*wrong, *right]):
        if all(map(holds, wrong)) and not any(map(holds, right)):
            return says, holds
    return None


def _properties(cases: Sequence[Known]) -> Properties:
    names = {name: None for known in cases for name in known.given}
    sizes = sorted({size for known in cases for size in known.sizes})
    words = cases[0].exercise.words
    yield from ((says, partial(_layer, holds)) for says, holds in OF_LAYERS)
    for name in names:
        yield from _of_argument(name, [known.given.get(name) for known in cases])
    yield "an argument holds whole numbers (an integer type)", _any_whole
    for size in sizes:
        more = f"more than one {words[size]} ({size} > 1)" if size in words else f"{size} > 1"
        yield f"there is {more}", partial(_size, size, lambda n: n > 1)
    for one, other in SIDES:
        if one in sizes and other in sizes:
            yield f"{one} and {other} differ", partial(_compared, one, other, np.not_equal)
            yield f"{one} is less than {other}", partial(_compared, one, other, np.less)
            yield f"{one} is more than {other}", partial(_compared, one, other, np.greater)
    for size in sizes:
        yield from ((says.format(size), partial(_size, size, holds)) for says, holds in OF_SIZES[:3])
    for large in LARGE:
        yield f"numbers beyond {large} come in", partial(_beyond, large)
    for size in sizes:
        if size not in names:  # a threshold for an option is met by chance
            yield from ((says.format(size), partial(_size, size, holds)) for says, holds in OF_SIZES[3:])


def _of_argument(name: str, values: Sequence[Any]) -> Properties:
    if any(isinstance(value, np.ndarray) for value in values):
        for says, of_array in OF_ARRAYS:
            yield says.format(name), partial(_array, name, of_array)
    if any(value is None for value in values):
        yield f"{name} is given", partial(_option, name, lambda v: v is not None)
        yield f"{name} is not given", partial(_option, name, lambda v: v is None)
    for choice in dict.fromkeys(value for value in values if isinstance(value, str)):
        yield f"{name} is {choice!r}", partial(_option, name, partial(operator.eq, choice))
        yield f"{name} is not {choice!r}", partial(_option, name, partial(operator.ne, choice))
    if any(is_pair(value) or is_whole(value) for value in values):
        for says, of_option in OF_OPTIONS:
            yield says.format(name), partial(_option, name, of_option)


def _layer(holds: Callable[[Module], bool], known: Known) -> bool:
    return known.case.module is not None and holds(known.case.module)


def _array(name: str, holds: Callable[[np.ndarray], bool], known: Known) -> bool:
    value = known.given.get(name)
    return isinstance(value, np.ndarray) and holds(value)


def _option(name: str, holds: Callable[[Any], bool], known: Known) -> bool:
    return holds(known.given.get(name))


def _size(name: str, holds: Callable[[int], bool], known: Known) -> bool:
    return name in known.sizes and holds(known.sizes[name])


def _compared(one: str, other: str, relation: Callable[[int, int], Any], known: Known) -> bool:
    return one in known.sizes and other in known.sizes and bool(relation(known.sizes[one], known.sizes[other]))


def _any_whole(known: Known) -> bool:
    return any(isinstance(value, np.ndarray) and value.dtype.kind in "iub" for value in known.given.values())


def _beyond(large: int, known: Known) -> bool:
    numbers = (value for value in known.given.values() if isinstance(value, np.ndarray) and value.dtype.kind in "fi")
    return any(np.abs(value).max(initial=0) > large for value in numbers)
