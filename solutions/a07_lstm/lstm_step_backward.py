"""Hidden cases of ``lstm_step_backward``: the upstream gradients are always random."""

import numpy as np

from autograder.assignment import Aspect, Case, Exercise
from solutions.a07_lstm.reference import lstm_step_backward

from .draw import CLOSED, OPEN, inputs, reals, weights
from .lstm_step import F, G, I, O
from .mistakes import BACKWARD_MISTAKES, misconceptions, whole_numbers_out

BY_OUTPUT = ("dx", "dh_prev", "dc_prev", "dw_x", "dw_h", "db")


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """First what comes back from h alone, then each gate while the others stand still, then what comes from c too."""
    alone = {
        "input_gate": {F: CLOSED, G: OPEN, O: OPEN},
        "forget_gate": {I: CLOSED, G: OPEN, O: OPEN},
        "candidate": {I: OPEN, F: CLOSED, O: OPEN},
        "output_gate": {I: CLOSED, F: OPEN, G: OPEN},
    }
    cases = [_case(rng, BY_OUTPUT, *sizes, from_c=False) for sizes in ((1, 1, 1), (2, 3, 2), (4, 2, 3), (3, 3, 3))]
    for aspect, held in alone.items():
        cases += [_case(rng, (aspect,), *sizes, held=held, from_c=False) for sizes in ((1, 2, 1), (2, 3, 2), (3, 2, 3))]
    cases += [_case(rng, ("from_c",), *sizes) for sizes in ((1, 1, 1), (3, 2, 3), (2, 3, 2))]
    cases.append(_case(rng, ("dtypes",), 3, 2, 2, dtype=np.float32))
    whole = (rng.integers(-3, 0, (2, 1)), rng.integers(1, 4, (2, 1)), rng.integers(1, 4, (2, 2)))
    states = (rng.integers(-3, 0, (2, 1)), rng.integers(1, 4, (2, 1)))
    cases.append(Case(("dtypes",), (*whole, *states, *weights(rng, 2, 1, 4), reals(rng, 4))))
    return cases


def _case(
    rng: np.random.Generator,
    aspects: tuple[str, ...],
    n: int,
    features: int,
    units: int,
    held: dict[int, float] | None = None,
    from_c: bool = True,
    dtype: type = np.float64,
) -> Case:
    """A call with random dh, and a random dc where the cell's own gradient is judged."""
    dh, dc, h, c = (reals(rng, n, units) for _ in range(4))
    x = inputs(rng, n, features) if held else reals(rng, n, features)
    b = np.zeros(4 * units) if held else reals(rng, 4 * units)
    args = dh, dc if from_c else 0 * dc, x, h, c, *weights(rng, features, units, 4, held), b
    return Case(aspects, tuple(array.astype(dtype) for array in args))


EXERCISE = Exercise(
    name="lstm_step_backward",
    reference=lstm_step_backward,
    outputs=BY_OUTPUT,
    aspects=(
        Aspect("dx", 0.5, "dx", output=0),
        Aspect("dh_prev", 0.5, "dh_prev", output=1),
        Aspect("dc_prev", 0.5, "dc_prev", output=2),
        Aspect("dw_x", 0.25, "dw_x", output=3),
        Aspect("dw_h", 0.25, "dw_h", output=4),
        Aspect("db", 0.25, "db", output=5),
        Aspect("input_gate", 0.25, "dw_x where only the input gate moves", output=3),
        Aspect("forget_gate", 0.25, "dw_x where only the forget gate moves", output=3),
        Aspect("candidate", 0.25, "dw_x where only the candidate moves", output=3),
        Aspect("output_gate", 0.25, "dw_x where only the output gate moves", output=3),
        Aspect("from_c", 0.5, "all gradients when the cell has one of its own, dc"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=(
        *misconceptions(BACKWARD_MISTAKES, lambda mistake: mistake.gradients),
        whole_numbers_out(lstm_step_backward, of=2),
    ),
)
