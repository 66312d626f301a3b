"""Right answers to a08_gru whose parts can be exchanged for those that go wrong outside of ordinary calls."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.support.sigmoids import sigmoid

Function = Callable[..., Any]


def step(*args: np.ndarray, gate: Function = sigmoid) -> np.ndarray:
    """``gru_step``."""
    x, h, w_x, w_h, b = args
    (x_r, x_z, x_n), (w_r, w_z, w_n) = np.split(x @ w_x + b, 3, axis=1), np.split(w_h, 3, axis=1)
    r, z = gate(x_r + h @ w_r), gate(x_z + h @ w_z)
    new: np.ndarray = z * h + (1 - z) * np.tanh(x_n + (r * h) @ w_n)
    return new


def step_reset_after(*args: np.ndarray, gate: Function = sigmoid) -> np.ndarray:
    """``gru_step_reset_after``."""
    x, h, w_x, w_h, b_x, b_h = args
    (x_r, x_z, x_n), (h_r, h_z, h_n) = np.split(x @ w_x + b_x, 3, axis=1), np.split(h @ w_h + b_h, 3, axis=1)
    r, z = gate(x_r + h_r), gate(x_z + h_z)
    new: np.ndarray = z * h + (1 - z) * np.tanh(x_n + r * h_n)
    return new


def forward(*args: np.ndarray, gate: Function = sigmoid, kind: int | None = None) -> np.ndarray:
    """``gru_forward``; ``kind`` is the place of the argument of whose type the states are."""
    x, h, *weights = args
    hs = np.zeros((x.shape[0], x.shape[1], h.shape[1]), np.float64 if kind is None else args[kind].dtype)
    for t in range(x.shape[1]):
        h = step(x[:, t], h, *weights, gate=gate)
        hs[:, t] = h
    return hs


def step_backward(
    *args: np.ndarray,
    gate: Function = sigmoid,
    kind: int | None = None,
    slope: Function = lambda s, a: s * (1 - s),
    tanh_slope: Function = lambda n, a: 1 - n * n,
) -> tuple[np.ndarray, ...]:
    """``gru_step_backward``; the gradients of weights are summed up in arrays of the type of the argument ``kind``."""
    dh, x, h, w_x, w_h, b = args
    (x_r, x_z, x_n), (w_r, w_z, w_n) = np.split(x @ w_x + b, 3, axis=1), np.split(w_h, 3, axis=1)
    a_r, a_z = x_r + h @ w_r, x_z + h @ w_z
    r, z = gate(a_r), gate(a_z)
    a_n = x_n + (r * h) @ w_n
    n = np.tanh(a_n)
    da_n = dh * (1 - z) * tanh_slope(n, a_n)
    inner = da_n @ w_n.T
    da_r, da_z = inner * h * slope(r, a_r), dh * (h - n) * slope(z, a_z)
    da = np.hstack([da_r, da_z, da_n])
    dw_x, db = x.T @ da, da.sum(axis=0)
    dw_h = np.hstack([h.T @ da_r, h.T @ da_z, (r * h).T @ da_n])
    if kind is not None:
        dw_x, dw_h, db = (array.astype(args[kind].dtype) for array in (dw_x, dw_h, db))
    return da @ w_x.T, dh * z + inner * r + da_r @ w_r.T + da_z @ w_z.T, dw_x, dw_h, db


def backward(
    *args: np.ndarray,
    gate: Function = sigmoid,
    kinds: tuple[int, int, int] | None = None,
    wraps: bool = False,
) -> tuple[np.ndarray, ...]:
    """``gru_backward``; gradients of weights lie in arrays of the types of ``kinds``; ``wraps`` reads hs[:, t - 1]."""
    dhs, x, h, w_x, w_h, b = args
    states = [h]
    for t in range(x.shape[1]):
        states.append(step(x[:, t], states[-1], w_x, w_h, b, gate=gate))
    if wraps:
        states[0] = states[-1]
    totals = [
        np.zeros(array.shape, args[kinds[place]].dtype if kinds else np.float64)
        for place, array in enumerate((w_x, w_h, b))
    ]
    dx, dh = np.zeros(x.shape), np.zeros(h.shape)
    for t in reversed(range(x.shape[1])):
        here = dhs[:, t] + dh, x[:, t], states[t]
        dx[:, t], dh, *gradients = step_backward(*here, w_x, w_h, b, gate=gate)
        for total, gradient in zip(totals, gradients, strict=True):
            total[...] = total + gradient
    return dx, dh, *totals
