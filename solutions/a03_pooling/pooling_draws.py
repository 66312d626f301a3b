"""Draws what only pooling is about: numbers that are all negative, and ties."""

import itertools

import numpy as np

from autograder.authoring import Draw


def negatives(d: Draw, *shape: int) -> np.ndarray:
    """Numbers below zero with one decimal, all different, as float64."""
    return -np.round(d.choice(range(1, 2 * int(np.prod(shape)) + 9), *shape) / 10, 1)


def far_below(d: Draw, *shape: int) -> np.ndarray:
    """Numbers of -1e10 and less, all different: only minus infinity is surely lower."""
    return 1e11 * negatives(d, *shape)


def few_values(d: Draw, *shape: int) -> np.ndarray:
    """Numbers from 0 to 2, as float64: there are ties everywhere."""
    return d.rng.integers(0, 3, shape).astype(np.float64)


def after_relu(d: Draw, *shape: int) -> np.ndarray:
    """What ReLU leaves of tenths: about half the values are 0, and so are some whole windows."""
    return np.maximum(d.distinct_tenths(*shape), 0)


def tied_pairs(d: Draw) -> np.ndarray:
    """One image of 4 by 6: each of its six 2 by 2 windows has another pair of places for its largest value."""
    windows = np.empty((6, 4))
    for window, pair in zip(windows, d.rng.permutation(list(itertools.combinations(range(4), 2))), strict=True):
        window[:] = d.rng.choice(np.arange(-9, 5), 4, replace=False)
        window[pair] = d.between(5, 9)
    return windows.reshape(2, 3, 2, 2).swapaxes(1, 2).reshape(1, 1, 4, 6)
