"""Hidden cases of ``lstm_backward``: the upstream gradients are always random."""

from autograder.authoring import DTYPES, Case, Cases, Draw, call, exercise, integer_output, recurrent, sequences
from solutions.a07_lstm.cells import GRADIENTS, LSTM, STEPS
from solutions.a07_lstm.reference import lstm_backward

OUTPUTS = ("dx", "dh0", "dc0", "dw_x", "dw_h", "db")
ASPECTS = {
    "one_step": (0.5, "all gradients of a sequence of one step"),
    **{output: (0.5, output) for output in OUTPUTS},
    "last_only": (0.25, "all gradients when the loss sees the last hidden state alone"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One step, then several, then several of which only the last matters to the loss."""
    yield "one_step", [backward_call(d, *size) for size in ((1, 1, 1, 1), (3, 1, 2, 3))]
    yield OUTPUTS, [backward_call(d, *size) for size in ((1, 2, 1, 1), (2, 3, 3, 2), (3, 3, 3, 3), (2, 6, 2, 3))]
    yield "last_only", [backward_call(d, *size, last_only=True) for size in ((1, 3, 1, 1), (2, 5, 3, 2))]
    yield "dtypes", [sequences.single(backward_call(d, 2, 3, 2, 2)), sequences.whole_backward_call(d, LSTM)]


def backward_call(d: Draw, N: int, T: int, D: int, U: int, *, last_only: bool = False) -> Case:
    """A call with gradients of all hidden states, or of the last one alone."""
    dhs = d.nonzero_reals(N, T, U)
    x, h0, c0 = d.nonzero_reals(N, T, D), d.nonzero_reals(N, U), d.nonzero_reals(N, U)
    dhs = recurrent.only_the_last(dhs) if last_only else dhs
    return call(dhs, x, h0, c0, *sequences.weights(d, LSTM, D, U), d.nonzero_reals(4 * U))


WRONG_CELLS = recurrent.with_gradients(LSTM, GRADIENTS, STEPS)
MISTAKES = {
    **recurrent.backward_mistakes(LSTM),
    **recurrent.ignored(lstm_backward, "c0"),
    # through time, dc_ignored is dc_not_carried
    **{name: cell.backward for name, cell in WRONG_CELLS.items() if name != "dc_ignored"},
    **{f"{name}_in_the_states": cell.backward for name, cell in recurrent.with_steps(LSTM, STEPS).items()},
    "integer_output": integer_output(lstm_backward, of="x"),
}

EXERCISE = exercise(lstm_backward, ASPECTS, cases, MISTAKES, outputs=OUTPUTS)
