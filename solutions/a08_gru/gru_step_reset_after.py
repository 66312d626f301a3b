"""Hidden cases of ``gru_step_reset_after``: one gate at a time, then each bias, then all at once."""

import numpy as np

from autograder.authoring import DTYPES, Case, Cases, Draw, call, exercise, integer_output, sequences
from solutions.a08_gru.cells import RESET_AFTER, STEPS_RESET_AFTER
from solutions.a08_gru.gru_step import ALONE, SIZES
from solutions.a08_gru.reference import gru_step_reset_after

ASPECTS = {
    "candidate": (0.25, "the candidate"),
    "update_gate": (0.5, "the update gate"),
    "reset_gate": (0.75, "the reset gate"),
    "input_bias": (0.25, "the bias b_x"),
    "hidden_bias": (0.5, "the bias b_h"),
    "together": (0.25, "all gates and both biases at once"),
    "extremes": (0.25, "sums so large that exp would overflow"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """The sums inside the gates are of the size of 1; no gate that is judged stands at 0, 1/2 or 1."""
    for gate, held in ALONE.items():
        yield gate, [step_call(d, *size, held=held) for size in SIZES]
    for aspect, biases in (("input_bias", "x"), ("hidden_bias", "h")):
        yield aspect, [step_call(d, *size, biases=biases) for size in ((1, 1, 1), (2, 3, 2))]
    yield "together", [step_call(d, *size, biases="xh") for size in ((1, 1, 1), (3, 2, 4), (5, 6, 5))]
    yield "extremes", sequences.extreme_calls(d, RESET_AFTER, biases=2)


def ordinary(d: Draw) -> Case:
    """Three samples."""
    return sequences.of_both_signs(step_call(d, 3, 2, 2, biases="xh"), 0, 1)


def step_call(d: Draw, N: int, D: int, U: int, held: sequences.Held | None = None, biases: str = "") -> Case:
    """A call in which the biases that ``biases`` does not name are 0."""
    weights = sequences.weights(d, RESET_AFTER, D, U, held)
    x = sequences.inputs(d, N, D, held)
    b_x, b_h = (d.nonzero_reals(3 * U) if side in biases else np.zeros(3 * U) for side in "xh")
    return call(x, d.nonzero_reals(N, U), *weights, b_x, b_h)


MISTAKES = {**STEPS_RESET_AFTER, "integer_output": integer_output(gru_step_reset_after, of="h")}

EXERCISE = exercise(gru_step_reset_after, ASPECTS, cases, MISTAKES, outputs=("h",), ordinary=ordinary)
