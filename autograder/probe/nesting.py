"""Tells how a value is nested in tuples and lists, and lays it out flat."""

from collections.abc import Iterator
from typing import Any

import numpy as np


def leaves(value: Any) -> Iterator[Any]:
    """The values that nested tuples and lists hold, in their order."""
    if isinstance(value, tuple | list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def brackets(value: Any) -> np.ndarray:
    """Return one row for each leaf: the brackets that open right before it, and those that close right after it.

    No two ways to nest the same leaves have the same rows: ``(a, (b, c))`` has (1, 0), (1, 0), (0, 2).
    """
    if not isinstance(value, tuple | list):
        return np.zeros((1, 2))
    if not value:
        return np.zeros((0, 2))
    rows = np.concatenate([brackets(item) for item in value])
    if len(rows):
        rows[0, 0] += 1
        rows[-1, 1] += 1
    return rows
