"""Hidden cases of ``child_sum_step``: no child, one child, then several, with some gates held still among them."""

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
from solutions.a10_structured.nodes import CHILD_SUM, STEPS, F, I, O
from solutions.a10_structured.reference import child_sum_step

ASPECTS: Aspects = {
    "leaf": (1.0, "a node without children"),
    "one_child": (0.5, "the cell of a node with one child, as in an LSTM's step", "c"),
    "forget_gates": (1.25, "a forget gate for each of several children, in c", "c"),
    "sum": (0.75, "the sum of several children's hidden states, in i and g, seen in c", "c"),
    "hidden": (0.5, "the hidden state of a node with several children", "h"),
    "bias": (0.25, "the bias"),
    "extremes": (0.25, "sums so large that exp would overflow"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}
OPEN, CLOSED = sequences.OPEN, sequences.CLOSED


def cases(d: Draw) -> Cases:
    """The sums inside the gates are of the size of 1 where it is not about extremes."""
    yield "leaf", [step_call(d, *size) for size in ((0, 2, 1), (0, 3, 2), (0, 6, 5))]
    yield "one_child", [step_call(d, *size) for size in ((1, 2, 1), (1, 2, 3))]
    alone = {I: CLOSED, O: OPEN}
    yield "forget_gates", [step_call(d, *size, held=alone) for size in ((2, 2, 1), (3, 3, 2), (4, 2, 3))]
    yield "sum", [step_call(d, *size, held={F: CLOSED}) for size in ((2, 2, 1), (3, 3, 2), (4, 2, 3))]
    yield "hidden", [step_call(d, *size) for size in ((2, 1, 1), (3, 3, 2), (6, 6, 5))]
    yield "bias", [step_call(d, *size, bias=True) for size in ((0, 1, 1), (2, 3, 2))]
    yield "extremes", [extreme_call(d, 1e3, one_side(4)), extreme_call(d, 1e5, all_sides(4))]
    x, children_h, children_c, *weights = step_call(d, 2, 2, 1).args
    yield "errors", [call(x, children_h, children_c[:1], *weights, raises=ValueError)]
    yield "errors", [call(x, children_h[:1], children_c, *weights, raises=ValueError)]
    yield "errors", [call(x, children_h, d.nonzero_reals(3, 1), *weights, raises=ValueError)]


def step_call(d: Draw, k: int, D: int, U: int, *, held: sequences.Held | None = None, bias: bool = False) -> Case:
    """A node with ``k`` children, with a bias or with zeros for it."""
    w_x, w_h = sequences.weights(d, CHILD_SUM, D, U, held)
    b = d.nonzero_reals(4 * U) if bias else np.zeros(4 * U)
    return call(sequences.inputs(d, 1, D, held)[0], d.nonzero_reals(k, U), d.nonzero_reals(k, U), w_x, w_h, b)


def extreme_call(d: Draw, size: float, signs: np.ndarray) -> Case:
    """A node with two children whose units have the ``signs`` of their sums, all about as large as ``size``."""
    U = len(signs)
    states, w_x = (d.nonzero_reals(2, U), d.nonzero_reals(2, U)), large_weights(d, signs)
    return call(np.array([size]), *states, w_x, d.nonzero_reals(U, 4 * U), d.nonzero_reals(4 * U))


def ordinary(d: Draw) -> Case:
    """A node of which some kind of numbers tells each mistake."""
    return telling_in_other_types(child_sum_step, STEPS, lambda: step_call(d, 3, 2, 2, bias=True))


MISTAKES = {**STEPS, "integer_output": integer_output(child_sum_step, of="children_h")}

EXERCISE = exercise(
    child_sum_step,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=("h", "c"),
    ordinary=ordinary,
    words={"k": "child"},
)
