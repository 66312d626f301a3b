"""Conditions under which an answer is wrong: a property of the arguments that all wrong cases have and no right one."""

import operator
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Module, is_pair, is_whole
from autograder.judging.diagnosis.claims import CASES
from autograder.judging.expected import Known
from autograder.wording import Message, marked, say

Property = Callable[[Known], bool]
Properties = Iterator[tuple[Message, Property]]  # words after "It is wrong where", the plainest first

OF_ARRAYS: tuple[tuple[str, Callable[[np.ndarray], bool]], ...] = (
    (marked("{argument} holds whole numbers (an integer type)"), lambda v: v.dtype.kind in "iub"),
    (marked("{argument} is in single precision"), lambda v: v.dtype == np.float32),
    (marked("{argument} is not all zeros"), lambda v: bool(v.any())),
    (marked("{argument} holds a number twice"), lambda v: 1 < v.size != len(np.unique(v))),
)
OF_OPTIONS: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    (marked("{argument} is a pair"), is_pair),
    (marked("{argument} is a pair of two different numbers"), lambda v: is_pair(v) and v[0] != v[1]),
    (marked("{argument} is not a pair"), lambda v: not is_pair(v)),
    (marked("{argument} is more than 0"), lambda v: (is_pair(v) or is_whole(v)) and int(np.max(v)) > 0),
    (marked("{argument} is more than 1"), lambda v: (is_pair(v) or is_whole(v)) and int(np.max(v)) > 1),
)
OF_LAYERS: tuple[tuple[str, Callable[[Module], bool]], ...] = (
    (marked("the layer is in double precision"), lambda module: module.double),
    (marked("the layer is in training mode"), lambda module: module.training),
    (marked("the layer was called before"), lambda module: bool(module.before)),
)
OF_SIZES: tuple[tuple[str, Callable[[int], bool]], ...] = (
    (marked("{size} is even"), lambda n: n % 2 == 0),
    (marked("{size} is odd"), lambda n: n % 2 == 1),
    (marked("{size} is 1"), lambda n: n == 1),
    (marked("{size} is more than 2"), lambda n: n > 2),
    (marked("{size} is more than 3"), lambda n: n > 3),
    (marked("{size} is more than 4"), lambda n: n > 4),
)
SIDES = (("H", "W"), ("KH", "KW"), ("SH", "SW"), ("D", "U"), ("m", "n"))  # compared with each other
LARGE = (20, 100, 700)


def separating(wrong: Sequence[Known], right: Sequence[Known]) -> tuple[Message, Property] | None:
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
    yield from ((say(says), partial(_layer, holds)) for says, holds in OF_LAYERS)
    for name in names:
        yield from _of_argument(name, [known.given.get(name) for known in cases])
    yield say("an argument holds whole numbers (an integer type)"), _any_whole
    for size in sizes:
        if size in words:
            more = say("there is more than one {entry} ({size} > 1)", entry=words[size], size=size)
        else:
            more = say("there is {size} > 1", size=size)
        yield more, partial(_size, size, lambda n: n > 1)
    for one, other in SIDES:
        if one in sizes and other in sizes:
            sides = {"one": one, "other": other}
            yield say("{one} and {other} differ", **sides), partial(_compared, one, other, np.not_equal)
            yield say("{one} is less than {other}", **sides), partial(_compared, one, other, np.less)
            yield say("{one} is more than {other}", **sides), partial(_compared, one, other, np.greater)
    for size in sizes:
        yield from ((say(says, size=size), partial(_size, size, holds)) for says, holds in OF_SIZES[:3])
    for large in LARGE:
        yield say("numbers beyond {large} come in", large=large), partial(_beyond, large)
    for size in sizes:
        if size not in names:  # a threshold for an option is met by chance
            yield from ((say(says, size=size), partial(_size, size, holds)) for says, holds in OF_SIZES[3:])


def _of_argument(name: str, values: Sequence[Any]) -> Properties:
    if any(isinstance(value, np.ndarray) for value in values):
        for says, of_array in OF_ARRAYS:
            yield say(says, argument=name), partial(_array, name, of_array)
    if any(value is None for value in values):
        yield say("{argument} is given", argument=name), partial(_option, name, lambda v: v is not None)
        yield say("{argument} is not given", argument=name), partial(_option, name, lambda v: v is None)
    for choice in dict.fromkeys(value for value in values if isinstance(value, str)):
        value = repr(choice)
        yield (
            say("{argument} is {value}", argument=name, value=value),
            partial(_option, name, partial(operator.eq, choice)),
        )
        yield (
            say("{argument} is not {value}", argument=name, value=value),
            partial(_option, name, partial(operator.ne, choice)),
        )
    if any(is_pair(value) or is_whole(value) for value in values):
        for says, of_option in OF_OPTIONS:
            yield say(says, argument=name), partial(_option, name, of_option)


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
