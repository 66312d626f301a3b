"""Hidden cases of ``gru_forward``."""

from functools import partial

import numpy as np

from autograder.assignment import Aspect, Case, Exercise
from solutions.a07_lstm.draw import reals, weights
from solutions.a07_lstm.mistakes import faulty, misconceptions, whole_numbers_out
from solutions.a08_gru.reference import gru_forward

from .mistakes import STEP_MISTAKES, forward_through_time

HINTS = {
    "h0_ignored": "Your sequence begins with a state of zeros: it begins with h0.",
    "h_not_carried": "Every step of yours gets h0 as its state: it gets the h of the step before.",
    "first_input_repeated": "Every step of yours reads the first input: step t reads x[:, t].",
    "time_reversed": "Your GRU reads the sequence from its end: the first step reads x[:, 0].",
    "time_first": "Your states lie with the time before the batch: hs has the shape (N, T, U), so stack the steps "
    "along axis 1.",
    "last_state_only": "You return the last state alone: hs holds the states after every step, shape (N, T, U).",
}


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One step, then more of them, then states before the first one; the batch last."""
    return [
        _case(rng, ("one_step",), 1, 1, 1, 2, states=False),
        _case(rng, ("one_step",), 2, 1, 3, 2, states=False),
        _case(rng, ("steps",), 1, 2, 1, 2, states=False),
        _case(rng, ("steps",), 1, 5, 2, 3, states=False),
        _case(rng, ("steps",), 1, 8, 3, 2, states=False),
        _case(rng, ("initial",), 1, 1, 1, 2),
        _case(rng, ("initial",), 1, 3, 2, 3),
        _case(rng, ("batch",), 2, 3, 2, 1),
        _case(rng, ("batch",), 3, 3, 3, 3),
        _case(rng, ("batch",), 4, 2, 3, 2),
        _case(rng, ("dtypes",), 2, 3, 2, 2, dtype=np.float32),
        Case(
            ("dtypes",),
            (rng.integers(-3, 4, (1, 3, 2)), rng.integers(1, 4, (1, 1)), *weights(rng, 2, 1, 3), reals(rng, 3)),
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
    h0 = reals(rng, n, units) if states else np.zeros((n, units))
    args = reals(rng, n, steps, features), h0, *weights(rng, features, units, 3), reals(rng, 3 * units)
    return Case(aspects, tuple(array.astype(dtype) for array in args))


EXERCISE = Exercise(
    name="gru_forward",
    reference=gru_forward,
    outputs=("hs",),
    aspects=(
        Aspect("one_step", 0.5, "a sequence of one step, begun with zeros"),
        Aspect("steps", 1.0, "several steps, begun with zeros"),
        Aspect("initial", 0.75, "steps begun with h0"),
        Aspect("batch", 0.5, "several sequences at once"),
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
        whole_numbers_out(gru_forward, of=1),
    ),
)
