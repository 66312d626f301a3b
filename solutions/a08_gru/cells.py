"""The GRU's two cells, and what goes wrong in them: in a step, and in the gradients of one."""

from functools import partial

import numpy as np

from autograder.authoring import Function, changed, recurrent
from solutions.a08_gru.reference import gru_step, gru_step_backward, gru_step_reset_after

R, Z, N = range(3)


def gradients_reset_after(dh: np.ndarray, x: np.ndarray, h: np.ndarray, *parameters: np.ndarray) -> recurrent.Arrays:
    """The right gradients of ``gru_step_reset_after``: (dx, dh_prev, dw_x, dw_h, db_x, db_h)."""
    w_x, w_h, b_x, b_h = parameters
    (x_r, x_z, x_n), (h_r, h_z, h_n) = GRU.split(x @ w_x + b_x), GRU.split(h @ w_h + b_h)
    r, z = recurrent.sigmoid(x_r + h_r), recurrent.sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * h_n)
    da_n = dh * (1 - z) * (1 - n**2)
    da_r, da_z = da_n * h_n * r * (1 - r), dh * (h - n) * z * (1 - z)
    da_x, da_h = (np.concatenate([da_r, da_z, block], axis=-1) for block in (da_n, da_n * r))
    return da_x @ w_x.T, dh * z + da_h @ w_h.T, x.T @ da_x, h.T @ da_h, da_x.sum(axis=0), da_h.sum(axis=0)


GRU = recurrent.Cell(gru_step, gru_step_backward, blocks=3)
RESET_AFTER = recurrent.Cell(gru_step_reset_after, gradients_reset_after, blocks=3)
ORDERS = {"gate_order_zrn": (Z, R, N), "gate_order_nrz": (N, R, Z)}
REORDERED = {name: recurrent.reordered(GRU, order) for name, order in ORDERS.items()}


def step(
    x: np.ndarray,
    h: np.ndarray,
    *parameters: np.ndarray,
    inner: Function,
    gate: Function = recurrent.sigmoid,
    candidate: Function = np.tanh,
    mix: Function = lambda z, h, n, r: z * h + (1 - z) * n,
) -> np.ndarray:
    """A step with the biases b_x and b_h, or with b_x alone, each part of which can be exchanged."""
    w_x, w_h, b_x, b_h = parameters if len(parameters) > 3 else (*parameters, np.zeros_like(parameters[-1]))
    (x_r, x_z, x_n), (w_r, w_z, w_n), (b_r, b_z, b_n) = map(GRU.split, (x @ w_x + b_x, w_h, b_h))
    r, z = gate(x_r + h @ w_r + b_r), gate(x_z + h @ w_z + b_z)
    return mix(z, h, candidate(inner(x_n, r, h, w_n, b_n)), r)


reset_before = partial(step, inner=lambda x_n, r, h, w_n, b_n: x_n + (r * h) @ w_n + b_n)
reset_after = partial(step, inner=lambda x_n, r, h, w_n, b_n: x_n + r * (h @ w_n + b_n))
PARTS: dict[str, dict[str, Function]] = {  # what is exchanged in either step
    "update_gate_swapped": {"mix": lambda z, h, n, r: (1 - z) * h + z * n},
    "tanh_on_the_gates": {"gate": np.tanh},
    "sigmoid_on_the_candidate": {"candidate": recurrent.sigmoid},
    "old_state_reset_too": {"mix": lambda z, h, n, r: z * r * h + (1 - z) * n},
    "candidate_not_weighed": {"mix": lambda z, h, n, r: z * h + n},
    "sigmoid_overflows": {"gate": recurrent.overflowing_sigmoid},
    "reset_gate_ignored": {"inner": lambda x_n, r, h, w_n, b_n: x_n + h @ w_n + b_n},
}
STEPS: dict[str, Function] = {
    "reset_after_the_product": reset_after,
    **{name: cell.step for name, cell in REORDERED.items()},
    **{name: partial(reset_before, **parts) for name, parts in PARTS.items()},
    "reset_gate_on_the_input": partial(step, inner=lambda x_n, r, h, w_n, b_n: r * x_n + (r * h) @ w_n + b_n),
    "hidden_state_ignored_inside": changed(gru_step, w_h=np.zeros_like),
    "bias_ignored": changed(gru_step, b=np.zeros_like),
}
STEPS_RESET_AFTER: dict[str, Function] = {
    "reset_before_the_product": reset_before,
    "hidden_bias_not_reset": lambda x, h, w_x, w_h, b_x, b_h: reset_after(x, h, w_x, w_h, b_x + b_h),
    "biases_swapped": lambda x, h, w_x, w_h, b_x, b_h: reset_after(x, h, w_x, w_h, b_h, b_x),
    "both_biases_reset": lambda x, h, w_x, w_h, b_x, b_h: reset_after(x, h, w_x, w_h, 0 * b_x, b_x + b_h),
    **{name: recurrent.reordered(RESET_AFTER, order).step for name, order in ORDERS.items()},
    **{name: partial(reset_after, **parts) for name, parts in PARTS.items()},
    "reset_gate_on_the_input": partial(step, inner=lambda x_n, r, h, w_n, b_n: r * (x_n + h @ w_n + b_n)),
    "input_bias_ignored": changed(gru_step_reset_after, b_x=np.zeros_like),
    "hidden_bias_ignored": changed(gru_step_reset_after, b_h=np.zeros_like),
}


