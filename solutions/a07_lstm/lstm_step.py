"""Hidden cases of ``lstm_step``: one gate at a time while the others stand open or closed, then all at once."""

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Aspects, Case, Cases, Draw, exercise, integer_output, sequences
from solutions.a07_lstm.cells import LSTM, STEPS, F, G, I, O
from solutions.a07_lstm.reference import lstm_step

ASPECTS: Aspects = {
    "input_gate": (0.5, "the input gate, in c", "c"),
    "forget_gate": (0.5, "the forget gate, in c", "c"),
    "candidate": (0.5, "the candidate, in c", "c"),
    "output_gate": (0.5, "the output gate, in h", "h"),
    "together": (0.25, "the bias, and all gates at once for several samples"),
    "extremes": (0.25, "sums so large that exp would overflow"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}
OPEN, CLOSED = sequences.OPEN, sequences.CLOSED
# Which gates stand still where one is judged.
ALONE = {
    "input_gate": {F: CLOSED, G: OPEN, O: OPEN},
    "forget_gate": {I: CLOSED, G: OPEN, O: OPEN},
    "candidate": {I: OPEN, F: CLOSED, O: OPEN},
    "output_gate": {I: CLOSED, F: OPEN, G: OPEN},
}
SIZES = ((1, 2, 1), (2, 3, 2))  # N, D, U
# By their places, cut to one sample, one unit or one column.
CUTS = {1: np.s_[:1], 2: np.s_[:, :1], 3: np.s_[:, :1], 5: np.s_[:1]}


def cases(d: Draw) -> Cases:
    """The sums inside the gates are of the size of 1; no gate that is judged stands at 0, 1/2 or 1."""
    for gate, held in ALONE.items():
        yield gate, [sequences.step_call(d, LSTM, *size, held=held) for size in SIZES]
    sizes = (1, 1, 1), (2, 1, 2), (3, 2, 3), (5, 6, 5)
    yield "together", [sequences.step_call(d, LSTM, *size, bias=True) for size in sizes]
    yield "extremes", sequences.extreme_calls(d, LSTM)
    yield "errors", sequences.misfits(sequences.step_call(d, LSTM, 2, 3, 2, bias=True), CUTS)


def ordinary(d: Draw) -> Case:
    """Three samples."""
    return sequences.of_both_signs(sequences.step_call(d, LSTM, 3, 2, 2, bias=True), 0, 1)


MISTAKES = {**STEPS, "integer_output": integer_output(lstm_step, of="h")}

EXERCISE = exercise(lstm_step, ASPECTS, cases, MISTAKES, outputs=("h", "c"), ordinary=ordinary)
