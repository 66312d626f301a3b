"""Draws the arrays of the hidden cases: no two values alike, but for the cases that are about ties."""

import itertools
import math

import numpy as np


def whole(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Whole numbers around zero as float64, all different and none of them zero: to check by hand."""
    size = math.prod(shape)
    largest = max(9, size)
    numbers = np.array([*range(-largest, 0), *range(1, largest + 1)])
    return rng.choice(numbers, size, replace=False).reshape(shape).astype(np.float64)


def tenths(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """As ``whole``, but with one decimal."""
    return np.round(whole(rng, *shape) / 10, 1)


def negatives(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers below zero with one decimal, all different, as float64."""
    size = math.prod(shape)
    return -np.round(rng.choice(np.arange(1, 2 * size + 9), size, replace=False).reshape(shape) / 10, 1)


def singles(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """As ``tenths``, as float32."""
    return tenths(rng, *shape).astype(np.float32)


def integers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """As ``whole``, of an integer type."""
    return whole(rng, *shape).astype(np.int64)


def few_values(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers from 0 to 2, as float64: there are ties everywhere."""
    return rng.integers(0, 3, shape).astype(np.float64)


def after_relu(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """What ReLU leaves of ``tenths``: about half the values are 0, and so are some whole windows."""
    return np.maximum(tenths(rng, *shape), 0.0)


def tied_pairs(rng: np.random.Generator) -> np.ndarray:
    """One image of 4 by 6: each of its six 2 by 2 windows has another pair of places for its largest value."""
    image = np.empty((1, 1, 4, 6))
    pairs = rng.permutation(list(itertools.combinations(range(4), 2)))
    for window, pair in enumerate(pairs):
        values = rng.choice(np.arange(-9.0, 5.0), 4, replace=False)
        values[pair] = rng.integers(5, 10)
        row, column = 2 * (window // 3), 2 * (window % 3)
        image[0, 0, row : row + 2, column : column + 2] = values.reshape(2, 2)
    return image
