"""Hidden cases of ``lstm_step``: one gate at a time while the others stand open or closed, then all at once."""

from autograder.authoring import DTYPES, Aspects, Case, Cases, Draw, exercise, integer_output, sequences
from solutions.a07_lstm.cells import LSTM, STEPS, F, G, I, O
from solutions.a07_lstm.reference import lstm_step

ASPECTS: Aspects = {
    "input_gate": (0.5, "the input gate, in c", "c"),
    "forget_gate": (0.5, "the forget gate, in c", "c"),
    "candidate": (0.5, "the candidate, in c", "c"),
    "output_gate": (0.5, "the output gate, in h", "h"),
    "bias": (0.25, "the bias"),
    "together": (0.25, "all gates at once, for several samples"),
    "extremes": (0.25, "sums so large that exp would overflow"),
    "dtypes": DTYPES,
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


def cases(d: Draw) -> Cases:
    """The sums inside the gates are of the size of 1; no gate that is judged stands at 0, 1/2 or 1."""
    for gate, held in ALONE.items():
        yield gate, [sequences.step_call(d, LSTM, *size, held=held) for size in SIZES]
    yield "bias", [sequences.step_call(d, LSTM, *size, bias=True) for size in ((1, 1, 1), (2, 3, 2))]
    yield "together", [sequences.step_call(d, LSTM, *size) for size in ((2, 1, 1), (3, 2, 3), (5, 6, 5))]
    yield "extremes", sequences.extreme_calls(d, LSTM)


def ordinary(d: Draw) -> Case:
    """Three samples."""
    return sequences.of_both_signs(sequences.step_call(d, LSTM, 3, 2, 2, bias=True), 0, 1)


MISTAKES = {**STEPS, "integer_output": integer_output(lstm_step, of="h")}

EXERCISE = exercise(lstm_step, ASPECTS, cases, MISTAKES, outputs=("h", "c"), ordinary=ordinary)
