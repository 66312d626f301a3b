"""Draws the arrays of the hidden cases: small enough to print, far from where tanh is flat, never the same twice."""

import math

import numpy as np

Weights = tuple[np.ndarray, np.ndarray, np.ndarray]
NONZERO_TENTHS = np.array([*range(-9, 0), *range(1, 10)]) / 10


def tenths(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers from -0.9 to 0.9 with one decimal, none zero, no two alike while there are enough of them."""
    size = math.prod(shape)
    return rng.choice(NONZERO_TENTHS, size, replace=size > len(NONZERO_TENTHS)).reshape(shape)


def integers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Whole numbers of an integer type, from -2 to 2 without 0."""
    return rng.choice([-2, -1, 1, 2], shape).astype(np.int64)


def reals(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Standard normal numbers of two decimals."""
    return np.round(rng.normal(size=shape), 2)


def weights(rng: np.random.Generator, inputs: int, units: int, scale: float = 1.0) -> Weights:
    """(w_x, w_h, b) of a network, normal, so that the state neither dies away nor sticks at ±1 for ``scale`` 1."""
    w_x = np.round(rng.normal(0, 0.8 / math.sqrt(inputs), (inputs, units)), 2)
    w_h = np.round(rng.normal(0, scale / math.sqrt(units), (units, units)), 2)
    return w_x, w_h, np.round(rng.normal(0, 0.5, units), 2)


def small_weights(rng: np.random.Generator, inputs: int, units: int) -> Weights:
    """As ``weights``, of tenths, to check by hand."""
    return tenths(rng, inputs, units), tenths(rng, units, units), tenths(rng, units)


def between(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    return int(rng.integers(low, high + 1))


def singles(*arrays: np.ndarray) -> tuple[np.ndarray, ...]:
    """The arrays as float32."""
    return tuple(array.astype(np.float32) for array in arrays)
