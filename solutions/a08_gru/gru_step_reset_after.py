"""Hidden cases of ``gru_step_reset_after``: one gate at a time, then each bias, then all at once."""

import numpy as np

from autograder.assignment import Aspect, Case, Exercise
from solutions.a07_lstm.draw import Arrays, inputs, reals, weights
from solutions.a07_lstm.mistakes import misconceptions, whole_numbers_out
from solutions.a08_gru.reference import gru_step_reset_after

from .gru_step import ALONE, SIZES
from .mistakes import RESET_AFTER_MISTAKES


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """The sums inside the gates are of the size of 1; no gate that is judged stands at 0, 1/2 or 1."""
    cases = []
    for aspect, held in ALONE.items():
        for n, features, units in SIZES:
            parameters = weights(rng, features, units, 3, held)
            cases.append(_case(rng, aspect, inputs(rng, n, features), units, parameters, ""))
    for aspect, biases in (("input_bias", "x"), ("hidden_bias", "h"), ("together", "xh")):
        for n, features, units in ((1, 1, 1), (2, 3, 2), (3, 2, 4)):
            parameters = weights(rng, features, units, 3)
            cases.append(_case(rng, aspect, reals(rng, n, features), units, parameters, biases))
    for size in (200.0, 1000.0):
        cases.append(_case(rng, "extremes", size * reals(rng, 3, 2), 2, weights(rng, 2, 2, 3), ""))
    whole = rng.integers(1, 4, (2, 2)), rng.integers(-3, 0, (2, 1))
    steep = rng.integers(-2, 3, (2, 3)), rng.integers(-2, 3, (1, 3))
    cases.append(Case(("dtypes",), (*whole, *steep, reals(rng, 3), reals(rng, 3))))
    singles = _case(rng, "dtypes", reals(rng, 3, 2), 4, weights(rng, 2, 4, 3), "xh").args
    cases.append(Case(("dtypes",), tuple(array.astype(np.float32) for array in singles)))
    return cases


def _case(rng: np.random.Generator, aspect: str, x: np.ndarray, units: int, parameters: Arrays, biases: str) -> Case:
    """A call in which the biases that ``biases`` does not name are 0."""
    b_x, b_h = (reals(rng, 3 * units) if side in biases else np.zeros(3 * units) for side in "xh")
    return Case((aspect,), (x, reals(rng, len(x), units), *parameters, b_x, b_h))


EXERCISE = Exercise(
    name="gru_step_reset_after",
    reference=gru_step_reset_after,
    outputs=("h",),
    aspects=(
        Aspect("candidate", 0.25, "the candidate"),
        Aspect("update_gate", 0.5, "the update gate"),
        Aspect("reset_gate", 0.75, "the reset gate"),
        Aspect("input_bias", 0.25, "the bias b_x"),
        Aspect("hidden_bias", 0.5, "the bias b_h"),
        Aspect("together", 0.25, "all gates and both biases at once"),
        Aspect("extremes", 0.25, "sums so large that exp would overflow"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=(
        *misconceptions(RESET_AFTER_MISTAKES, lambda mistake: mistake.step),
        whole_numbers_out(gru_step_reset_after, of=1),
    ),
)
