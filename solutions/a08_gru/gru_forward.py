"""Hidden cases of ``gru_forward``: one step, then several, from zeros and from given states, and no step at all."""

from dataclasses import replace

from autograder.authoring import (
    DTYPES,
    Case,
    Cases,
    Draw,
    exercise,
    integer_output,
    recurrent,
    sequences,
    then,
)
from solutions.a08_gru.cells import GRU, STEPS
from solutions.a08_gru.reference import gru_forward

forward_call = sequences.forward_call
ASPECTS = {
    "one_step": (0.5, "a sequence of one step, begun with zeros"),
    "steps": (1.0, "several steps, begun with zeros"),
    "initial": (0.5, "steps begun with h0"),
    "batch": (0.5, "several sequences at once"),
    "no_steps": (0.25, "sequences of no steps"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One step, then more of them, then states before the first one; the batch last."""
    yield "one_step", [forward_call(d, GRU, *size, zeros=True) for size in ((1, 1, 1, 2), (2, 1, 3, 2))]
    yield "steps", [forward_call(d, GRU, *size, zeros=True) for size in ((1, 2, 1, 2), (1, 5, 2, 3))]
    yield "initial", [forward_call(d, GRU, *size) for size in ((1, 1, 1, 2), (1, 3, 2, 3))]
    yield "batch", [forward_call(d, GRU, *size) for size in ((2, 3, 2, 1), (3, 2, 3, 3), (5, 9, 6, 5))]
    yield "no_steps", [forward_call(d, GRU, 2, 0, 3, 2)]


def ordinary(d: Draw) -> Case:
    """Three samples of two steps."""
    return sequences.of_both_signs(forward_call(d, GRU, 3, 2, 2, 2), 0, 1)


OF_STEPS = {
    **recurrent.forward_mistakes(GRU),
    "last_state_only": then(gru_forward, lambda hs: hs[:, -1]),
    **{name: cell.forward for name, cell in recurrent.with_steps(GRU, STEPS).items()},
    "sigmoid_overflows": replace(GRU, step=STEPS["sigmoid_overflows"]).forward,
}
MISTAKES = {
    **recurrent.ignored(gru_forward, "h0"),
    **recurrent.of_some_steps(gru_forward, OF_STEPS),
    "integer_output": integer_output(gru_forward, of="h0"),
}

EXERCISE = exercise(
    gru_forward,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=("hs",),
    after={"no_steps": "one_step"},
    ordinary=ordinary,
    builds_on=("gru_step",),
)
