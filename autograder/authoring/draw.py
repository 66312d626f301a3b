"""Draws what a case is called with: small enough to print, never symmetric, never the same twice."""

import math
from collections.abc import Sequence

import numpy as np

Pair = tuple[int, int]
NONZERO = np.array([*range(-9, 0), *range(1, 10)])


class Draw:
    """Arrays and sizes from one seeded generator, ``rng``; the same seed and calls give the same numbers."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def digits(self, *shape: int) -> np.ndarray:
        """Whole numbers from -9 to 9 as float64, no two alike while there are enough of them: to check by hand."""
        return self._nonzero(shape).astype(np.float64)

    def integers(self, *shape: int) -> np.ndarray:
        """As `digits`, of an integer type."""
        return self._nonzero(shape).astype(np.int64)

    def tenths(self, *shape: int) -> np.ndarray:
        """Numbers from -0.9 to 0.9 with one decimal, none zero, no two alike while there are enough of them."""
        return self._nonzero(shape) / 10

    def reals(self, *shape: int) -> np.ndarray:
        """Standard normal numbers of two decimals, as float64."""
        return np.round(self.rng.normal(size=shape), 2)

    def nonzero_reals(self, *shape: int) -> np.ndarray:
        """Normal numbers of two decimals with about unit variance, none of them near 0, as float64."""
        drawn = self.rng.normal(size=shape)
        return np.round(drawn + np.copysign(0.1, drawn), 2)

    def distinct(self, *shape: int) -> np.ndarray:
        """Whole numbers around zero as float64, all different and none of them zero."""
        largest = max(9, math.prod(shape))
        return self.choice([*range(-largest, 0), *range(1, largest + 1)], *shape).astype(np.float64)

    def distinct_tenths(self, *shape: int) -> np.ndarray:
        """As `distinct`, but with one decimal."""
        return np.round(self.distinct(*shape) / 10, 1)

    def choice(self, values: Sequence[int], *shape: int) -> np.ndarray:
        """An array of ``values``, none of them twice."""
        return self.rng.choice(np.array(values), math.prod(shape), replace=False).reshape(shape)

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return int(self.rng.integers(low, high + 1))

    def uniform(self, low: float, high: float) -> float:
        """A number between ``low`` and ``high``."""
        return float(self.rng.uniform(low, high))

    def either_order(self, first: int, second: int) -> Pair:
        """(first, second) or (second, first)."""
        return (first, second) if self.rng.integers(2) else (second, first)

    def image_size(self, kernel: Pair, stride: Pair = (1, 1), padding: Pair = (0, 0), rest: Pair = (0, 0)) -> Pair:
        """(H, W) of an image over which ``kernel`` makes from 3 to 7 steps, not equally many down and across.

        ``rest`` rows and columns stay over at the end, where the next window would not fit.
        """
        steps = self.rng.choice([2, 3, 4], 2, replace=False)
        height, width = (
            k + s * (int(step) + p) + r - 2 * p
            for k, s, p, r, step in zip(kernel, stride, padding, rest, steps, strict=True)
        )
        return height, width

    def _nonzero(self, shape: Sequence[int]) -> np.ndarray:
        size = math.prod(shape)
        return self.rng.choice(NONZERO, size, replace=size > len(NONZERO)).reshape(shape)


def singles(*arrays: np.ndarray) -> tuple[np.ndarray, ...]:
    """The arrays as float32."""
    return tuple(array.astype(np.float32) for array in arrays)
