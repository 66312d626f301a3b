"""Hidden cases of ``lstm_backward``: the upstream gradients are always random."""

from functools import partial

import numpy as np

from autograder.assignment import Aspect, Case, Exercise
from solutions.a07_lstm.reference import lstm_backward

from .draw import reals, weights
from .mistakes import (
    BACKWARD_MISTAKES,
    STEP_MISTAKES,
    backward_through_time,
    faulty,
    in_the_states,
    misconceptions,
    whole_numbers_out,
)

BY_OUTPUT = ("dx", "dh0", "dc0", "dw_x", "dw_h", "db")
HINTS = {
    "dc_not_carried": "The gradient of the cell stops at each step: the dc_prev of step t + 1 is the dc of step t. "
    "It is the road on which gradients travel far.",
    "dh_not_carried": "The gradient of the hidden state stops at each step: the dh_prev of step t + 1 is added to "
    "dhs[:, t].",
    "only_the_last_dhs": "Only the last dhs reaches your gradients: the loss may use every hidden state, so each step "
    "adds its own dhs[:, t].",
    "weights_not_summed_over_time": "Your dw_x, dw_h and db are those of one step: all steps used the same weights, so "
    "their gradients are added up, += instead of =.",
    "weights_averaged_over_time": "Your dw_x, dw_h and db are divided by T: a mean belongs to the loss and is in dhs "
    "already. Here they are sums over the steps.",
    "dx_in_reverse": "Your dx lies in the order in which you computed it, last step first: dx[:, t] belongs "
    "to x[:, t].",
    "states_one_step_late": "Your backward step t uses the states after step t: lstm_step_backward needs those that "
    "lstm_step was given, from before it.",
    "c0_ignored": "Your gradients are those of a sequence begun with a cell of zeros: it begins with c0.",
}


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One step, then several, then several of which only the last matters to the loss."""
    return [
        _case(rng, ("one_step",), 1, 1, 1, 1),
        _case(rng, ("one_step",), 3, 1, 2, 3),
        _case(rng, BY_OUTPUT, 1, 2, 1, 1),
        _case(rng, BY_OUTPUT, 2, 3, 3, 2),
        _case(rng, BY_OUTPUT, 3, 3, 3, 3),
        _case(rng, BY_OUTPUT, 2, 6, 2, 3),
        _case(rng, ("last_only",), 1, 3, 1, 1, last_only=True),
        _case(rng, ("last_only",), 2, 5, 3, 2, last_only=True),
        _case(rng, ("dtypes",), 2, 3, 2, 2, dtype=np.float32),
        Case(
            ("dtypes",),
            (
                rng.integers(1, 4, (1, 2, 1)),
                rng.integers(-3, 4, (1, 2, 2)),
                rng.integers(1, 4, (1, 1)),
                rng.integers(1, 4, (1, 1)),
                *weights(rng, 2, 1, 4),
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
    last_only: bool = False,
    dtype: type = np.float64,
) -> Case:
    dhs = reals(rng, n, steps, units)
    if last_only:
        dhs[:, :-1] = 0
    args = (
        dhs,
        reals(rng, n, steps, features),
        reals(rng, n, units),
        reals(rng, n, units),
        *weights(rng, features, units, 4),
        reals(rng, 4 * units),
    )
    return Case(aspects, tuple(array.astype(dtype) for array in args))


EXERCISE = Exercise(
    name="lstm_backward",
    reference=lstm_backward,
    outputs=BY_OUTPUT,
    aspects=(
        Aspect("one_step", 0.5, "all gradients of a sequence of one step"),
        Aspect("dx", 0.5, "dx", output=0),
        Aspect("dh0", 0.5, "dh0", output=1),
        Aspect("dc0", 0.5, "dc0", output=2),
        Aspect("dw_x", 0.5, "dw_x", output=3),
        Aspect("dw_h", 0.5, "dw_h", output=4),
        Aspect("db", 0.5, "db", output=5),
        Aspect("last_only", 0.25, "all gradients when the loss sees the last hidden state alone"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=(
        *faulty(HINTS, backward_through_time),
        *misconceptions(
            BACKWARD_MISTAKES,
            lambda mistake: partial(backward_through_time, step=mistake.step, step_backward=mistake.gradients),
            without=("dc_ignored",),  # through time it is dc_not_carried
        ),
        *misconceptions(
            in_the_states(STEP_MISTAKES),
            lambda mistake: partial(backward_through_time, step=mistake.step),
            without=("sigmoid_overflows_in_the_states",),
        ),
        whole_numbers_out(lstm_backward, of=1),
    ),
)
