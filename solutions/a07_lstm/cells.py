"""The LSTM's cell, and what goes wrong in it: in a step, and in the gradients of one."""

from functools import partial

import numpy as np

from autograder.authoring import Function, changed, recurrent, then
from solutions.a07_lstm.reference import lstm_step, lstm_step_backward

I, F, G, O = range(4)  # noqa: E741 -- the gates are called so

LSTM = recurrent.Cell(lstm_step, lstm_step_backward, blocks=4, state=("h", "c"))
REORDERED = {
    "gate_order_ifog": recurrent.reordered(LSTM, (I, F, O, G)),
    "gate_order_figo": recurrent.reordered(LSTM, (F, I, G, O)),
    "gate_order_fiog": recurrent.reordered(LSTM, (F, I, O, G)),
    "gate_order_fgio": recurrent.reordered(LSTM, (F, G, I, O)),
}


def step(
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    *parameters: np.ndarray,
    gate: Function = recurrent.sigmoid,
    candidate: Function = np.tanh,
    forget_bias: float = 0.0,
    cell: Function = lambda i, f, g, c: f * c + i * g,
    hidden: Function = lambda o, c_new, c: o * np.tanh(c_new),
) -> recurrent.Arrays:
    """``lstm_step``, each part of which can be exchanged."""
    a_i, a_f, a_g, a_o = sums(x, h, *parameters)
    c_new = cell(gate(a_i), gate(a_f + forget_bias), candidate(a_g), c)
    return hidden(gate(a_o), c_new, c), c_new


def sums(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    """The sums inside i, f, g and o, each of shape (N, U)."""
    return LSTM.split(x @ w_x + h @ w_h + b)


STEPS: dict[str, Function] = {
    **{name: cell.step for name, cell in REORDERED.items()},
    "tanh_on_the_gates": partial(step, gate=np.tanh),
    "sigmoid_on_the_candidate": partial(step, candidate=recurrent.sigmoid),
    "no_tanh_at_the_output": partial(step, hidden=lambda o, c_new, c: o * c_new),
    "sigmoid_at_the_output": partial(step, hidden=lambda o, c_new, c: o * recurrent.sigmoid(c_new)),
    "hidden_state_from_the_old_cell": partial(step, hidden=lambda o, c_new, c: o * np.tanh(c)),
    "forget_bias_added": partial(step, forget_bias=1.0),
    "forget_gate_on_the_candidate": partial(step, cell=lambda i, f, g, c: f * (c + i * g)),
    "input_gate_is_one_minus_forget": partial(step, cell=lambda i, f, g, c: f * c + (1 - f) * g),
    "hidden_state_ignored": changed(lstm_step, h=np.zeros_like),
    "bias_ignored": changed(lstm_step, b=np.zeros_like),
    "states_swapped": then(lstm_step, lambda h, c: (c, h)),
    "sigmoid_overflows": partial(step, gate=recurrent.overflowing_sigmoid),
}


def gradients(
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    *parameters: np.ndarray,
    gate: Function = recurrent.sigmoid,
    squash: Function = np.tanh,
    into_cell: Function = lambda o, squashed: o * (1 - squashed**2),
    kept: Function = lambda f: f,
    cell_before: Function = lambda c, c_new: c,
    hidden_before: Function = lambda h, h_new: h,
    gate_slope: Function = lambda s, a: s * (1 - s),
    candidate_slope: Function = lambda g, a: 1 - g**2,
    bias: Function = lambda da: da.sum(axis=0),
) -> recurrent.Arrays:
    """``lstm_step_backward``, each part of which can be exchanged."""
    a_i, a_f, a_g, a_o = sums(x, h, *parameters)
    i, f, g, o = gate(a_i), gate(a_f), np.tanh(a_g), gate(a_o)
    c_new = f * c + i * g
    squashed = squash(c_new)
    dc_new = dc + dh * into_cell(o, squashed)
    da_i, da_f = dc_new * g * gate_slope(i, a_i), dc_new * cell_before(c, c_new) * gate_slope(f, a_f)
    da_g, da_o = dc_new * i * candidate_slope(g, a_g), dh * squashed * gate_slope(o, a_o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=-1)
    w_x, w_h, _ = parameters
    state = hidden_before(h, o * np.tanh(c_new))
    return da @ w_x.T, da @ w_h.T, dc_new * kept(f), x.T @ da, state.T @ da, bias(da)


GRADIENTS: dict[str, Function] = {
    **{name: cell.gradients for name, cell in REORDERED.items()},
    "dc_ignored": changed(lstm_step_backward, dc=np.zeros_like),
    "dh_not_into_the_cell": partial(gradients, into_cell=lambda o, squashed: 0 * o),
    "tanh_of_the_cell_not_differentiated": partial(gradients, into_cell=lambda o, squashed: o),
    "cell_instead_of_its_tanh": partial(gradients, squash=lambda c_new: c_new),
    "new_cell_at_the_forget_gate": partial(gradients, cell_before=lambda c, c_new: c_new),
    "forget_gate_missing_in_dc": partial(gradients, kept=np.ones_like),
    "gates_not_differentiated": partial(gradients, gate_slope=lambda s, a: 1),
    "candidate_differentiated_as_a_sigmoid": partial(gradients, candidate_slope=lambda g, a: g * (1 - g)),
    **recurrent.wrong_slopes(gradients),
    "new_state_in_dw_h": partial(gradients, hidden_before=lambda h, h_new: h_new),
    "db_not_summed": partial(gradients, bias=lambda da: da),
    "db_averaged": partial(gradients, bias=lambda da: da.mean(axis=0)),
}
