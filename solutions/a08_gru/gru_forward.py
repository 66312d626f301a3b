"""Hidden cases of ``gru_forward``: one step, then several, from zeros and from given states."""

from autograder.authoring import DTYPES, Cases, Draw, exercise, integer_output, recurrent, sequences, then
from solutions.a08_gru.cells import GRU, STEPS
from solutions.a08_gru.reference import gru_forward

forward_call = sequences.forward_call
ASPECTS = {
    "one_step": (0.5, "a sequence of one step, begun with zeros"),
    "steps": (1.0, "several steps, begun with zeros"),
    "initial": (0.75, "steps begun with h0"),
    "batch": (0.5, "several sequences at once"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One step, then more of them, then states before the first one; the batch last."""
    yield "one_step", [forward_call(d, GRU, *size, zeros=True) for size in ((1, 1, 1, 2), (2, 1, 3, 2))]
    yield "steps", [forward_call(d, GRU, *size, zeros=True) for size in ((1, 2, 1, 2), (1, 5, 2, 3), (1, 8, 3, 2))]
    yield "initial", [forward_call(d, GRU, *size) for size in ((1, 1, 1, 2), (1, 3, 2, 3))]
    yield "batch", [forward_call(d, GRU, *size) for size in ((2, 3, 2, 1), (3, 3, 3, 3), (4, 2, 3, 2))]
    yield (
        "dtypes",
        [sequences.single(forward_call(d, GRU, 2, 3, 2, 2)), sequences.whole_forward_call(d, GRU)],
    )


MISTAKES = {
    **recurrent.ignored(gru_forward, "h0"),
    **recurrent.forward_mistakes(GRU),
    "last_state_only": then(gru_forward, lambda hs: hs[:, -1]),
    **{name: cell.forward for name, cell in recurrent.with_steps(GRU, STEPS).items()},
    "integer_output": integer_output(gru_forward, of="h0"),
}

EXERCISE = exercise(gru_forward, ASPECTS, cases, MISTAKES, outputs=("hs",))
