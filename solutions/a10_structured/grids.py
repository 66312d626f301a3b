"""The step of a cell in a grid, and what goes wrong in one; and wrong ways through a grid."""

from collections.abc import Callable
from functools import partial

import numpy as np

from autograder.authoring import Function, changed, differences, recurrent, then
from solutions.a10_structured.reference import lstm2d_step

I, LEFT, UP, G, O = range(5)  # noqa: E741 -- the gates are called so

Place = tuple[int, int]  # a row and a column
STATES = ("h_left", "c_left", "h_up", "c_up")
GRID = recurrent.Cell(lstm2d_step, differences(2)(lstm2d_step), blocks=5, state=STATES)
REORDERED = {
    "candidate_and_output_exchanged": recurrent.reordered(GRID, (I, LEFT, UP, O, G)),
    "forget_gates_exchanged": recurrent.reordered(GRID, (I, UP, LEFT, G, O)),
    "forget_gates_first": recurrent.reordered(GRID, (LEFT, UP, I, G, O)),
    "gate_order_igo_first": recurrent.reordered(GRID, (I, G, O, LEFT, UP)),
}


def step(
    x: np.ndarray,
    h_left: np.ndarray,
    c_left: np.ndarray,
    h_up: np.ndarray,
    c_up: np.ndarray,
    w_x: np.ndarray,
    w_left: np.ndarray,
    w_up: np.ndarray,
    b: np.ndarray,
    *,
    gate: Function = recurrent.sigmoid,
    candidate: Function = np.tanh,
    forget: Function = lambda left, up: (left, up),
    cell: Function = lambda left, up, own: left + up + own,
    hidden: Function = lambda o, c: o * np.tanh(c),
) -> recurrent.Arrays:
    """``lstm2d_step``, each part of which can be exchanged."""
    a_i, a_left, a_up, a_g, a_o = GRID.split(x @ w_x + h_left @ w_left + h_up @ w_up + b)
    f_left, f_up = forget(gate(a_left), gate(a_up))
    c = cell(f_left * c_left, f_up * c_up, gate(a_i) * candidate(a_g))
    return hidden(gate(a_o), c), c


def own_neighbours_alone(*args: np.ndarray) -> recurrent.Arrays:
    """Each forget gate looks at the neighbour that it is about, and not at the other."""
    x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b = args
    w_left, w_up = w_left.copy(), w_up.copy()
    U = len(w_left)
    w_left[:, UP * U : (UP + 1) * U] = 0
    w_up[:, LEFT * U : (LEFT + 1) * U] = 0
    return lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b)


def averaged(x: np.ndarray, h_left: np.ndarray, c_left: np.ndarray, h_up: np.ndarray, *rest: np.ndarray) -> object:
    """Both neighbours have the mean of their hidden states."""
    h = (h_left + h_up) / 2
    return lstm2d_step(x, h, c_left, h, *rest)


def weights_exchanged(*args: np.ndarray) -> object:
    x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b = args
    return lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_up, w_left, b)


STEPS: dict[str, Function] = {
    **{name: cell.step for name, cell in REORDERED.items()},
    "one_forget_gate_of_left": partial(step, forget=lambda left, up: (left, left)),
    "one_forget_gate_of_up": partial(step, forget=lambda left, up: (up, up)),
    "forget_gates_add_up_to_one": partial(step, forget=lambda left, up: (left, 1 - left)),
    "no_forget_gates": partial(step, forget=lambda left, up: (1, 1)),
    "own_neighbours_alone": own_neighbours_alone,
    "kept_cells_halved": partial(step, cell=lambda left, up, own: (left + up) / 2 + own),
    "own_input_forgotten": partial(step, cell=lambda left, up, own: left + up),
    "neighbours_averaged": averaged,
    "weights_exchanged": weights_exchanged,
    "left_ignored": changed(lstm2d_step, h_left=np.zeros_like, c_left=np.zeros_like),
    "up_ignored": changed(lstm2d_step, h_up=np.zeros_like, c_up=np.zeros_like),
    "tanh_on_the_gates": partial(step, gate=np.tanh),
    "sigmoid_on_the_candidate": partial(step, candidate=recurrent.sigmoid),
    "no_tanh_at_the_output": partial(step, hidden=lambda o, c: o * c),
    "bias_ignored": changed(lstm2d_step, b=np.zeros_like),
    "states_swapped": then(lstm2d_step, lambda h, c: (c, h)),
    "sigmoid_overflows": partial(step, gate=recurrent.overflowing_sigmoid),
}


def to_the_left(place: Place, columns: int) -> Place:
    """The neighbour on the left; there is none where its column is below 0."""
    return place[0], place[1] - 1


def above(place: Place, columns: int) -> Place:
    """The neighbour above; there is none where its row is below 0."""
    return place[0] - 1, place[1]


def grid_of(
    step: Function = lstm2d_step,
    left: Callable[[Place, int], Place] = to_the_left,
    up: Callable[[Place, int], Place] = above,
    shown: int = 0,
) -> Function:
    """``lstm2d_forward`` with another step or other cells in the place of the two neighbours.

    ``shown`` is the number of the state that is returned: 0 the hidden state, 1 the cell.
    """

    def wrong(x: np.ndarray, *weights: np.ndarray) -> np.ndarray:
        N, R, S, _ = x.shape
        none = np.zeros((N, len(weights[1])))
        states: dict[Place, recurrent.Arrays] = {}
        for place in np.ndindex(R, S):
            before = states.get(left(place, S), (none, none)), states.get(up(place, S), (none, none))
            states[place] = step(x[:, place[0], place[1]], *before[0], *before[1], *weights)
        out = np.empty((N, R, S, none.shape[1]))
        for (r, s), state in states.items():
            out[:, r, s] = state[shown]
        return out

    return wrong
