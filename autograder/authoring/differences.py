"""Gradients by central differences: the backward pass of any forward pass, for errors that are carried forward."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.authoring.mistakes import Function

STEP = 1e-5


def differences(upstreams: int = 1) -> Callable[[Function], Function]:
    """Return a function that makes the backward pass of a forward pass with ``upstreams`` outputs.

    The backward pass takes a gradient for each output, then the arguments of the forward pass, and returns the
    gradients of those that are arrays, in their order. It calls the forward pass twice for each of their entries.
    """

    def backward_of(forward: Function) -> Function:
        def backward(*given: Any, **options: Any) -> tuple[np.ndarray, ...]:
            douts, args = given[:upstreams], [np.asarray(value, dtype=np.float64) for value in given[upstreams:]]

            def loss(moved: Sequence[np.ndarray]) -> float:
                value = forward(*moved, **options)
                outputs = value if isinstance(value, tuple) else (value,)
                return sum(float(np.vdot(dout, output)) for dout, output in zip(douts, outputs, strict=True))

            return tuple(_slope(loss, args, place) for place in range(len(args)))

        return backward

    return backward_of


def _slope(loss: Callable[[Sequence[np.ndarray]], float], args: Sequence[np.ndarray], place: int) -> np.ndarray:
    gradient = np.zeros_like(args[place])
    for index in np.ndindex(gradient.shape):
        step = STEP * max(1.0, abs(float(args[place][index])))
        sides = []
        for move in (step, -step):
            moved = [array.copy() for array in args]
            moved[place][index] += move
            sides.append(loss(moved))
        gradient[index] = (sides[0] - sides[1]) / (2 * step)
    return gradient
