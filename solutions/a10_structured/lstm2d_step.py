"""Hidden cases of ``lstm2d_step``: one gate at a time while others stand open or closed, then all at once."""

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Aspects,
    Case,
    Cases,
    Draw,
    call,
    exercise,
    integer_output,
    sequences,
    telling_in_other_types,
)
from solutions.a10_structured.extremes import all_sides, large_weights, one_side
from solutions.a10_structured.grids import GRID, LEFT, STATES, STEPS, UP, G, I, O
from solutions.a10_structured.reference import lstm2d_step

ASPECTS: Aspects = {
    "own_input": (0.5, "the input gate and the candidate, in c", "c"),
    "left": (0.5, "the forget gate of the neighbour on the left, in c", "c"),
    "up": (0.5, "the forget gate of the neighbour above, in c", "c"),
    "output_gate": (0.5, "the output gate, in h", "h"),
    "corner": (0.25, "the cell in the corner, both of whose neighbours are zeros"),
    "together": (0.75, "all gates at once, for several samples"),
    "bias": (0.25, "the bias"),
    "extremes": (0.25, "sums so large that exp would overflow"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}
OPEN, CLOSED = sequences.OPEN, sequences.CLOSED
# Which gates stand still, and which cells are zeros, where one part is judged.
ALONE: dict[str, tuple[sequences.Held, tuple[str, ...]]] = {
    "own_input": ({O: OPEN}, ("c_left", "c_up")),
    "left": ({I: CLOSED, G: OPEN, O: OPEN}, ("c_up",)),
    "up": ({I: CLOSED, G: OPEN, O: OPEN}, ("c_left",)),
    "output_gate": ({I: CLOSED, LEFT: OPEN, UP: OPEN, G: OPEN}, ()),
}


def cases(d: Draw) -> Cases:
    """The sums inside the gates are of the size of 1; no gate that is judged stands at 0, 1/2 or 1."""
    for part, (held, zeros) in ALONE.items():
        yield part, [step_call(d, *size, held=held, zeros=zeros) for size in ((1, 2, 1), (2, 3, 2))]
    yield "corner", [step_call(d, 2, 2, 1, zeros=STATES)]
    yield "together", [step_call(d, *size) for size in ((2, 1, 1), (3, 2, 3), (5, 6, 5))]
    yield "bias", [step_call(d, 2, 3, 1, bias=True)]
    yield "extremes", [extreme_call(d, 1e3, one_side(5)), extreme_call(d, 1e5, all_sides(5))]
    for name in ("c_left", "h_up"):
        place = 1 + STATES.index(name)
        args = list(step_call(d, 2, 1, 2).args)
        args[place] = args[place][:1]
        yield "errors", [call(*args, raises=ValueError)]
    _, *rest = step_call(d, 1, 1, 2).args
    yield "errors", [call(d.nonzero_reals(3, 1), *rest, raises=ValueError)]


def step_call(
    d: Draw,
    N: int,
    D: int,
    U: int,
    *,
    held: sequences.Held | None = None,
    bias: bool = False,
    zeros: tuple[str, ...] = (),
) -> Case:
    """A call with a bias or with zeros for it; the states named by ``zeros`` are zeros, too."""
    w_x, w_left = sequences.weights(d, GRID, D, U, held)
    _, w_up = sequences.weights(d, GRID, D, U, held)
    states = [np.zeros((N, U)) if name in zeros else d.nonzero_reals(N, U) for name in STATES]
    b = d.nonzero_reals(5 * U) if bias else np.zeros(5 * U)
    return call(sequences.inputs(d, N, D, held), *states, w_x, w_left, w_up, b)


def extreme_call(d: Draw, size: float, signs: np.ndarray) -> Case:
    """One sample whose units have the ``signs`` of their sums, all about as large as ``size``."""
    U = len(signs)
    states, w_x = [d.nonzero_reals(1, U) for _ in STATES], large_weights(d, signs)
    weights = d.nonzero_reals(U, 5 * U), d.nonzero_reals(U, 5 * U), d.nonzero_reals(5 * U)
    return call(np.array([[size]]), *states, w_x, *weights)


def ordinary(d: Draw) -> Case:
    """Three samples of which some kind of numbers tells each mistake."""
    return telling_in_other_types(lstm2d_step, STEPS, lambda: step_call(d, 3, 2, 2, bias=True))


MISTAKES = {**STEPS, "integer_output": integer_output(lstm2d_step, of="h_left")}

EXERCISE = exercise(lstm2d_step, ASPECTS, cases, MISTAKES, outputs=("h", "c"), ordinary=ordinary)
