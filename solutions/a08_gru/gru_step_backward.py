"""Hidden cases of ``gru_step_backward``: the upstream gradient is always random."""

import numpy as np

from autograder.authoring import (
    DTYPES,
    Aspects,
    Case,
    Cases,
    Draw,
    call,
    differences,
    exercise,
    integer_output,
    sequences,
)
from solutions.a08_gru.cells import GRADIENTS, GRU, R, Z
from solutions.a08_gru.gru_step import SIZES
from solutions.a08_gru.reference import gru_step_backward

OUTPUTS = ("dx", "dh_prev", "dw_x", "dw_h", "db")
ASPECTS: Aspects = {
    "dx": (0.5, "dx"),
    "dh_prev": (0.75, "dh_prev"),
    "dw_x": (0.5, "dw_x"),
    "dw_h": (0.5, "dw_h"),
    "db": (0.5, "db"),
    "candidate": (0.25, "dw_x where only the candidate moves", "dw_x"),
    "update_gate": (0.25, "dw_x where the reset gate stands open", "dw_x"),
    "reset_gate": (0.5, "dw_x where the update gate stands closed", "dw_x"),
    "dtypes": DTYPES,
}
OPEN, CLOSED = sequences.OPEN, sequences.CLOSED
ALONE = {"candidate": {R: OPEN, Z: CLOSED}, "update_gate": {R: OPEN}, "reset_gate": {Z: CLOSED}}


def cases(d: Draw) -> Cases:
    """Each gate while the others stand still, then all at once."""
    for gate, held in ALONE.items():
        yield gate, [backward_call(d, *size, held=held) for size in SIZES]
    yield OUTPUTS, [backward_call(d, *size) for size in ((1, 1, 1), (1, 3, 2), (4, 2, 3), (5, 6, 5))]


def backward_call(d: Draw, N: int, D: int, U: int, *, held: sequences.Held | None = None) -> Case:
    """A call with a bias, or with the blocks ``held`` and none."""
    x = sequences.inputs(d, N, D, held)
    b = np.zeros(3 * U) if held else d.nonzero_reals(3 * U)
    return call(d.nonzero_reals(N, U), x, d.nonzero_reals(N, U), *sequences.weights(d, GRU, D, U, held), b)


def ordinary(d: Draw) -> Case:
    """Three samples."""
    return sequences.of_both_signs(backward_call(d, 3, 2, 2), 1, 2)


MISTAKES = {**GRADIENTS, "integer_output": integer_output(gru_step_backward, of="x")}

EXERCISE = exercise(
    gru_step_backward,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=OUTPUTS,
    ordinary=ordinary,
    builds_on=("gru_step",),
    given={"gru_step": differences()},
)
