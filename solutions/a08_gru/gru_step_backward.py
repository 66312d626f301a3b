"""Hidden cases of ``gru_step_backward``: the upstream gradient is always random."""

import numpy as np

from autograder.assignment import Aspect, Case, Exercise
from solutions.a07_lstm.draw import CLOSED, OPEN, inputs, reals, weights
from solutions.a07_lstm.mistakes import misconceptions, whole_numbers_out
from solutions.a08_gru.reference import gru_step_backward

from .gru_step import SIZES, R, Z
from .mistakes import BACKWARD_MISTAKES

ALONE = {"candidate": {R: OPEN, Z: CLOSED}, "update_gate": {R: OPEN}, "reset_gate": {Z: CLOSED}}
BY_OUTPUT = ("dx", "dh_prev", "dw_x", "dw_h", "db")


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Each gate while the others stand still, then all at once."""
    cases = []
    for aspect, held in ALONE.items():
        cases += [_case(rng, (aspect,), *sizes, held=held) for sizes in SIZES]
    cases += [_case(rng, BY_OUTPUT, *sizes) for sizes in ((1, 1, 1), (1, 3, 2), (4, 2, 3), (3, 3, 3))]
    cases.append(_case(rng, ("dtypes",), 3, 2, 2, dtype=np.float32))
    whole = rng.integers(-3, 0, (2, 1)), rng.integers(1, 4, (2, 2)), rng.integers(1, 4, (2, 1))
    cases.append(Case(("dtypes",), (*whole, *weights(rng, 2, 1, 3), reals(rng, 3))))
    return cases


def _case(
    rng: np.random.Generator,
    aspects: tuple[str, ...],
    n: int,
    features: int,
    units: int,
    held: dict[int, float] | None = None,
    dtype: type = np.float64,
) -> Case:
    x = inputs(rng, n, features) if held else reals(rng, n, features)
    b = np.zeros(3 * units) if held else reals(rng, 3 * units)
    args = reals(rng, n, units), x, reals(rng, n, units), *weights(rng, features, units, 3, held), b
    return Case(aspects, tuple(array.astype(dtype) for array in args))


EXERCISE = Exercise(
    name="gru_step_backward",
    reference=gru_step_backward,
    outputs=BY_OUTPUT,
    aspects=(
        Aspect("dx", 0.5, "dx", output=0),
        Aspect("dh_prev", 0.75, "dh_prev", output=1),
        Aspect("dw_x", 0.5, "dw_x", output=2),
        Aspect("dw_h", 0.5, "dw_h", output=3),
        Aspect("db", 0.5, "db", output=4),
        Aspect("candidate", 0.25, "dw_x where only the candidate moves", output=2),
        Aspect("update_gate", 0.25, "dw_x where the reset gate stands open", output=2),
        Aspect("reset_gate", 0.5, "dw_x where the update gate stands closed", output=2),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=(
        *misconceptions(BACKWARD_MISTAKES, lambda mistake: mistake.gradients),
        whole_numbers_out(gru_step_backward, of=1),
    ),
)
