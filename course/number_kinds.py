"""The same arguments in other kinds of arrays: whole numbers, single precision, large numbers, other memory."""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from course.sentences import Sentence

Arguments = tuple[Any, ...]
LARGE = 1e4


def kinds(arguments: Arguments, names: Sequence[str]) -> Iterator[tuple[Sentence, Arguments, Arguments]]:
    """Yield what is special, arguments of that kind, and the same numbers as ordinary decimals.

    ``names`` are the arguments' names.
    Whole numbers stand in each array alone and in all of them, single precision in all, and in all the memory is not
    contiguous.
    """
    places = [place for place, value in enumerate(arguments) if _is_decimal(value)]
    whole = [_changed(value, _rounded) if place in places else value for place, value in enumerate(arguments)]
    for chosen in [[place] for place in places] + [places]:
        plain = tuple(whole[place] if place in chosen else value for place, value in enumerate(arguments))
        integers = tuple(
            _changed(value, lambda array: array.astype(np.int64)) if place in chosen else value
            for place, value in enumerate(plain)
        )
        said = functools.reduce(_and, (names[place] for place in chosen))
        yield Sentence("whole numbers in {arguments}", arguments=said), integers, plain
    yield (
        Sentence("single precision"),
        tuple(_changed(value, lambda array: array.astype(np.float32)) for value in arguments),
        arguments,
    )
    yield (
        Sentence("arrays that are every other entry of larger ones"),
        tuple(_changed(value, _strided, _is_array) for value in arguments),
        arguments,
    )


def large(arguments: Arguments) -> Arguments:
    """Return the arguments with all decimals ten thousand times as large."""
    return tuple(_changed(value, lambda array: LARGE * array) for value in arguments)


def _and(one: str, other: str) -> str:
    return Sentence("{one} and {other}", one=one, other=other)


def _is_decimal(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_is_decimal, value))
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _changed(
    value: Any, change: Callable[[np.ndarray], np.ndarray], concerns: Callable[[Any], bool] = _is_decimal
) -> Any:
    """``value`` with the arrays changed that the change ``concerns``, however deep in lists and tuples."""
    if isinstance(value, list | tuple):
        return type(value)(_changed(item, change, concerns) for item in value)
    return change(value) if concerns(value) else value


def _rounded(array: np.ndarray) -> np.ndarray:
    """The numbers rounded, none of them to zero, still as decimals."""
    rounded = np.round(array)
    return np.where(rounded == 0, np.where(array < 0, -1.0, 1.0), rounded)


def _strided(array: np.ndarray) -> np.ndarray:
    if not array.ndim:
        return array
    larger = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    larger[..., ::2] = array
    return larger[..., ::2]
