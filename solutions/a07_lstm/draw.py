"""Draws sequences, states and weights for the hidden cases of gated cells: small, and never the same twice.

A block of weights can be *held*: its gate then stands at a known value whatever the state, so that a case is
evidence for the other gates alone. The held value comes in through the last input feature, which is 1 throughout, and
not through the bias: a cell without bias can still be right in these cases.
"""

from collections.abc import Mapping

import numpy as np

OPEN, HALF, CLOSED = 40.0, 0.0, -40.0  # a sigmoid is 1, 1/2 or 0 there, to the last bit of double precision
Arrays = tuple[np.ndarray, ...]


def reals(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Normal numbers of two decimals with unit variance, none of them near 0, as float64."""
    drawn = rng.normal(size=shape)
    return np.round(drawn + np.copysign(0.1, drawn), 2)


def weights(
    rng: np.random.Generator, features: int, units: int, gates: int, held: Mapping[int, float] | None = None
) -> Arrays:
    """(w_x, w_h) for cells of as many gates; ``held`` maps the blocks that do not move to their sum ``a``."""
    w_x, w_h = reals(rng, features, gates * units), reals(rng, units, gates * units)
    for gate, value in (held or {}).items():
        block = slice(gate * units, (gate + 1) * units)
        w_x[:, block], w_h[:, block] = 0, 0
        w_x[-1, block] = value
    return w_x, w_h


def inputs(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Inputs of shape (…, D) whose last feature is 1, as `weights` with held blocks needs them."""
    x = reals(rng, *shape)
    x[..., -1] = 1
    return x
