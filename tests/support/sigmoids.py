"""Sigmoids as people write them: right, right for sums of decimals alone, right with an overflow on the way."""

import numpy as np


def sigmoid(a: np.ndarray) -> np.ndarray:
    """A right one."""
    return 0.5 + 0.5 * np.tanh(0.5 * a)


def sigmoid_in_its_sums_type(a: np.ndarray) -> np.ndarray:
    """Each sign by the form that does not overflow, put into an array of the type of the sums."""
    out = np.zeros_like(a)
    out[a >= 0] = 1 / (1 + np.exp(-a[a >= 0]))
    out[a < 0] = np.exp(a[a < 0]) / (1 + np.exp(a[a < 0]))
    return out


def plain_sigmoid(a: np.ndarray) -> np.ndarray:
    """Right in the end, but exp(-a) overflows on the way."""
    return 1 / (1 + np.exp(-a))