def gradients(
    dh: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    *parameters: np.ndarray,
    gate: Function = recurrent.sigmoid,
    kept: Function = lambda z: z,
    gate_slope: Function = lambda s, a: s * (1 - s),
    candidate_slope: Function = lambda n, a: 1 - n**2,
    into_z: Function = lambda h, n: h - n,
    into_r: Function = lambda h: h,
    dh_prev: Function = lambda copied, candidate, r, gates: copied + candidate * r + gates,
    read: Function = lambda r, h: r * h,
    bias: Function = lambda da: da.sum(axis=0),
) -> recurrent.Arrays:
    """``gru_step_backward``, each part of which can be exchanged."""
    w_x, w_h, b = parameters
    (x_r, x_z, x_n), (w_r, w_z, w_n) = GRU.split(x @ w_x + b), GRU.split(w_h)
    a_r, a_z = x_r + h @ w_r, x_z + h @ w_z
    r, z = gate(a_r), gate(a_z)
    a_n = x_n + (r * h) @ w_n
    n = np.tanh(a_n)
    da_n = dh * (1 - kept(z)) * candidate_slope(n, a_n)
    inner = da_n @ w_n.T
    da_r, da_z = inner * into_r(h) * gate_slope(r, a_r), dh * into_z(h, n) * gate_slope(z, a_z)
    da = np.concatenate([da_r, da_z, da_n], axis=-1)
    dw_h = np.concatenate([h.T @ da_r, h.T @ da_z, read(r, h).T @ da_n], axis=-1)
    return da @ w_x.T, dh_prev(dh * kept(z), inner, r, da_r @ w_r.T + da_z @ w_z.T), x.T @ da, dw_h, bias(da)


GRADIENTS: dict[str, Function] = {
    "reset_after_the_product": lambda *args: gradients_reset_after(*args, np.zeros_like(args[-1]))[:-1],
    **{name: cell.gradients for name, cell in REORDERED.items()},
    "update_gate_swapped": partial(gradients, kept=lambda z: 1 - z, into_z=lambda h, n: n - h),
    "update_gate_sign": partial(gradients, into_z=lambda h, n: n - h),
    "update_gate_without_candidate": partial(gradients, into_z=lambda h, n: h),
    "gates_not_differentiated": partial(gradients, gate_slope=lambda s, a: 1),
    "candidate_not_differentiated": partial(gradients, candidate_slope=lambda n, a: 1),
    **recurrent.wrong_slopes(gradients),
    "no_gradient_for_the_reset_gate": partial(gradients, into_r=np.zeros_like),
    "copied_state_forgotten": partial(gradients, dh_prev=lambda copied, candidate, r, gates: candidate * r + gates),
    "candidate_road_forgotten": partial(gradients, dh_prev=lambda copied, candidate, r, gates: copied + gates),
    "gates_road_forgotten": partial(gradients, dh_prev=lambda copied, candidate, r, gates: copied + candidate * r),
    "reset_gate_missing_in_dh": partial(gradients, dh_prev=lambda copied, inner, r, gates: copied + inner + gates),
    "reset_gate_missing_in_dw_h": partial(gradients, read=lambda r, h: h),
    "db_not_summed": partial(gradients, bias=lambda da: da),
    "db_averaged": partial(gradients, bias=lambda da: da.mean(axis=0)),
}
