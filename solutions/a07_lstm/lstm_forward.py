"""Hidden cases of ``lstm_forward``."""

from functools import partial

import numpy as np

from autograder.assignment import Aspect, Case, Exercise
from solutions.a07_lstm.reference import lstm_forward

from .draw import reals, weights
from .mistakes import STEP_MISTAKES, faulty, forward_through_time, misconceptions, whole_numbers_out

HINTS = {
    "h0_ignored": "Your sequence begins with a hidden state of zeros: it begins with h0.",
    "c0_ignored": "Your sequence begins with a cell of zeros: it begins with c0.",
    "h_not_carried": "Every step of yours gets h0 as its hidden state: it gets the h of the step before.",
    "c_not_carried": "Every step of yours gets c0 as its cell: it gets the c of the step before.",
    "first_input_repeated": "Every step of yours reads the first input: step t reads x[:, t].",
    "time_reversed": "Your LSTM reads the sequence from its end: the first step reads x[:, 0].",
    "time_first": "Your hidden states lie with the time before the batch: hs has the shape (N, T, U), so stack the "
    "steps along axis 1.",
    "hidden_state_as_the_cell": "The second value that you return is the last hidden state: it must be the last cell.",
    "first_cell": "The second value that you return is the cell after the first step: it must be that after the last.",
    "all_cells": "You return the cells of all steps: the second value is the last cell alone, of shape (N, U).",
}


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One step, then more of them, then states before the first one; the batch last."""
    return [
        _case(rng, ("one_step", "cell"), 1, 1, 1, 1, states=False),
        _case(rng, ("one_step",), 2, 1, 3, 2, states=False),
        _case(rng, ("steps", "cell"), 1, 2, 1, 1, states=False),
        _case(rng, ("steps", "cell"), 1, 5, 2, 3, states=False),
        _case(rng, ("steps", "cell"), 1, 8, 3, 2, states=False),
        _case(rng, ("initial",), 1, 1, 1, 1),
        _case(rng, ("initial",), 1, 3, 2, 3),
        _case(rng, ("initial", "last_cell"), 1, 3, 2, 1),
        _case(rng, ("batch",), 2, 3, 2, 1),
        _case(rng, ("batch",), 3, 3, 3, 3),
        _case(rng, ("batch",), 4, 2, 3, 2),
        _case(rng, ("dtypes",), 2, 3, 2, 2, dtype=np.float32),
        Case(
            ("dtypes",),
            (
                rng.integers(-3, 4, (1, 3, 2)),
                rng.integers(1, 4, (1, 1)),
                rng.integers(1, 4, (1, 1)),
                *(reals(rng, size, 4) for size in (2, 1)),
                reals(rng, 4),
            ),
        ),
    ]


def _case(
    rng: np.random.Generator,
    aspects: tuple[str, ...],
    n: int,
    steps: int,
    features: int,
    units: int,
    states: bool = True,
    dtype: type = np.float64,
) -> Case:
    before = [reals(rng, n, units) if states else np.zeros((n, units)) for _ in range(2)]
    args = reals(rng, n, steps, features), *before, *weights(rng, features, units, 4), reals(rng, 4 * units)
    return Case(aspects, tuple(array.astype(dtype) for array in args))


EXERCISE = Exercise(
    name="lstm_forward",
    reference=lstm_forward,
    outputs=("hs", "c"),
    aspects=(
        Aspect("one_step", 0.5, "the hidden state after a sequence of one step", output=0),
        Aspect("steps", 0.75, "the hidden states of several steps, begun with zeros", output=0),
        Aspect("initial", 0.5, "the hidden states of steps begun with h0 and c0", output=0),
        Aspect("cell", 0.5, "the last cell, begun with zeros", output=1),
        Aspect("last_cell", 0.25, "the last cell, begun with h0 and c0", output=1),
        Aspect("batch", 0.25, "several sequences at once"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=(
        *faulty(HINTS, forward_through_time),
        *misconceptions(
            STEP_MISTAKES,
            lambda mistake: partial(forward_through_time, step=mistake.step),
            without=("sigmoid_overflows",),
        ),
        whole_numbers_out(lstm_forward, of=1),
    ),
)
