"""Hidden cases of ``gru_step``: one gate at a time while the others stand open or closed, then all at once."""

from autograder.authoring import DTYPES, Case, Cases, Draw, exercise, integer_output, sequences
from solutions.a08_gru.cells import GRU, STEPS, R, Z
from solutions.a08_gru.reference import gru_step

ASPECTS = {
    "candidate": (0.5, "the candidate"),
    "update_gate": (0.75, "the update gate"),
    "reset_gate": (0.75, "the reset gate"),
    "bias": (0.25, "the bias"),
    "together": (0.25, "all gates at once, for several samples"),
    "extremes": (0.25, "sums so large that exp would overflow"),
    "dtypes": DTYPES,
}
OPEN, HALF = sequences.OPEN, sequences.HALF
# Which gates stand still where one is judged. With the reset gate open, before and after the product are one; with the
# update gate half open, z and 1 - z are one.
ALONE = {"candidate": {R: OPEN, Z: HALF}, "update_gate": {R: OPEN}, "reset_gate": {Z: HALF}}
SIZES = ((1, 2, 2), (2, 3, 2))  # N, D, U; of one unit, before and after the product would be one


def cases(d: Draw) -> Cases:
    """The sums inside the gates are of the size of 1; no gate that is judged stands at 0, 1/2 or 1."""
    for gate, held in ALONE.items():
        yield gate, [sequences.step_call(d, GRU, *size, held=held) for size in SIZES]
    # of one unit: both conventions earn the bias
    yield "bias", [sequences.step_call(d, GRU, *size, bias=True) for size in ((1, 1, 1), (2, 3, 1))]
    together = (2, 1, 2), (3, 2, 4), (5, 6, 5)
    yield "together", [sequences.step_call(d, GRU, *size, bias=True) for size in together]
    yield "extremes", sequences.extreme_calls(d, GRU)


def ordinary(d: Draw) -> Case:
    """Three samples."""
    return sequences.of_both_signs(sequences.step_call(d, GRU, 3, 2, 2, bias=True), 0, 1)


MISTAKES = {**STEPS, "integer_output": integer_output(gru_step, of="h")}

EXERCISE = exercise(gru_step, ASPECTS, cases, MISTAKES, outputs=("h",), ordinary=ordinary)
