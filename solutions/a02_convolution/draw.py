"""Draws the arrays and sizes of the hidden cases: small enough to print, never symmetric, never the same twice."""

import math

import numpy as np

Pair = tuple[int, int]
NONZERO_DIGITS = np.array([*range(-9, 0), *range(1, 10)])


def digits(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Whole numbers from -9 to 9 as float64, no two alike while there are enough of them: to check by hand."""
    size = math.prod(shape)
    return rng.choice(NONZERO_DIGITS, size, replace=size > len(NONZERO_DIGITS)).reshape(shape).astype(np.float64)


def integers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """As ``digits``, of an integer type."""
    return digits(rng, *shape).astype(np.int64)


def reals(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Standard normal numbers of two decimals, as float64."""
    return np.round(rng.normal(size=shape), 2)


def singles(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """As ``reals``, as float32."""
    return reals(rng, *shape).astype(np.float32)


def between(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    return int(rng.integers(low, high + 1))


def either_order(rng: np.random.Generator, first: int, second: int) -> Pair:
    """(first, second) or (second, first)."""
    return (first, second) if rng.integers(2) else (second, first)


def image_size(
    rng: np.random.Generator, kernel: Pair, stride: Pair = (1, 1), padding: Pair = (0, 0), rest: Pair = (0, 0)
) -> Pair:
    """(H, W) of an image over which ``kernel`` makes from 3 to 7 steps, not equally many down and across.

    ``rest`` rows and columns stay over at the end, where the next window would not fit.
    """
    steps = rng.choice([2, 3, 4], 2, replace=False)
    height, width = (
        k + s * (int(step) + p) + r - 2 * p
        for k, s, p, r, step in zip(kernel, stride, padding, rest, steps, strict=True)
    )
    return height, width
