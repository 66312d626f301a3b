"""Calls that every exercise needs, made of an ordinary one: the same mathematics in other types and other memory.

An author never writes them; `exercise` adds them where it is asked to.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.assignment import Case, arrays

Change = Callable[[np.ndarray], np.ndarray]


LARGE = 1e4


def everywhere(ordinary: Case) -> list[Case]:
    """Return calls like ``ordinary``: whole numbers, single precision, large numbers, arrays that are not contiguous.

    Whole numbers stand in each array argument alone, then in all of them together. Single precision stands in all of
    them, then in the first alone, where it meets double precision. A list of arrays is one argument; what is of an
    integer type already (tokens, places) stays.
    """
    places = [
        place for place, value in enumerate(ordinary.args) if any(array.dtype.kind == "f" for array in arrays(value))
    ]
    alone = [[place] for place in places] if len(places) > 1 else []
    changed = [_with(ordinary, chosen, whole_numbers) for chosen in [*alone, places]]
    changed += [_with(ordinary, chosen, single_precision) for chosen in [places, *alone[:1]]]
    return [*changed, _with(ordinary, places, large), replace(ordinary, strided=True)]


def whole_numbers(array: np.ndarray) -> np.ndarray:
    """Return the array's numbers rounded, of an integer type, none of them zero."""
    rounded = np.round(array)
    return np.where(rounded == 0, np.where(array < 0, -1, 1), rounded).astype(np.int64)


def single_precision(array: np.ndarray) -> np.ndarray:
    """Return the array as float32."""
    return array.astype(np.float32)


def large(array: np.ndarray) -> np.ndarray:
    """Return the array's numbers ten thousand times as large."""
    return LARGE * array


def _with(case: Case, places: Sequence[int], change: Change) -> Case:
    args = [_changed(value, change) if place in places else value for place, value in enumerate(case.args)]
    return replace(case, args=tuple(args))


def _changed(value: Any, change: Change) -> Any:
    if isinstance(value, np.ndarray):
        return change(value) if value.dtype.kind == "f" else value
    if isinstance(value, list | tuple):
        return type(value)(_changed(item, change) for item in value)
    return value
