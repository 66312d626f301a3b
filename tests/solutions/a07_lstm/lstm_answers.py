"""Right answers to a07_lstm whose parts can be exchanged for those that go wrong outside of ordinary calls."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.support.sigmoids import sigmoid

Function = Callable[..., Any]


def step(*args: np.ndarray, gate: Function = sigmoid) -> tuple[np.ndarray, np.ndarray]:
    """``lstm_step``."""
    x, h, c, w_x, w_h, b = args
    i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4, axis=1)
    c = gate(f) * c + gate(i) * np.tanh(g)
    return gate(o) * np.tanh(c), c


def forward(*args: np.ndarray, gate: Function = sigmoid, kind: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """``lstm_forward``; ``kind`` is the place of the argument of whose type the hidden states are."""
    x, h, c, *weights = args
    hs = np.zeros((x.shape[0], x.shape[1], h.shape[1]), np.float64 if kind is None else args[kind].dtype)
    for t in range(x.shape[1]):
        h, c = step(x[:, t], h, c, *weights, gate=gate)
        hs[:, t] = h
    return hs, c.copy()


def step_backward(
    *args: np.ndarray,
    gate: Function = sigmoid,
    kind: int | None = None,
    slope: Function = lambda s, a: s * (1 - s),
    tanh_slope: Function = lambda g, a: 1 - g * g,
) -> tuple[np.ndarray, ...]:
    """``lstm_step_backward``; the gradients of weights are summed up in arrays of the type of the argument ``kind``."""
    dh, dc, x, h, c, w_x, w_h, b = args
    a_i, a_f, a_g, a_o = np.split(x @ w_x + h @ w_h + b, 4, axis=1)
    i, f, g, o = gate(a_i), gate(a_f), np.tanh(a_g), gate(a_o)
    new = f * c + i * g
    back = dc + dh * o * tanh_slope(np.tanh(new), new)
    gates = back * g * slope(i, a_i), back * c * slope(f, a_f)
    da = np.concatenate([*gates, back * i * tanh_slope(g, a_g), dh * np.tanh(new) * slope(o, a_o)], axis=1)
    dw_x, dw_h, db = x.T @ da, h.T @ da, da.sum(axis=0)
    if kind is not None:
        dw_x, dw_h, db = (array.astype(args[kind].dtype) for array in (dw_x, dw_h, db))
    return da @ w_x.T, da @ w_h.T, back * f, dw_x, dw_h, db


def backward(
    *args: np.ndarray,
    gate: Function = sigmoid,
    kinds: tuple[int, int, int] | None = None,
    wraps: bool = False,
) -> tuple[np.ndarray, ...]:
    """``lstm_backward``; gradients of weights lie in arrays of the types of ``kinds``; ``wraps`` reads hs[:, t - 1]."""
    dhs, x, h, c, w_x, w_h, b = args
    states = [(h, c)]
    for t in range(x.shape[1]):
        states.append(step(x[:, t], *states[-1], w_x, w_h, b, gate=gate))
    if wraps:
        states[0] = states[-1]
    totals = [
        np.zeros(array.shape, args[kinds[place]].dtype if kinds else np.float64)
        for place, array in enumerate((w_x, w_h, b))
    ]
    dx, dh, dc = np.zeros(x.shape), np.zeros(h.shape), np.zeros(c.shape)
    for t in reversed(range(x.shape[1])):
        here = dhs[:, t] + dh, dc, x[:, t], *states[t]
        dx[:, t], dh, dc, *gradients = step_backward(*here, w_x, w_h, b, gate=gate)
        for total, gradient in zip(totals, gradients, strict=True):
            total[...] = total + gradient
    return dx, dh, dc, *totals
