"""The GRU written out with one mistake of choice: both steps, the gradients of one, and both through time.

A mistake that sits in the step shows in every exercise that uses it, so it is written once and carried along.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from solutions.a07_lstm.mistakes import Mistake, overflowing_sigmoid, reordered, sigmoid
from solutions.a08_gru.reference import gru_step, gru_step_backward, gru_step_reset_after

Function = Callable[..., Any]
Arrays = tuple[np.ndarray, ...]


def _blocks(array: np.ndarray) -> list[np.ndarray]:
    return np.split(array, 3, axis=-1)


def _copied(z: np.ndarray, h: np.ndarray, n: np.ndarray, r: np.ndarray) -> np.ndarray:
    return z * h + (1 - z) * n


def step(
    x: np.ndarray,
    h: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    *,
    gate: Function = sigmoid,
    candidate: Function = np.tanh,
    inner: Function = lambda x_n, r, h, w_n: x_n + (r * h) @ w_n,
    mix: Function = _copied,
) -> np.ndarray:
    """One step with one bias, each part of which can be exchanged."""
    (x_r, x_z, x_n), (w_r, w_z, w_n) = _blocks(x @ w_x + b), _blocks(w_h)
    r, z = gate(x_r + h @ w_r), gate(x_z + h @ w_z)
    return mix(z, h, candidate(inner(x_n, r, h, w_n)), r)


def step_reset_after(
    x: np.ndarray,
    h: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b_x: np.ndarray,
    b_h: np.ndarray,
    *,
    gate: Function = sigmoid,
    candidate: Function = np.tanh,
    inner: Function = lambda x_n, b_x, r, h, w_n, b_h: x_n + b_x + r * (h @ w_n + b_h),
    mix: Function = _copied,
) -> np.ndarray:
    """One step with two biases, each part of which can be exchanged."""
    (x_r, x_z, x_n), (w_r, w_z, w_n) = _blocks(x @ w_x), _blocks(w_h)
    (b_xr, b_xz, b_xn), (b_hr, b_hz, b_hn) = _blocks(b_x), _blocks(b_h)
    r, z = gate(x_r + b_xr + h @ w_r + b_hr), gate(x_z + b_xz + h @ w_z + b_hz)
    return mix(z, h, candidate(inner(x_n, b_xn, r, h, w_n, b_hn)), r)


def _hidden_ignored(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return gru_step(x, h, w_x, 0 * w_h, b)


ORDERS = (
    (
        "gate_order_zrn",
        (1, 0, 2),
        "Reset gate and update gate have changed places: the first block is r and the second z, as in PyTorch. "
        "Keras has z first.",
    ),
    (
        "gate_order_nrz",
        (1, 2, 0),
        "You take the candidate from the first block: the blocks are r, z, n, so the candidate is the third.",
    ),
)
Z_SWAPPED = (
    "update_gate_swapped",
    "You write 1 − z where z belongs, as Chung et al. (2014) do: here, as in both lectures and PyTorch, z near 1 "
    "copies the old state, z ⊙ h + (1 − z) ⊙ n.",
    lambda z, h, n, r: (1 - z) * h + z * n,
)
# Mistakes in parts that both steps have: the name, the hint, what is exchanged.
COMMON: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (Z_SWAPPED[0], Z_SWAPPED[1], {"mix": Z_SWAPPED[2]}),
    (
        "tanh_on_the_gates",
        "Your gates go through tanh: r and z say how much passes, from 0 to 1, so they go through the sigmoid.",
        {"gate": np.tanh},
    ),
    (
        "sigmoid_on_the_candidate",
        "Your candidate goes through the sigmoid, so it can never be negative: n is a content and goes through tanh.",
        {"candidate": sigmoid},
    ),
    (
        "old_state_reset_too",
        "The old state that you copy has been reset: r acts inside the candidate alone, and z ⊙ h takes h as it was.",
        {"mix": lambda z, h, n, r: z * r * h + (1 - z) * n},
    ),
    (
        "candidate_not_weighed",
        "You add the whole candidate: what the update gate gives to the old state it takes from the candidate, "
        "(1 − z) ⊙ n.",
        {"mix": lambda z, h, n, r: z * h + n},
    ),
    (
        "sigmoid_overflows",
        "Your sigmoid overflows for large numbers, and infinity over infinity is nan: 1 / (1 + exp(-a)) or a form with "
        "tanh stays finite.",
        {"gate": overflowing_sigmoid},
    ),
)

ORDER_MISTAKES = tuple(
    Mistake(name, hint, reordered(order, gru_step, 2), reordered(order, gru_step_backward, 3, 2))
    for name, order, hint in ORDERS
)

STEP_MISTAKES = (
    Mistake(
        "reset_after_the_product",
        "Your reset gate acts after the product, r ⊙ (h @ w_hn), as in L-TSINGHUA and PyTorch: in this exercise it "
        "acts before, (r ⊙ h) @ w_hn, as in L-NOTES.",
        partial(step, inner=lambda x_n, r, h, w_n: x_n + r * (h @ w_n)),
    ),
    *ORDER_MISTAKES,
    *(Mistake(name, hint, partial(step, **parts)) for name, hint, parts in COMMON),
    Mistake(
        "reset_gate_ignored",
        "The reset gate has no effect: inside the candidate the old state is multiplied by r.",
        partial(step, inner=lambda x_n, r, h, w_n: x_n + h @ w_n),
    ),
    Mistake(
        "reset_gate_on_the_input",
        "Your reset gate multiplies the input as well: it acts on the old state alone.",
        partial(step, inner=lambda x_n, r, h, w_n: r * x_n + (r * h) @ w_n),
    ),
    Mistake(
        "hidden_state_ignored_inside",
        "The old state does not enter your gates and your candidate: w_h has no effect on the result.",
        _hidden_ignored,
    ),
    Mistake(
        "bias_ignored",
        "The bias has no effect: b is added to the sum in all three blocks.",
        lambda x, h, w_x, w_h, b: gru_step(x, h, w_x, w_h, 0 * b),
    ),
)

RESET_AFTER_MISTAKES = (
    Mistake(
        "reset_before_the_product",
        "Your reset gate acts before the product, (r ⊙ h) @ w_hn, as in L-NOTES and the exercise before: here it acts "
        "after, r ⊙ (h @ w_hn + b_hn), as in L-TSINGHUA and PyTorch.",
        partial(step_reset_after, inner=lambda x_n, b_x, r, h, w_n, b_h: x_n + b_x + (r * h) @ w_n + b_h),
    ),
    Mistake(
        "hidden_bias_not_reset",
        "Your b_hn stands outside the bracket: the reset gate multiplies it too, r ⊙ (h @ w_hn + b_hn), as in PyTorch. "
        "Outside, two biases would be one too many.",
        partial(step_reset_after, inner=lambda x_n, b_x, r, h, w_n, b_h: x_n + b_x + r * (h @ w_n) + b_h),
    ),
    Mistake(
        "biases_swapped",
        "Your two biases have changed places in the candidate: b_hn is reset together with h @ w_hn, b_xn is not.",
        lambda x, h, w_x, w_h, b_x, b_h: gru_step_reset_after(x, h, w_x, w_h, b_h, b_x),
    ),
    Mistake(
        "both_biases_reset",
        "Your reset gate multiplies b_xn: only what comes from the state is reset, r ⊙ (h @ w_hn + b_hn).",
        partial(step_reset_after, inner=lambda x_n, b_x, r, h, w_n, b_h: x_n + r * (h @ w_n + b_h + b_x)),
    ),
    *(Mistake(name, hint, reordered(order, gru_step_reset_after, 2)) for name, order, hint in ORDERS),
    *(Mistake(name, hint, partial(step_reset_after, **parts)) for name, hint, parts in COMMON),
    Mistake(
        "reset_gate_ignored",
        "The reset gate has no effect: inside the candidate, what comes from the old state is multiplied by r.",
        partial(step_reset_after, inner=lambda x_n, b_x, r, h, w_n, b_h: x_n + b_x + h @ w_n + b_h),
    ),
    Mistake(
        "reset_gate_on_the_input",
        "Your reset gate multiplies the input as well: it acts on what comes from the old state alone.",
        partial(step_reset_after, inner=lambda x_n, b_x, r, h, w_n, b_h: r * (x_n + b_x + h @ w_n + b_h)),
    ),
    Mistake(
        "input_bias_ignored",
        "b_x has no effect: it is added to x @ w_x in all three blocks.",
        lambda x, h, w_x, w_h, b_x, b_h: gru_step_reset_after(x, h, w_x, w_h, 0 * b_x, b_h),
    ),
    Mistake(
        "hidden_bias_ignored",
        "b_h has no effect: it is added to h @ w_h in all three blocks.",
        lambda x, h, w_x, w_h, b_x, b_h: gru_step_reset_after(x, h, w_x, w_h, b_x, 0 * b_h),
    ),
)


def faulty_gradients(
    dh: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    *,
    fault: str,
) -> Arrays:
    """The gradients of one step, with the fault that is named."""
    (x_r, x_z, x_n), (w_r, w_z, w_n) = _blocks(x @ w_x + b), _blocks(w_h)
    r, z = sigmoid(x_r + h @ w_r), sigmoid(x_z + h @ w_z)
    n = np.tanh(x_n + (r * h) @ w_n)
    keep, sign = (1 - z, -1) if fault == Z_SWAPPED[0] else (z, 1)
    dz, dn = sign * dh * (h - n), dh * (1 - keep)
    if fault == "update_gate_sign":
        dz = -dz
    if fault == "update_gate_without_candidate":
        dz = dh * h
    slope_r, slope_z, slope_n = r * (1 - r), z * (1 - z), 1 - n**2
    if fault == "gates_not_differentiated":
        slope_r, slope_z = np.ones_like(r), np.ones_like(z)
    if fault == "candidate_not_differentiated":
        slope_n = np.ones_like(n)
    da_n = dn * slope_n
    inner = da_n @ w_n.T
    da_r, da_z = inner * h * slope_r, dz * slope_z
    if fault == "no_gradient_for_the_reset_gate":
        da_r = 0 * da_r
    reset = np.ones_like(r) if fault == "reset_gate_missing_in_dh" else r
    roads = {
        "copied_state_forgotten": dh * keep,
        "candidate_road_forgotten": inner * reset,
        "gates_road_forgotten": da_r @ w_r.T + da_z @ w_z.T,
    }
    dh_prev = sum(road for name, road in roads.items() if name != fault)
    seen = h if fault == "reset_gate_missing_in_dw_h" else r * h
    da = np.concatenate([da_r, da_z, da_n], axis=-1)
    db = {"db_not_summed": da, "db_averaged": da.mean(axis=0)}.get(fault, da.sum(axis=0))
    return da @ w_x.T, dh_prev, x.T @ da, np.concatenate([h.T @ da_r, h.T @ da_z, seen.T @ da_n], axis=-1), db


def gradients_reset_after(
    dh: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b_x: np.ndarray,
    b_h: np.ndarray,
) -> Arrays:
    """The right gradients of ``gru_step_reset_after``: (dx, dh_prev, dw_x, dw_h, db_x, db_h)."""
    (x_r, x_z, x_n), (h_r, h_z, h_n) = _blocks(x @ w_x + b_x), _blocks(h @ w_h + b_h)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * h_n)
    da_n = dh * (1 - z) * (1 - n**2)
    da_r, da_z = da_n * h_n * r * (1 - r), dh * (h - n) * z * (1 - z)
    da_x, da_h = (np.concatenate([da_r, da_z, block], axis=-1) for block in (da_n, da_n * r))
    dh_prev = dh * z + da_h @ w_h.T
    return da_x @ w_x.T, dh_prev, x.T @ da_x, h.T @ da_h, da_x.sum(axis=0), da_h.sum(axis=0)


def _after_the_product(
    dh: np.ndarray, x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> Arrays:
    """The right gradients of a step with one bias whose reset gate acts after the product."""
    return gradients_reset_after(dh, x, h, w_x, w_h, b, 0 * b)[:5]


GRADIENT_HINTS = {
    "update_gate_sign": "The gradient of your update gate has the wrong sign: h_new = z ⊙ h + (1 − z) ⊙ n, so dz is "
    "dh ⊙ (h − n).",
    "update_gate_without_candidate": "The gradient of your update gate knows the old state alone: z also takes away "
    "from the candidate, so dz is dh ⊙ (h − n).",
    "gates_not_differentiated": "The slopes of your sigmoids are missing: the gradient of a gate s is multiplied by "
    "s ⊙ (1 − s) on its way to the sum inside.",
    "candidate_not_differentiated": "The slope of tanh is missing in your candidate: its gradient is multiplied by "
    "1 − n² on its way to the sum inside.",
    "no_gradient_for_the_reset_gate": "Nothing comes back to your reset gate: r ⊙ h is in the candidate, so r gets "
    "the gradient of that product times h.",
    "copied_state_forgotten": "Your dh_prev lacks what was copied: h_new contains z ⊙ h itself, which sends "
    "back dh ⊙ z.",
    "candidate_road_forgotten": "Your dh_prev lacks the road through the candidate: n contains (r ⊙ h) @ w_hn.",
    "gates_road_forgotten": "Your dh_prev lacks the roads through the gates: r and z contain h @ w_hr and h @ w_hz.",
    "reset_gate_missing_in_dh": "On the road through the candidate your dh_prev lacks the reset gate: the gradient of "
    "r ⊙ h is multiplied by r.",
    "reset_gate_missing_in_dw_h": "The last block of your dw_h uses h: w_hn was multiplied with r ⊙ h.",
    "db_not_summed": "Your db is not summed: the bias is added for every sample of the batch, so db is the sum of "
    "their gradients and has the shape (3U,).",
    "db_averaged": "Your db is a mean over the batch: a mean belongs to the loss and is in dh already. Here it is "
    "a sum.",
}

BACKWARD_MISTAKES = (
    Mistake(STEP_MISTAKES[0].name, STEP_MISTAKES[0].hint, STEP_MISTAKES[0].step, _after_the_product),
    *ORDER_MISTAKES,
    Mistake(
        Z_SWAPPED[0],
        Z_SWAPPED[1],
        partial(step, mix=Z_SWAPPED[2]),
        partial(faulty_gradients, fault=Z_SWAPPED[0]),
    ),
    *(Mistake(name, hint, gru_step, partial(faulty_gradients, fault=name)) for name, hint in GRADIENT_HINTS.items()),
)


def forward_through_time(
    x: np.ndarray,
    h0: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    *,
    step: Function = gru_step,
    fault: str = "",
) -> np.ndarray:
    """Many steps, with a wrong step or the fault that is named."""
    h, hs = (0 * h0 if fault == "h0_ignored" else h0), []
    for t in range(x.shape[1]):
        seen = 0 if fault == "first_input_repeated" else -1 - t if fault == "time_reversed" else t
        hs.append(step(x[:, seen], h, w_x, w_h, b))
        h = h if fault == "h_not_carried" else hs[-1]
    return hs[-1] if fault == "last_state_only" else np.stack(hs, axis=0 if fault == "time_first" else 1)


def backward_through_time(
    dhs: np.ndarray,
    x: np.ndarray,
    h0: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    *,
    step: Function = gru_step,
    step_backward: Function = gru_step_backward,
    fault: str = "",
) -> Arrays:
    """The gradients of many steps, with a wrong step, wrong gradients of a step, or the fault that is named."""
    states = [0 * h0 if fault == "h0_ignored" else h0]
    for t in range(x.shape[1]):
        states.append(step(x[:, t], states[-1], w_x, w_h, b))
    dh, dxs, totals = np.zeros_like(h0, dtype=np.float64), [], []
    for t in reversed(range(x.shape[1])):
        outside = dhs[:, t] if t == x.shape[1] - 1 or fault != "only_the_last_dhs" else 0 * dhs[:, t]
        before = states[t + 1] if fault == "states_one_step_late" else states[t]
        dx, dh, *parameters = step_backward(outside + dh, x[:, t], before, w_x, w_h, b)
        dh = 0 * dh if fault == "dh_not_carried" and t else dh
        dxs.append(dx)
        totals.append(parameters)
    if fault != "dx_in_reverse":
        dxs.reverse()
    sums = [np.sum(column, axis=0) for column in zip(*totals, strict=True)]
    if fault == "weights_not_summed_over_time":
        sums = totals[-1]
    if fault == "weights_averaged_over_time":
        sums = [total / len(totals) for total in sums]
    return np.stack(dxs, axis=1), dh, *sums
