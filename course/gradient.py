"""Numeric gradients: what a backward pass must give, found by nudging every number a little up and down."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def numeric_gradients(
    function: Callable[..., Any], arguments: Sequence[Any], upstream: np.ndarray, step: float = 1e-5
) -> tuple[np.ndarray, ...]:
    """The gradients of ``loss = np.sum(upstream * function(*arguments))`` by central differences.

    ∂loss/∂v ≈ (loss(v + step) - loss(v - step)) / (2 · step), for every entry v of every argument

    Parameters
    ----------
    function : takes the arguments, returns one array
    arguments : arrays of any shapes; they are copied, as float64, and never changed
    upstream : array of the shape of the result. Draw it at random: with ones, a backward pass that ignores its
        upstream gradient would look right
    step : how far each entry is nudged; the error shrinks with its square until rounding takes over

    Returns
    -------
    tuple of one float64 array for each argument, of that argument's shape

    Raises
    ------
    ValueError
        If the upstream gradient has another shape than the result.

    Source: Nocedal and Wright, Numerical Optimization (2006), eq. 8.7.
    """
    values = [np.array(argument, dtype=np.float64) for argument in arguments]
    result_shape = np.shape(function(*(value.copy() for value in values)))
    if result_shape != np.shape(upstream):
        raise ValueError(f"The upstream gradient has shape {np.shape(upstream)}, the result {result_shape}.")

    def loss() -> float:
        return float(np.sum(upstream * np.asarray(function(*(value.copy() for value in values)), np.float64)))

    gradients = tuple(np.zeros_like(value) for value in values)
    for value, gradient in zip(values, gradients, strict=True):
        for index in np.ndindex(value.shape):
            here = value[index]
            value[index] = here + step
            above = loss()
            value[index] = here - step
            below = loss()
            value[index] = here
            gradient[index] = (above - below) / (2 * step)
    return gradients
