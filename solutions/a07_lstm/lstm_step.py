"""Hidden cases of ``lstm_step``: one gate at a time while the others stand open or closed, then all at once."""

import numpy as np

from autograder.assignment import Aspect, Case, Exercise
from solutions.a07_lstm.reference import lstm_step

from .draw import CLOSED, OPEN, Arrays, inputs, reals, weights
from .mistakes import STEP_MISTAKES, misconceptions, whole_numbers_out

I, F, G, O = range(4)  # noqa: E741 -- the gates are called so


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """The sums inside the gates are of the size of 1; no gate that is judged stands at 0, 1/2 or 1."""
    alone = {
        "input_gate": {F: CLOSED, G: OPEN, O: OPEN},
        "forget_gate": {I: CLOSED, G: OPEN, O: OPEN},
        "candidate": {I: OPEN, F: CLOSED, O: OPEN},
        "output_gate": {I: CLOSED, F: OPEN, G: OPEN},
    }
    cases = []
    for aspect, held in alone.items():
        for n, features, units in ((1, 2, 1), (2, 3, 2), (3, 2, 3)):
            parameters = (*weights(rng, features, units, 4, held), np.zeros(4 * units))
            cases.append(_case(rng, aspect, inputs(rng, n, features), units, parameters))
    for n, features, units in ((1, 1, 1), (1, 1, 2), (2, 3, 2)):
        parameters = (*weights(rng, features, units, 4), reals(rng, 4 * units))
        cases.append(_case(rng, "bias", reals(rng, n, features), units, parameters))
    for n, features, units in ((2, 1, 1), (4, 3, 2), (3, 2, 4)):
        parameters = (*weights(rng, features, units, 4), np.zeros(4 * units))
        cases.append(_case(rng, "together", reals(rng, n, features), units, parameters))
    for size in (200.0, 1000.0):
        parameters = (*weights(rng, 2, 2, 4), np.zeros(8))
        cases.append(_case(rng, "extremes", size * reals(rng, 3, 2), 2, parameters))
    whole = (rng.integers(1, 4, (2, 2)), rng.integers(-3, 0, (2, 1)), rng.integers(1, 4, (2, 1)))
    cases.append(Case(("dtypes",), (*whole, rng.integers(-2, 3, (2, 4)), rng.integers(-2, 3, (1, 4)), reals(rng, 4))))
    singles = [array.astype(np.float32) for array in (*cases[-4].args[:3], *weights(rng, 2, 4, 4), reals(rng, 16))]
    cases.append(Case(("dtypes",), tuple(singles)))
    return cases


def _case(rng: np.random.Generator, aspect: str, x: np.ndarray, units: int, parameters: Arrays) -> Case:
    return Case((aspect,), (x, reals(rng, len(x), units), reals(rng, len(x), units), *parameters))


EXERCISE = Exercise(
    name="lstm_step",
    reference=lstm_step,
    outputs=("h", "c"),
    aspects=(
        Aspect("input_gate", 0.5, "the input gate, in c", output=1),
        Aspect("forget_gate", 0.5, "the forget gate, in c", output=1),
        Aspect("candidate", 0.5, "the candidate, in c", output=1),
        Aspect("output_gate", 0.5, "the output gate, in h", output=0),
        Aspect("bias", 0.25, "the bias"),
        Aspect("together", 0.25, "all gates at once, for several samples"),
        Aspect("extremes", 0.25, "sums so large that exp would overflow"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=(
        *misconceptions(STEP_MISTAKES, lambda mistake: mistake.step),
        whole_numbers_out(lstm_step, of=1),
    ),
)
