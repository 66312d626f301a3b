"""Hidden cases of ``gru_step``: one gate at a time while the others stand open or closed, then all at once."""

import numpy as np

from autograder.assignment import Aspect, Case, Exercise
from solutions.a07_lstm.draw import HALF, OPEN, Arrays, inputs, reals, weights
from solutions.a07_lstm.mistakes import misconceptions, whole_numbers_out
from solutions.a08_gru.reference import gru_step

from .mistakes import STEP_MISTAKES

R, Z, N = range(3)
# Which gates stand still where one is judged. With the reset gate open, before and after the product are one; with the
# update gate half open, z and 1 - z are one.
ALONE = {"candidate": {R: OPEN, Z: HALF}, "update_gate": {R: OPEN}, "reset_gate": {Z: HALF}}
SIZES = ((1, 2, 2), (2, 3, 2), (3, 2, 3))  # of one unit, before and after the product would be one


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """The sums inside the gates are of the size of 1; no gate that is judged stands at 0, 1/2 or 1."""
    cases = []
    for aspect, held in ALONE.items():
        for n, features, units in SIZES:
            parameters = (*weights(rng, features, units, 3, held), np.zeros(3 * units))
            cases.append(_case(rng, aspect, inputs(rng, n, features), units, parameters))
    for n, features, units in ((1, 1, 1), (1, 3, 1), (2, 3, 1)):  # of one unit: both conventions earn the bias
        parameters = (*weights(rng, features, units, 3), reals(rng, 3 * units))
        cases.append(_case(rng, "bias", reals(rng, n, features), units, parameters))
    for n, features, units in ((2, 1, 2), (4, 3, 2), (3, 2, 4)):
        parameters = (*weights(rng, features, units, 3), reals(rng, 3 * units))
        cases.append(_case(rng, "together", reals(rng, n, features), units, parameters))
    for size in (200.0, 1000.0):
        parameters = (*weights(rng, 2, 2, 3), np.zeros(6))
        cases.append(_case(rng, "extremes", size * reals(rng, 3, 2), 2, parameters))
    whole = rng.integers(1, 4, (2, 2)), rng.integers(-3, 0, (2, 1))
    cases.append(Case(("dtypes",), (*whole, rng.integers(-2, 3, (2, 3)), rng.integers(-2, 3, (1, 3)), reals(rng, 3))))
    singles = (reals(rng, 3, 2), reals(rng, 3, 4), *weights(rng, 2, 4, 3), reals(rng, 12))
    cases.append(Case(("dtypes",), tuple(array.astype(np.float32) for array in singles)))
    return cases


def _case(rng: np.random.Generator, aspect: str, x: np.ndarray, units: int, parameters: Arrays) -> Case:
    return Case((aspect,), (x, reals(rng, len(x), units), *parameters))


EXERCISE = Exercise(
    name="gru_step",
    reference=gru_step,
    outputs=("h",),
    aspects=(
        Aspect("candidate", 0.5, "the candidate"),
        Aspect("update_gate", 0.75, "the update gate"),
        Aspect("reset_gate", 0.75, "the reset gate"),
        Aspect("bias", 0.25, "the bias"),
        Aspect("together", 0.25, "all gates at once, for several samples"),
        Aspect("extremes", 0.25, "sums so large that exp would overflow"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=(
        *misconceptions(STEP_MISTAKES, lambda mistake: mistake.step),
        whole_numbers_out(gru_step, of=1),
    ),
)
