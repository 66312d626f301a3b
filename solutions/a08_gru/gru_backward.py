"""Hidden cases of ``gru_backward``: the upstream gradients are always random."""

from autograder.authoring import DTYPES, Case, Cases, Draw, call, exercise, integer_output, recurrent, sequences
from solutions.a08_gru.cells import GRADIENTS, GRU, STEPS
from solutions.a08_gru.reference import gru_backward

OUTPUTS = ("dx", "dh0", "dw_x", "dw_h", "db")
ASPECTS = {
    "one_step": (0.5, "all gradients of a sequence of one step"),
    **{output: (0.75, output) for output in ("dx", "dh0")},
    **{output: (0.5, output) for output in ("dw_x", "dw_h", "db")},
    "last_only": (0.25, "all gradients when the loss sees the last state alone"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One step, then several, then several of which only the last matters to the loss."""
    yield "one_step", [backward_call(d, *size) for size in ((1, 1, 1, 2), (3, 1, 2, 3))]
    yield OUTPUTS, [backward_call(d, *size) for size in ((1, 2, 1, 2), (2, 3, 3, 2), (3, 3, 3, 3), (2, 6, 2, 1))]
    yield "last_only", [backward_call(d, *size, last_only=True) for size in ((1, 3, 1, 2), (2, 5, 3, 2))]
    yield "dtypes", [sequences.single(backward_call(d, 2, 3, 2, 2)), sequences.whole_backward_call(d, GRU)]


def backward_call(d: Draw, N: int, T: int, D: int, U: int, *, last_only: bool = False) -> Case:
    """A call with gradients of all states, or of the last one alone."""
    dhs = d.nonzero_reals(N, T, U)
    h0, weights, b = d.nonzero_reals(N, U), sequences.weights(d, GRU, D, U), d.nonzero_reals(3 * U)
    return call(recurrent.only_the_last(dhs) if last_only else dhs, d.nonzero_reals(N, T, D), h0, *weights, b)


MISTAKES = {
    **recurrent.backward_mistakes(GRU),
    **recurrent.ignored(gru_backward, "h0"),
    **{name: cell.backward for name, cell in recurrent.with_gradients(GRU, GRADIENTS, STEPS).items()},
    **{f"{name}_in_the_states": cell.backward for name, cell in recurrent.with_steps(GRU, STEPS).items()},
    "integer_output": integer_output(gru_backward, of="x"),
}

EXERCISE = exercise(gru_backward, ASPECTS, cases, MISTAKES, outputs=OUTPUTS)
