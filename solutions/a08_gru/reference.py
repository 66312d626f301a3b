"""Reference solutions of the assignment a08_gru: the gated recurrent unit, one step and many, both passes.

Letters: N batch, T time steps, D input features, U hidden units. The three blocks lie side by side on the last axis,
in PyTorch's order r, z, n: reset gate, update gate, candidate ("new").
"""

from typing import Any

import numpy as np


def gru_step(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Let a GRU take one step; its reset gate acts on the state *before* the product with the weights.

    With w_x, w_h and b cut into the blocks w_xr, w_xz, w_xn and so on:

    r = σ(x @ w_xr + h @ w_hr + b_r)
    z = σ(x @ w_xz + h @ w_hz + b_z)
    n = tanh(x @ w_xn + (r ⊙ h) @ w_hn + b_n)
    h_new = z ⊙ h + (1 - z) ⊙ n

    With z near 1 the past is copied; with r near 0 the candidate n forgets it.
    No number overflows, however large the sums are.

    Parameters
    ----------
    x : array of shape (N, D), the inputs of this step
    h : array of shape (N, U), the hidden state before it
    w_x : array of shape (D, 3U), the weights of the input; columns in the order r, z, n
    w_h : array of shape (U, 3U), the weights of the hidden state; columns likewise
    b : array of shape (3U,), the biases; likewise

    Returns
    -------
    h_new : array of shape (N, U)

    Source: Cho et al., Learning phrase representations using RNN encoder–decoder (2014), eqs. 5–8. Chung et al.
    (2014) write z where this has 1 - z.
    """
    x, h, w_x, w_h, b = _as_floats(x, h, w_x, w_h, b)
    _, z, n, _ = _gates(x, h, w_x, w_h, b)
    return z * h + (1 - z) * n


def gru_step_reset_after(
    x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b_x: np.ndarray, b_h: np.ndarray
) -> np.ndarray:
    """Let a GRU take one step; its reset gate acts *after* the product of the state with the weights.

    With every array cut into its blocks r, z and n:

    r = σ(x @ w_xr + b_xr + h @ w_hr + b_hr)
    z = σ(x @ w_xz + b_xz + h @ w_hz + b_hz)
    n = tanh(x @ w_xn + b_xn + r ⊙ (h @ w_hn + b_hn))
    h_new = z ⊙ h + (1 - z) ⊙ n

    The bias b_hn stands inside the bracket that the reset gate multiplies: that is why there are two biases.
    No number overflows, however large the sums are.

    Parameters
    ----------
    x : array of shape (N, D), the inputs of this step
    h : array of shape (N, U), the hidden state before it
    w_x : array of shape (D, 3U), the weights of the input; columns in the order r, z, n
    w_h : array of shape (U, 3U), the weights of the hidden state; columns likewise
    b_x : array of shape (3U,), the biases on the input's side; likewise
    b_h : array of shape (3U,), the biases on the state's side; likewise

    Returns
    -------
    h_new : array of shape (N, U)

    Source: the formulas in the documentation of torch.nn.GRU.
    """
    x, h, w_x, w_h, b_x, b_h = _as_floats(x, h, w_x, w_h, b_x, b_h)
    x_r, x_z, x_n = np.split(x @ w_x + b_x, 3, axis=-1)
    h_r, h_z, h_n = np.split(h @ w_h + b_h, 3, axis=-1)
    r, z = _sigmoid(x_r + h_r), _sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * h_n)
    return z * h + (1 - z) * n


def gru_forward(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Let a GRU read a batch of sequences from the first step to the last.

    h[t] = gru_step(x[t], h[t-1], w_x, w_h, b)    for t = 1 … T, from h[0] = h0

    Every step uses the same weights, and the reset gate acts before the product, as in gru_step. A sequence of no
    steps has no states: hs then has the shape (N, 0, U).

    Parameters
    ----------
    x : array of shape (N, T, D), the sequences
    h0 : array of shape (N, U), the hidden state before the first step
    w_x, w_h, b : arrays of shapes (D, 3U), (U, 3U) and (3U,), as in gru_step

    Returns
    -------
    hs : array of shape (N, T, U), the hidden states after every step

    Source: Cho et al., Learning phrase representations using RNN encoder–decoder (2014).
    """
    x, h, w_x, w_h, b = _as_floats(x, h0, w_x, w_h, b)
    N, T, _ = x.shape
    hs = np.zeros((N, T, h.shape[1]), dtype=h.dtype)
    for t in range(T):
        h = gru_step(x[:, t], h, w_x, w_h, b)
        hs[:, t] = h
    return hs


def gru_step_backward(
    dh: np.ndarray, x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Send the gradient of the loss back through h_new = gru_step(x, h, w_x, w_h, b).

    The old state matters in four places: it is copied by z, it is in both gates, and reset it is in the candidate.

    dz = dh ⊙ (h - n)    dn = dh ⊙ (1 - z)
    da_n = dn ⊙ (1 - n²)    s = da_n @ w_hnᵀ, the gradient of r ⊙ h    dr = s ⊙ h
    da_r = dr ⊙ r ⊙ (1 - r)    da_z = dz ⊙ z ⊙ (1 - z)    da = (da_r, da_z, da_n) side by side
    dh_prev = dh ⊙ z + s ⊙ r + da_r @ w_hrᵀ + da_z @ w_hzᵀ
    dw_h = (hᵀ @ da_r, hᵀ @ da_z, (r ⊙ h)ᵀ @ da_n) side by side
    dx = da @ w_xᵀ    dw_x = xᵀ @ da    db = the sum of da over the batch

    Parameters
    ----------
    dh : array of shape (N, U), the gradient of the loss with respect to h_new
    x, h, w_x, w_h, b : as gru_step was given them

    Returns
    -------
    (dx, dh_prev, dw_x, dw_h, db) : arrays of the shapes of x, h, w_x, w_h and b

    Source: the chain rule, applied to Cho et al. (2014), eqs. 5–8.
    """
    dh, x, h, w_x, w_h, b = _as_floats(dh, x, h, w_x, w_h, b)
    r, z, n, w_n = _gates(x, h, w_x, w_h, b)
    # h_new = z * h + (1 - z) * n
    dz, dn = dh * (h - n), dh * (1 - z)
    # n = tanh(x_n + (r * h) @ w_n)
    da_n = dn * (1 - n**2)
    dreset = da_n @ w_n.T
    # r, z = sigmoid(a_r), sigmoid(a_z)
    da_r, da_z = dreset * h * r * (1 - r), dz * z * (1 - z)
    # a_r, a_z = x @ w_x + h @ w_h + b, without the block of n
    da, da_rz = np.concatenate([da_r, da_z, da_n], axis=-1), np.concatenate([da_r, da_z], axis=-1)
    dh_prev = dh * z + dreset * r + da_rz @ w_h[:, : da_rz.shape[1]].T
    dw_h = np.concatenate([h.T @ da_rz, (r * h).T @ da_n], axis=-1)
    return da @ w_x.T, dh_prev, x.T @ da, dw_h, da.sum(axis=0)


def gru_backward(
    dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Send the gradient of the loss back through hs = gru_forward(x, h0, w_x, w_h, b).

    From the last step to the first, the state after step t gets dhs[t] from the loss, and from step t + 1 the
    dh_prev that gru_step_backward gives there. The weights took part in every step, so their gradients are sums over
    the steps; over no steps they are 0.

    Parameters
    ----------
    dhs : array of shape (N, T, U), the gradient of the loss with respect to hs
    x, h0, w_x, w_h, b : as gru_forward was given them

    Returns
    -------
    (dx, dh0, dw_x, dw_h, db) : arrays of the shapes of x, h0, w_x, w_h and b

    Source: Werbos, Backpropagation through time (1990), applied to gru_step.
    """
    dhs, x, h, w_x, w_h, b = _as_floats(dhs, x, h0, w_x, w_h, b)
    states = []  # before each step
    for t in range(x.shape[1]):
        states.append(h)
        h = gru_step(x[:, t], h, w_x, w_h, b)
    dx, dw_x, dw_h, db = np.zeros_like(x), np.zeros_like(w_x), np.zeros_like(w_h), np.zeros_like(b)
    dh = np.zeros_like(h)
    for t in reversed(range(x.shape[1])):
        dx[:, t], dh, *gradients = gru_step_backward(dhs[:, t] + dh, x[:, t], states[t], w_x, w_h, b)
        for total, gradient in zip((dw_x, dw_h, db), gradients, strict=True):
            total += gradient
    return dx, dh, dw_x, dw_h, db


def _gates(
    x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Reset gate, update gate and candidate of gru_step, each of shape (N, U), and the candidate's block of w_h."""
    x_r, x_z, x_n = np.split(x @ w_x + b, 3, axis=-1)
    w_r, w_z, w_n = np.split(w_h, 3, axis=-1)
    r, z = _sigmoid(x_r + h @ w_r), _sigmoid(x_z + h @ w_z)
    n = np.tanh(x_n + (r * h) @ w_n)
    return r, z, n, w_n


def _sigmoid(a: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-a)), written with tanh because that cannot overflow."""
    return (1 + np.tanh(a / 2)) / 2


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)
