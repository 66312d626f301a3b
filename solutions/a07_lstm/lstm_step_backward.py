"""Hidden cases of ``lstm_step_backward``: the upstream gradients are always random."""

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
from solutions.a07_lstm.cells import GRADIENTS, LSTM
from solutions.a07_lstm.lstm_step import ALONE
from solutions.a07_lstm.reference import lstm_step_backward

OUTPUTS = ("dx", "dh_prev", "dc_prev", "dw_x", "dw_h", "db")
ASPECTS: Aspects = {
    "dx": (0.5, "dx"),
    "dh_prev": (0.5, "dh_prev"),
    "dc_prev": (0.5, "dc_prev"),
    "dw_x": (0.25, "dw_x"),
    "dw_h": (0.25, "dw_h"),
    "db": (0.25, "db"),
    "input_gate": (0.25, "dw_x where only the input gate moves", "dw_x"),
    "forget_gate": (0.25, "dw_x where only the forget gate moves", "dw_x"),
    "candidate": (0.25, "dw_x where only the candidate moves", "dw_x"),
    "output_gate": (0.25, "dw_x where only the output gate moves", "dw_x"),
    "from_c": (0.5, "all gradients when the cell has one of its own, dc"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """First what comes back from h alone, then each gate while the others stand still, then what comes from c too."""
    yield OUTPUTS, [backward_call(d, *size, dc=False) for size in ((1, 1, 1), (2, 3, 2), (4, 2, 3))]
    for gate, held in ALONE.items():
        yield gate, [backward_call(d, 8, 3, 2, held=held, dc=False)]
    yield "from_c", [backward_call(d, *size) for size in ((1, 1, 1), (3, 2, 3), (5, 6, 5))]


def backward_call(d: Draw, N: int, D: int, U: int, *, held: sequences.Held | None = None, dc: bool = True) -> Case:
    """A call with a gradient of the cell's own where the case is about it."""
    from_h, from_c, h, c = (d.nonzero_reals(N, U) for _ in range(4))
    x = sequences.inputs(d, N, D, held)
    b = np.zeros(4 * U) if held else d.nonzero_reals(4 * U)
    return call(from_h, from_c if dc else np.zeros((N, U)), x, h, c, *sequences.weights(d, LSTM, D, U, held), b)


def ordinary(d: Draw) -> Case:
    """Three samples."""
    return sequences.of_both_signs(backward_call(d, 3, 2, 2), 2, 3)


MISTAKES = {**GRADIENTS, "integer_output": integer_output(lstm_step_backward, of="x")}

EXERCISE = exercise(
    lstm_step_backward,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=OUTPUTS,
    ordinary=ordinary,
    builds_on=("lstm_step",),
    given={"lstm_step": differences(2)},
)
