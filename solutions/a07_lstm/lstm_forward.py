"""Hidden cases of ``lstm_forward``: one step, then several, from zeros and from given states, and no step at all."""

from dataclasses import replace

import numpy as np

from autograder.authoring import (
    DTYPES,
    Aspects,
    Case,
    Cases,
    Draw,
    exercise,
    integer_output,
    recurrent,
    sequences,
    then,
)
from solutions.a07_lstm.cells import LSTM, STEPS
from solutions.a07_lstm.reference import lstm_forward

forward_call = sequences.forward_call
ASPECTS: Aspects = {
    "one_step": (0.5, "the hidden state after a sequence of one step", "hs"),
    "steps": (0.75, "the hidden states of several steps, begun with zeros", "hs"),
    "initial": (0.5, "the hidden states of steps begun with h0 and c0", "hs"),
    "cell": (0.25, "the last cell, begun with zeros", "c"),
    "last_cell": (0.25, "the last cell, begun with h0 and c0", "c"),
    "batch": (0.25, "several sequences at once"),
    "no_steps": (0.25, "sequences of no steps"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One step, then more of them, then states before the first one; the batch last."""
    yield ("one_step", "cell"), [forward_call(d, LSTM, 1, 1, 1, 1, zeros=True)]
    yield "one_step", [forward_call(d, LSTM, 2, 1, 3, 2, zeros=True)]
    sizes = (1, 2, 1, 1), (1, 5, 2, 3)
    yield ("steps", "cell"), [forward_call(d, LSTM, *size, zeros=True) for size in sizes]
    yield "initial", [forward_call(d, LSTM, 1, 1, 1, 1)]
    # of many units, so that what goes wrong in the hidden states alone is in some cell for sure
    yield ("initial", "last_cell"), [forward_call(d, LSTM, 1, *size) for size in ((3, 2, 1), (3, 2, 3), (4, 3, 5))]
    yield "batch", [forward_call(d, LSTM, *size) for size in ((2, 3, 2, 1), (3, 2, 3, 3), (5, 9, 6, 5))]
    yield "no_steps", [forward_call(d, LSTM, 2, 0, 3, 2)]


def ordinary(d: Draw) -> Case:
    """Three samples of two steps."""
    return sequences.of_both_signs(forward_call(d, LSTM, 3, 2, 2, 2), 0, 1)


def last_cell(hs: np.ndarray, cs: np.ndarray) -> recurrent.Arrays:
    """What ``lstm_forward`` returns of all hidden states and all cells."""
    return hs, cs[:, -1]


OF_STEPS = {
    **{name: then(wrong, last_cell) for name, wrong in recurrent.forward_mistakes(LSTM).items()},
    "hidden_state_as_the_cell": then(lstm_forward, lambda hs, c: (hs, hs[:, -1])),
    "first_cell": then(LSTM.forward, lambda hs, cs: (hs, cs[:, 0])),
    "all_cells": LSTM.forward,
    **{name: then(cell.forward, last_cell) for name, cell in recurrent.with_steps(LSTM, STEPS).items()},
    "sigmoid_overflows": then(replace(LSTM, step=STEPS["sigmoid_overflows"]).forward, last_cell),
}
MISTAKES = {
    **recurrent.ignored(lstm_forward, "h0", "c0"),
    **recurrent.of_some_steps(lstm_forward, OF_STEPS),
    "integer_output": integer_output(lstm_forward, of="h0"),
}

EXERCISE = exercise(
    lstm_forward,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=("hs", "c"),
    after={"no_steps": "one_step"},
    ordinary=ordinary,
    builds_on=("lstm_step",),
)
