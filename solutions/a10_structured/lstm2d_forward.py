"""Hidden cases of ``lstm2d_forward``: one cell, a row, a column, then grids that are wider than high, and higher."""

import numpy as np

from autograder.authoring import (
    DTYPES,
    Case,
    Cases,
    Draw,
    Function,
    call,
    changed,
    exercise,
    integer_output,
    telling_in_other_types,
    then,
)
from solutions.a10_structured.grids import STEPS, Place, grid_of
from solutions.a10_structured.reference import lstm2d_forward, lstm2d_step

ASPECTS = {
    "cell": (0.5, "a grid of one cell"),
    "row": (0.75, "a grid of one row, which is a sequence"),
    "column": (0.75, "a grid of one column"),
    "grid": (2.0, "grids of several rows and columns"),
    "batch": (0.75, "several grids at once"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """R and S are seldom the same; the sums inside the gates are of the size of 1."""
    yield "cell", [grid_call(d, *size) for size in ((1, 1, 1, 2, 1), (1, 1, 1, 3, 2))]
    yield "row", [grid_call(d, *size) for size in ((1, 1, 3, 1, 1), (1, 1, 5, 3, 2))]
    yield "column", [grid_call(d, *size) for size in ((1, 3, 1, 1, 1), (1, 5, 1, 3, 2))]
    sizes = (1, 2, 2, 1, 1), (1, 2, 3, 2, 1), (1, 4, 2, 1, 3), (1, 3, 3, 2, 2), (1, 5, 7, 2, 2)
    yield "grid", [grid_call(d, *size) for size in sizes]
    yield "batch", [grid_call(d, *size) for size in ((2, 2, 2, 1, 1), (3, 3, 2, 2, 2), (5, 6, 5, 6, 5))]


def grid_call(d: Draw, N: int, R: int, S: int, D: int, U: int) -> Case:
    """A call with ``N`` grids."""
    weights = d.nonzero_reals(D, 5 * U), d.nonzero_reals(U, 5 * U), d.nonzero_reals(U, 5 * U), d.nonzero_reals(5 * U)
    return call(d.nonzero_reals(N, R, S, D), *weights)


def ordinary(d: Draw) -> Case:
    """Two grids of which some kind of numbers tells each mistake."""
    return telling_in_other_types(lstm2d_forward, OF_GRIDS | OF_STEPS, lambda: grid_call(d, 2, 2, 3, 2, 2))


def last_of_the_row_above(place: Place, columns: int) -> Place:
    """On the left; of the first column, the end of the row above."""
    r, s = place
    return (r, s - 1) if s else (r - 1, columns - 1)


def without(*names: str) -> Function:
    """The step, to which zeros come in the place of some states."""
    return changed(lstm2d_step, **dict.fromkeys(names, np.zeros_like))


def turned(x: np.ndarray) -> np.ndarray:
    """Grids seen from their last corner."""
    return x[:, ::-1, ::-1]


NOWHERE = (-1, -1)
OF_GRIDS: dict[str, Function] = {
    "row_goes_on_in_the_next": grid_of(left=last_of_the_row_above),
    "read_as_one_sequence": grid_of(left=last_of_the_row_above, up=lambda place, columns: NOWHERE),
    "diagonal_for_up": grid_of(up=lambda place, columns: (place[0] - 1, place[1] - 1)),
    "diagonal_for_left": grid_of(left=lambda place, columns: (place[0] - 1, place[1] - 1)),
    "left_and_up_exchanged": lambda x, w_x, w_left, w_up, b: lstm2d_forward(x, w_x, w_up, w_left, b),
    "up_forgotten": grid_of(up=lambda place, columns: NOWHERE),
    "left_forgotten": grid_of(left=lambda place, columns: NOWHERE),
    "left_for_both": grid_of(up=lambda place, columns: (place[0], place[1] - 1)),
    "cells_not_carried": grid_of(without("c_left", "c_up")),
    "hidden_states_not_carried": grid_of(without("h_left", "h_up")),
    "transposed_result": then(lstm2d_forward, lambda hs: hs.transpose(0, 2, 1, 3)),
    "from_the_other_corner": then(changed(lstm2d_forward, x=turned), turned),
    "the_last_cell_alone": then(lstm2d_forward, lambda hs: hs[:, -1, -1]),
    "grids_last": then(lstm2d_forward, lambda hs: np.moveaxis(hs, 0, 2)),
    "cells_returned": grid_of(shown=1),
}
INLINE = (
    *("one_forget_gate_of_left", "one_forget_gate_of_up", "forget_gates_exchanged", "candidate_and_output_exchanged"),
    *("kept_cells_halved", "neighbours_averaged", "no_tanh_at_the_output", "bias_ignored", "sigmoid_overflows"),
)
OF_STEPS = {name: grid_of(STEPS[name]) for name in INLINE}
MISTAKES = {**OF_GRIDS, **OF_STEPS, "integer_output": integer_output(lstm2d_forward)}

EXERCISE = exercise(
    lstm2d_forward,
    ASPECTS,
    cases,
    MISTAKES,
    ordinary=ordinary,
    builds_on=("lstm2d_step",),
    words={"R": "row", "S": "column"},
)
