"""Reference solutions of the assignment a06_rnn: a recurrent network forward, backward, measured, clipped, talking.

The letters of every ``einsum`` are those of the whole course: n sample, t time step, d input feature, u hidden unit;
v is a hidden unit of the step before.
"""

import math
from typing import Any

import numpy as np


def rnn_step(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Take one step in time: from the state before and the input now to the state now.

    out[n, u] = tanh(sum over d of x[n, d] · w_x[d, u]  +  sum over v of h[n, v] · w_h[v, u]  +  b[u])

    Parameters
    ----------
    x : array of shape (N, D), the input of this step, a row for each sample
    h : array of shape (N, U), the state before
    w_x : array of shape (D, U), the weights from the input to the state
    w_h : array of shape (U, U), the weights from the state before (its rows) to the new state (its columns)
    b : array of shape (U,), the bias; it enters once

    Returns
    -------
    array of shape (N, U), the new state

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), eqs. 10.8 and 10.9; with rows for samples, so that
    our w_x and w_h are the transposes of their U and W. PyTorch splits the bias into two that are added.
    """
    x, h, w_x, w_h, b = _as_floats(x, h, w_x, w_h, b)
    return np.tanh(x @ w_x + h @ w_h + b)


def rnn_forward(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Read a batch of sequences, step by step and always with the same weights, and keep every state.

    h[t] = rnn_step(x[:, t], h[t - 1], w_x, w_h, b), for t = 0 … T - 1, where the state before the first is h0

    Parameters
    ----------
    x : array of shape (N, T, D), N sequences of T steps; T may be 0
    h0 : array of shape (N, U), the state before the first step
    w_x, w_h, b : arrays of shape (D, U), (U, U) and (U,), as in rnn_step

    Returns
    -------
    array of shape (N, T, U)
        [:, t] is the state after step t; h0 is not part of it.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), eq. 10.5; Elman, Finding structure in time (1990).
    """
    x, h, w_x, w_h, b = _as_floats(x, h0, w_x, w_h, b)
    N, T, _ = x.shape
    hs = np.empty((N, T, len(b)), dtype=x.dtype)
    for t in range(T):
        h = rnn_step(x[:, t], h, w_x, w_h, b)
        hs[:, t] = h
    return hs


