"""Draws small recurrent networks and what they read: far from where tanh is flat."""

import math
from collections.abc import Callable

import numpy as np

from autograder.authoring import Case, Draw, Pair, call

Arrays = tuple[np.ndarray, ...]


def normal(d: Draw, deviation: float, *shape: int, decimals: int = 2) -> np.ndarray:
    """Normal numbers around 0 with the standard ``deviation``, rounded."""
    return np.round(d.rng.normal(0, deviation, shape), decimals)


def weights(d: Draw, inputs: int, units: int, scale: float = 1.0) -> Arrays:
    """(w_x, w_h, b) of a network, normal, so that the state neither dies away nor sticks at ±1 for ``scale`` 1."""
    w_x = normal(d, 0.8 / math.sqrt(inputs), inputs, units)
    w_h = normal(d, scale / math.sqrt(units), units, units)
    return w_x, w_h, normal(d, 0.5, units)


def small_weights(d: Draw, inputs: int, units: int) -> Arrays:
    """As `weights`, of tenths, to check by hand."""
    return d.tenths(inputs, units), d.tenths(units, units), d.tenths(units)


def network(
    d: Draw, N: int, T: int, D: int, U: int, *, start: bool = True, scale: float = 1.0, small: bool = False
) -> Arrays:
    """(x, h0, w_x, w_h, b) of a network that reads N sequences of T steps; h0 is zero without a ``start``."""
    x = d.tenths(N, T, D) if small else d.reals(N, T, D)
    h0 = d.tenths(N, U) if start else np.zeros((N, U))
    return x, h0, *(small_weights(d, D, U) if small else weights(d, D, U, scale))


def calls(d: Draw, arguments: Callable[..., Arrays], *sizes: tuple[int | Pair, ...], **options: float) -> list[Case]:
    """A call for each of ``sizes`` with what ``arguments`` draws for it, the first ``small``, to check by hand.

    A pair (low, high) among the sizes stands for a number between the two.
    """
    drawn = []
    for place, size in enumerate(sizes):
        numbers = [one if isinstance(one, int) else d.between(*one) for one in size]
        drawn.append(call(*arguments(d, *numbers, small=place == 0, **options)))
    return drawn
