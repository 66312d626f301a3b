"""Hidden cases of ``gru_backward``: the upstream gradients are always random."""

from functools import partial

import numpy as np

from autograder.authoring import (
    DTYPES,
    Case,
    Cases,
    Draw,
    Function,
    call,
    exercise,
    integer_output,
    recurrent,
    sequences,
)
from solutions.a08_gru.cells import GRADIENTS, GRU, STEPS
from solutions.a08_gru.reference import gru_backward, gru_forward, gru_step, gru_step_backward

OUTPUTS = ("dx", "dh0", "dw_x", "dw_h", "db")
ASPECTS = {
    "one_step": (0.5, "all gradients of a sequence of one step"),
    "dx": (0.5, "dx"),
    "dh0": (0.75, "dh0"),
    **{output: (0.5, output) for output in ("dw_x", "dw_h", "db")},
    "last_only": (0.25, "all gradients when the loss sees the last state alone"),
    "no_steps": (0.25, "all gradients of sequences of no steps"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One step, then several, then several of which only the last matters to the loss."""
    yield "one_step", [backward_call(d, *size) for size in ((1, 1, 1, 2), (3, 1, 2, 3))]
    yield OUTPUTS, [backward_call(d, *size) for size in ((1, 2, 1, 2), (2, 3, 3, 2), (2, 5, 2, 1))]
    yield "last_only", [backward_call(d, *size, last_only=True) for size in ((1, 3, 1, 2), (5, 9, 6, 5))]
    yield "no_steps", [backward_call(d, 2, 0, 3, 2)]


def backward_call(d: Draw, N: int, T: int, D: int, U: int, *, last_only: bool = False) -> Case:
    """A call with gradients of all states, or of the last one alone."""
    dhs = d.nonzero_reals(N, T, U)
    h0, weights, b = d.nonzero_reals(N, U), sequences.weights(d, GRU, D, U), d.nonzero_reals(3 * U)
    return call(recurrent.only_the_last(dhs) if last_only else dhs, d.nonzero_reals(N, T, D), h0, *weights, b)


def ordinary(d: Draw) -> Case:
    """Three samples of two steps."""
    return sequences.of_both_signs(backward_call(d, 3, 2, 2, 2), 1, 2)


def last_state_in_dw_h(
    dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> recurrent.Arrays:
    """The gates of each step are kept, but for dw_h the state before the first one is read at hs[:, -1]."""
    dx, dh0, dw_x, dw_h, db = gru_backward(dhs, x, h0, w_x, w_h, b)
    _, dh, *_ = gru_backward(dhs[:, 1:], x[:, 1:], gru_step(x[:, 0], h0, w_x, w_h, b), w_x, w_h, b)
    first = zip(dhs[:, 0] + dh, x[:, 0], h0, strict=True)  # sample by sample, where db is da
    da = np.stack([gru_step_backward(d[None], one[None], h[None], w_x, w_h, b)[-1] for d, one, h in first])
    r = recurrent.sigmoid(GRU.split(x[:, 0] @ w_x + h0 @ w_h + b)[0])
    late = gru_forward(x, h0, w_x, w_h, b)[:, -1] - h0
    da_r, da_z, da_n = GRU.split(da)
    return dx, dh0, dw_x, dw_h + np.hstack([late.T @ da_r, late.T @ da_z, (r * late).T @ da_n]), db


OF_STEPS: dict[str, Function] = {
    **recurrent.backward_mistakes(GRU),
    **recurrent.ignored(gru_backward, "h0"),
    **{name: cell.backward for name, cell in recurrent.with_gradients(GRU, GRADIENTS, STEPS).items()},
    **{f"{name}_in_the_states": cell.backward for name, cell in recurrent.with_steps(GRU, STEPS).items()},
    "last_state_before_the_first": partial(GRU.backward, wraps=True),
    "last_state_in_dw_h": last_state_in_dw_h,
}
MISTAKES = {
    **recurrent.of_some_steps(gru_backward, OF_STEPS),
    "integer_output": integer_output(gru_backward, of="x"),
}

EXERCISE = exercise(
    gru_backward,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=OUTPUTS,
    after={"no_steps": "one_step"},
    ordinary=ordinary,
    builds_on=("gru_step", "gru_step_backward"),
)
