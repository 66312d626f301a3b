"""The rule for a right answer: shape exactly, values to a tolerance that honest single precision passes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.assignment import Output, Within

PLAIN_KINDS, DOUBLE = "biuf", 8  # kinds and bytes of the numbers that a double holds
RELATIVE = 3e-4  # of the largest expected magnitude of the output
ABSOLUTE = 1e-6


class Entrywise(np.ndarray[Any, Any]):
    """An expected array of which each entry is compared on its own scale, so that small ones count, too."""


def agrees(actual: Output, expected: Output) -> bool:
    """Return whether ``actual`` has the shape of ``expected`` and its largest error is within the tolerance.

    Where a list of arrays is expected, ``actual`` must hold as many, and each is compared by itself.

    The tolerance is ``RELATIVE`` times the largest expected magnitude plus ``ABSOLUTE``, in an `Entrywise` array that
    of each entry; numbers that come of chance may be missed by what they say themselves. The dtype does not matter,
    only the values. An expected infinity must be met exactly; NaN agrees with
    nothing but an expected NaN.
    """
    if isinstance(expected, list):
        return all_agree(actual, expected)
    actual, expected = np.asarray(actual), np.asanyarray(expected)
    if actual.shape != expected.shape:
        return False
    return not wrong_entries(actual, expected).any()


@dataclass(frozen=True)
class Target:
    """An expected array that many answers are compared with: its values as doubles, and how far off one may be."""

    values: np.ndarray
    tolerance: float

    @classmethod
    def of(cls, expected: Output) -> "Target | None":
        """The target that ``expected`` is; None for what only `agrees` can compare: lists, infinities, other types."""
        if isinstance(expected, list | Entrywise | Within) or not _is_plain(expected):
            return None
        values = expected.astype(np.float64)
        if not np.isfinite(values).all():
            return None
        return cls(values, RELATIVE * float(np.abs(values).max(initial=0.0)) + ABSOLUTE)

    def is_met_by(self, actual: Output) -> bool:
        """Return what ``agrees(actual, expected)`` returns."""
        if not isinstance(actual, np.ndarray) or actual.shape != self.values.shape:
            return agrees(actual, self.values)
        if not _is_plain(actual):
            return agrees(actual, self.values)
        with np.errstate(over="ignore"):
            largest = np.abs(np.subtract(actual, self.values, dtype=np.float64)).max(initial=0.0)
        return bool(largest <= self.tolerance)  # written so that NaN is wrong


def _is_plain(array: np.ndarray) -> bool:
    """Return whether doubles hold the numbers of ``array``."""
    return array.dtype.kind in PLAIN_KINDS and array.dtype.itemsize <= DOUBLE


def all_agree(actual: Sequence[Output] | np.ndarray, expected: Sequence[Output]) -> bool:
    """Return whether as many arrays agree, each with its own tolerance."""
    return len(actual) == len(expected) and all(map(agrees, actual, expected))


def wrong_entries(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """A mask of the entries of ``actual`` that are out of tolerance; both arrays have one shape."""
    entrywise = isinstance(expected, Entrywise)
    by = expected.by if isinstance(expected, Within) else 0.0
    kind = np.complex128 if np.iscomplexobj(actual) or np.iscomplexobj(expected) else np.float64
    with np.errstate(invalid="ignore", over="ignore"):  # numbers that only extended precision holds become infinite
        actual, expected = np.asarray(actual).astype(kind), np.asarray(expected).astype(kind)
        finite = np.isfinite(expected)
        scale = np.abs(expected) if entrywise else np.abs(expected[finite]).max(initial=0.0)
        close = np.abs(actual - expected) <= np.maximum(RELATIVE * scale + ABSOLUTE, by)
    same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
    return ~np.where(finite, close, same)
