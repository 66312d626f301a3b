"""Draws the weights of small recurrent networks: far from where tanh is flat."""

import math

import numpy as np

from autograder.authoring import Draw

Weights = tuple[np.ndarray, np.ndarray, np.ndarray]


def weights(d: Draw, inputs: int, units: int, scale: float = 1.0) -> Weights:
    """(w_x, w_h, b) of a network, normal, so that the state neither dies away nor sticks at ±1 for ``scale`` 1."""
    w_x = np.round(d.rng.normal(0, 0.8 / math.sqrt(inputs), (inputs, units)), 2)
    w_h = np.round(d.rng.normal(0, scale / math.sqrt(units), (units, units)), 2)
    return w_x, w_h, np.round(d.rng.normal(0, 0.5, units), 2)


def small_weights(d: Draw, inputs: int, units: int) -> Weights:
    """As `weights`, of tenths, to check by hand."""
    return d.tenths(inputs, units), d.tenths(units, units), d.tenths(units)


def small_integers(d: Draw, *shape: int) -> np.ndarray:
    """Whole numbers of an integer type, from -2 to 2 without 0."""
    return d.rng.choice([-2, -1, 1, 2], shape).astype(np.int64)