def rnn_backward(
    dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Send the gradient of the loss back through hs = rnn_forward(x, h0, w_x, w_h, b): back-propagation through time.

    With a[t] = x[:, t] @ w_x + h[t - 1] @ w_h + b and h[t] = tanh(a[t]), from the last step to the first:

    dh[t] = dhs[:, t] + da[t + 1] @ w_h.T     (after the last step nothing comes back)
    da[t] = dh[t] · (1 - h[t]²)

    dx[:, t] = da[t] @ w_x.T and dh0 = da[0] @ w_h.T. All steps use the same weights, so dw_x, dw_h and db are sums
    over samples and steps: of x[n, t, d] · da[n, t, u], of h[n, t - 1, v] · da[n, t, u], and of da[n, t, u].

    Parameters
    ----------
    dhs : array of shape (N, T, U), the gradient of the loss with respect to every state, as far as the loss looks at
        that state itself; what reaches it through later states is for this function to add
    x, h0, w_x, w_h, b : as rnn_forward was given them

    Returns
    -------
    (dx, dh0, dw_x, dw_h, db) : arrays of the shapes of x, h0, w_x, w_h and b; for T = 0 the gradients are zeros

    Source: Werbos, Backpropagation through time: what it does and how to do it (1990); Goodfellow, Bengio and
    Courville, Deep Learning (2016), eqs. 10.20 to 10.28.
    """
    dhs, x, h0, w_x, w_h, b = _as_floats(dhs, x, h0, w_x, w_h, b)
    hs = rnn_forward(x, h0, w_x, w_h, b)
    before = np.concatenate([h0[:, None], hs], axis=1)[:, :-1]
    da = np.empty_like(hs)
    dh = np.zeros_like(h0)  # what comes back from the future
    for t in reversed(range(hs.shape[1])):
        # h[t] = tanh(a[t]), used by the loss and by step t + 1
        da[:, t] = (dhs[:, t] + dh) * (1 - hs[:, t] ** 2)
        # a[t] = x[:, t] @ w_x + h[t - 1] @ w_h + b
        dh = da[:, t] @ w_h.T
    dw_x = np.einsum("ntd,ntu->du", x, da)
    dw_h = np.einsum("ntv,ntu->vu", before, da)
    return da @ w_x.T, dh, dw_x, dw_h, np.einsum("ntu->u", da)


def gradient_norms(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Measure how much the last state still feels of each state: a long product that vanishes or explodes.

    norm[t] = Frobenius norm of J[t], where J[t][n] is the (U, U) matrix of the derivatives of the last state of
    sample n with respect to its state after step t: J[t][n, i, v] = d h[T - 1][n, i] / d h[t][n, v]

    J[T - 1] is the identity, and from the last step to the first J[t - 1][n] = J[t][n] @ S[t][n], where one step
    gives S[t][n, u, v] = d h[t][n, u] / d h[t - 1][n, v] = (1 - h[t][n, u]²) · w_h[v, u].

    Parameters
    ----------
    x, h0, w_x, w_h, b : as rnn_forward takes them, with at least one step

    Returns
    -------
    array of shape (T,)
        Entry t belongs to the state after step t. All entries of all N matrices are squared and added up before the
        root is taken, so the last entry is sqrt(N · U). A norm counts however small it is beside the others.

    Source: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013), eq. 5.
    """
    hs = rnn_forward(x, h0, w_x, w_h, b)
    N, T, U = hs.shape
    jacobians = np.tile(np.eye(U, dtype=hs.dtype), (N, 1, 1))
    norms = np.empty(T, dtype=hs.dtype)
    for t in reversed(range(T)):
        norms[t] = np.sqrt(np.sum(jacobians**2))
        slopes = 1 - hs[:, t] ** 2
        jacobians = np.einsum("niu,nu,vu->niv", jacobians, slopes, w_h)
    return norms


def clip_gradients(grads: list[np.ndarray], max_norm: float) -> tuple[list[np.ndarray], float]:
    """Shorten the gradients, all by one factor, when together they are longer than max_norm.

    norm = square root of the sum of the squares of all numbers in all arrays
    every array is multiplied by max_norm / norm if norm > max_norm, and by 1 otherwise

    All arrays together count as one long vector, which keeps its direction.

    Parameters
    ----------
    grads : list of arrays of any shapes, the gradients of all parameters
    max_norm : number, at least 0, the greatest length allowed; infinity clips nothing

    Returns
    -------
    (grads, norm) : a new list of new arrays in the same order and shapes, and a float, the norm *before* clipping

    Raises
    ------
    ValueError
        If max_norm is negative.

    Source: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013), algorithm 1.
    It is torch.nn.utils.clip_grad_norm_, without its 1e-6 below the fraction.
    """
    if max_norm < 0:
        raise ValueError(f"max_norm must be at least 0, not {max_norm}.")
    floats = [_as_floats(grad)[0] for grad in grads]
    norm = math.sqrt(sum(float(np.sum(np.square(grad, dtype=np.float64))) for grad in floats))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in floats], norm


def generate(
    h0: np.ndarray,
    first: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    w_out: np.ndarray,
    b_out: np.ndarray,
    steps: int,
) -> np.ndarray:
    """Let the network write: no input but one first token, then each token that it chose comes back as its next input.

    h = rnn_step(one-hot row of the last token, h, w_x, w_h, b)
    next token = argmax(h @ w_out + b_out), and so on, `steps` times

    Parameters
    ----------
    h0 : array of shape (N, U), the state before the first step
    first : array of shape (N,), integers from 0 to D - 1, the first token of each sample
    w_x, w_h, b : arrays of shape (D, U), (U, U) and (U,), as in rnn_step; D is the number of tokens there are
    w_out, b_out : arrays of shape (U, D) and (D,); h @ w_out + b_out scores every token
    steps : int, how many tokens to write, at least 0

    Returns
    -------
    array of shape (N, steps), integers
        The chosen tokens; `first` is not among them. Of equal scores the first wins, as in np.argmax.

    Source: Graves, Generating sequences with recurrent neural networks (2013), section 2, with the likeliest token
    instead of a random draw.
    """
    one_hot = np.eye(len(w_x))
    h, token = h0, np.asarray(first)
    tokens = np.empty((len(token), steps), dtype=np.int64)
    for step in range(steps):
        h = rnn_step(one_hot[token], h, w_x, w_h, b)
        token = np.argmax(h @ w_out + b_out, axis=1)
        tokens[:, step] = token
    return tokens


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)
