"""Hidden cases of ``lstm_backward``: the upstream gradients are always random."""

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
from solutions.a07_lstm.cells import GRADIENTS, LSTM, STEPS
from solutions.a07_lstm.reference import lstm_backward, lstm_forward, lstm_step, lstm_step_backward

OUTPUTS = ("dx", "dh0", "dc0", "dw_x", "dw_h", "db")
ASPECTS = {
    "one_step": (0.5, "all gradients of a sequence of one step"),
    **{output: (0.5, output) for output in OUTPUTS[:-1]},
    "db": (0.25, "db"),
    "last_only": (0.25, "all gradients when the loss sees the last hidden state alone"),
    "no_steps": (0.25, "all gradients of sequences of no steps"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One step, then several, then several of which only the last matters to the loss."""
    yield "one_step", [backward_call(d, *size) for size in ((1, 1, 1, 1), (3, 1, 2, 3))]
    yield OUTPUTS, [backward_call(d, *size) for size in ((1, 2, 1, 1), (2, 3, 3, 2), (2, 5, 2, 3))]
    yield "last_only", [backward_call(d, *size, last_only=True) for size in ((1, 3, 1, 1), (5, 9, 6, 5))]
    yield "no_steps", [backward_call(d, 2, 0, 3, 2)]


def backward_call(d: Draw, N: int, T: int, D: int, U: int, *, last_only: bool = False) -> Case:
    """A call with gradients of all hidden states, or of the last one alone."""
    dhs = d.nonzero_reals(N, T, U)
    x, h0, c0 = d.nonzero_reals(N, T, D), d.nonzero_reals(N, U), d.nonzero_reals(N, U)
    dhs = recurrent.only_the_last(dhs) if last_only else dhs
    return call(dhs, x, h0, c0, *sequences.weights(d, LSTM, D, U), d.nonzero_reals(4 * U))


def ordinary(d: Draw) -> Case:
    """Three samples of two steps."""
    return sequences.of_both_signs(backward_call(d, 3, 2, 2, 2), 1, 2)


def last_state_in_dw_h(
    dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, c0: np.ndarray, *parameters: np.ndarray
) -> recurrent.Arrays:
    """The gates of each step are kept, but for dw_h the state before the first one is read at hs[:, -1]."""
    dx, dh0, dc0, dw_x, dw_h, db = lstm_backward(dhs, x, h0, c0, *parameters)
    h, c = lstm_step(x[:, 0], h0, c0, *parameters)
    _, dh, dc, *_ = lstm_backward(dhs[:, 1:], x[:, 1:], h, c, *parameters)
    first = zip(dhs[:, 0] + dh, dc, x[:, 0], h0, c0, strict=True)  # sample by sample, where db is da
    da = np.stack([lstm_step_backward(*(one[None] for one in sample), *parameters)[-1] for sample in first])
    last = lstm_forward(x, h0, c0, *parameters)[0][:, -1]
    return dx, dh0, dc0, dw_x, dw_h + (last - h0).T @ da, db


WRONG_CELLS = recurrent.with_gradients(LSTM, GRADIENTS, STEPS)
OF_STEPS: dict[str, Function] = {
    **recurrent.backward_mistakes(LSTM),
    **recurrent.ignored(lstm_backward, "c0"),
    # through time, dc_ignored is dc_not_carried
    **{name: cell.backward for name, cell in WRONG_CELLS.items() if name != "dc_ignored"},
    **{f"{name}_in_the_states": cell.backward for name, cell in recurrent.with_steps(LSTM, STEPS).items()},
    "last_state_before_the_first": partial(LSTM.backward, wraps=True),
    "last_state_in_dw_h": last_state_in_dw_h,
}
MISTAKES = {
    **recurrent.of_some_steps(lstm_backward, OF_STEPS),
    "integer_output": integer_output(lstm_backward, of="x"),
}

EXERCISE = exercise(
    lstm_backward,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=OUTPUTS,
    after={"no_steps": "one_step"},
    ordinary=ordinary,
    builds_on=("lstm_step", "lstm_step_backward"),
)
