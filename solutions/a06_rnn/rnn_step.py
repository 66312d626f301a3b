"""Hidden cases of ``rnn_step``: input, state and bias come in one at a time, so that each earns its own points."""

import numpy as np

from autograder.authoring import DTYPES, Case, Cases, Draw, call, exercise, integer_output
from solutions.a06_rnn.networks import Arrays, calls, small_weights, weights
from solutions.a06_rnn.reference import rnn_step
from solutions.a06_rnn.steps import STEPS, total

ASPECTS = {
    "input": (0.5, "what the input adds"),
    "state": (0.5, "what the state before adds"),
    "bias": (0.5, "the bias"),
    "sizes": (0.25, "one sample, one input, one unit, and many of each"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One sample and two units first; then batches with more inputs than units, and with fewer."""
    yield "input", calls(d, step_arguments, (1, 3, 2), (3, 4, 2), (2, 2, 5), state=False, bias=False)
    yield "state", calls(d, step_arguments, (1, 3, 2), (3, 4, 3), (2, 2, 5), bias=False)
    yield "bias", calls(d, step_arguments, (1, 3, 2), (4, 2, 3), (2, 5, 3))
    yield "sizes", calls(d, step_arguments, (1, 1, 1), (1, 3, 4), (3, 3, 3), (5, 1, 2), (6, 8, 7))


def step_arguments(
    d: Draw, N: int, D: int, U: int, *, state: bool = True, bias: bool = True, small: bool = False
) -> Arrays:
    """(x, h, w_x, w_h, b) for N samples, D inputs and U units; state or bias are zero where it is not about them."""
    w_x, w_h, b = (small_weights if small else weights)(d, D, U)
    x, h = d.tenths(N, D) if small else d.reals(N, D), d.tenths(N, U)
    return x, h if state else np.zeros_like(h), w_x, w_h, b if bias else np.zeros_like(b)


def ordinary(d: Draw) -> Case:
    """A step in which every argument counts; the samples are opposite, so that large sums have either sign."""
    x, h, *weights = step_arguments(d, 1, 3, 2)
    return call(np.concatenate([x, -x]), np.concatenate([h, -h]), *weights)


MISTAKES = {
    **STEPS,
    "relu_instead": lambda *args: np.maximum(total(*args), 0),
    "two_tanhs": lambda x, h, w_x, w_h, b: np.tanh(x @ w_x + b) + np.tanh(h @ w_h),
    "state_without_weights": lambda x, h, w_x, w_h, b: np.tanh(x @ w_x + h + b),
    "state_added_again": lambda x, h, *weights: h + rnn_step(x, h, *weights),
    "integer_output": integer_output(rnn_step),
}

EXERCISE = exercise(rnn_step, ASPECTS, cases, MISTAKES, ordinary=ordinary)
