"""Reference solutions of the assignment a07_lstm: the long short-term memory, one step and many, both passes.

Letters: N batch, T time steps, D input features, U hidden units. The four gates lie side by side on the last axis,
in PyTorch's order i, f, g, o: input gate, forget gate, candidate, output gate.
"""

from typing import Any

import numpy as np


def lstm_step(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Let an LSTM take one step: from the input and the state before it to the state after it.

    a = x @ w_x + h @ w_h + b, cut into the four blocks a_i, a_f, a_g, a_o
    i = σ(a_i)    f = σ(a_f)    g = tanh(a_g)    o = σ(a_o)
    c_new = f ⊙ c + i ⊙ g
    h_new = o ⊙ tanh(c_new)

    i is the input gate, f the forget gate, o the output gate; g is the candidate, what the cell might take in.
    No number overflows, however large a is.

    Parameters
    ----------
    x : array of shape (N, D), the inputs of this step
    h : array of shape (N, U), the hidden state before it
    c : array of shape (N, U), the cell before it
    w_x : array of shape (D, 4U), the weights of the input; columns in the order i, f, g, o
    w_h : array of shape (U, 4U), the weights of the hidden state; columns likewise
    b : array of shape (4U,), the biases; likewise

    Returns
    -------
    (h_new, c_new) : two arrays of shape (N, U)

    Source: Hochreiter and Schmidhuber, Long short-term memory (1997), with the forget gate of Gers, Schmidhuber and
    Cummins (2000); the order of the gates is PyTorch's.
    """
    x, h, c, w_x, w_h, b = _as_floats(x, h, c, w_x, w_h, b)
    i, f, g, o = _gates(x, h, w_x, w_h, b)
    c = f * c + i * g
    return o * np.tanh(c), c


def lstm_forward(
    x: np.ndarray, h0: np.ndarray, c0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Let an LSTM read a batch of sequences from the first step to the last.

    h[t], c[t] = lstm_step(x[t], h[t-1], c[t-1], w_x, w_h, b)    for t = 1 … T, from h[0] = h0 and c[0] = c0

    Every step uses the same weights. A sequence of no steps leaves the cell as it was: c is a copy of c0.

    Parameters
    ----------
    x : array of shape (N, T, D), the sequences
    h0 : array of shape (N, U), the hidden state before the first step
    c0 : array of shape (N, U), the cell before the first step
    w_x, w_h, b : arrays of shapes (D, 4U), (U, 4U) and (4U,), as in lstm_step

    Returns
    -------
    (hs, c) : the hidden states after every step, shape (N, T, U), and the cell after the last one, shape (N, U)

    Source: Hochreiter and Schmidhuber, Long short-term memory (1997); batch first, as torch.nn.LSTM with
    batch_first=True.
    """
    x, h, c, w_x, w_h, b = _as_floats(x, h0, c0, w_x, w_h, b)
    N, T, _ = x.shape
    hs = np.zeros((N, T, h.shape[1]), dtype=h.dtype)
    for t in range(T):
        h, c = lstm_step(x[:, t], h, c, w_x, w_h, b)
        hs[:, t] = h
    return hs, c.copy()  # without a step, c is still c0


def lstm_step_backward(
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Send the gradient of the loss back through h_new, c_new = lstm_step(x, h, c, w_x, w_h, b).

    The new cell matters to the loss in two ways: by itself, which is dc, and through h_new.

    dc_new = dc + dh ⊙ o ⊙ (1 - tanh²(c_new))
    di = dc_new ⊙ g    df = dc_new ⊙ c    dg = dc_new ⊙ i    do = dh ⊙ tanh(c_new)    dc_prev = dc_new ⊙ f
    da_k = dk ⊙ k ⊙ (1 - k) for k = i, f, o    da_g = dg ⊙ (1 - g²)
    dx = da @ w_xᵀ    dh_prev = da @ w_hᵀ    dw_x = xᵀ @ da    dw_h = hᵀ @ da    db = the sum of da over the batch

    Parameters
    ----------
    dh : array of shape (N, U), the gradient of the loss with respect to h_new
    dc : array of shape (N, U), the gradient with respect to c_new where it is used without h_new: by the next step
    x, h, c, w_x, w_h, b : as lstm_step was given them

    Returns
    -------
    (dx, dh_prev, dc_prev, dw_x, dw_h, db) : arrays of the shapes of x, h, c, w_x, w_h and b

    Source: Greff et al., LSTM: A search space odyssey (2017), appendix A, without its peepholes.
    """
    dh, dc, x, h, c, w_x, w_h, b = _as_floats(dh, dc, x, h, c, w_x, w_h, b)
    i, f, g, o = _gates(x, h, w_x, w_h, b)
    tanh_c = np.tanh(f * c + i * g)
    # h_new = o * tanh(c_new)
    do = dh * tanh_c
    dc_new = dc + dh * o * (1 - tanh_c**2)
    # c_new = f * c + i * g
    di, df, dg, dc_prev = dc_new * g, dc_new * c, dc_new * i, dc_new * f
    # i, f, g, o = sigmoid(a_i), sigmoid(a_f), tanh(a_g), sigmoid(a_o)
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)], axis=-1)
    # a = x @ w_x + h @ w_h + b
    return da @ w_x.T, da @ w_h.T, dc_prev, x.T @ da, h.T @ da, da.sum(axis=0)


def lstm_backward(
    dhs: np.ndarray,
    x: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Send the gradient of the loss back through hs, c = lstm_forward(x, h0, c0, w_x, w_h, b).

    From the last step to the first, the state after step t gets dhs[t] from the loss, and from step t + 1 what
    lstm_step_backward gives there for h and c. The last cell gets nothing but what comes through its hidden state.
    The weights took part in every step, so their gradients are sums over the steps; over no steps they are 0.

    Parameters
    ----------
    dhs : array of shape (N, T, U), the gradient of the loss with respect to hs
    x, h0, c0, w_x, w_h, b : as lstm_forward was given them

    Returns
    -------
    (dx, dh0, dc0, dw_x, dw_h, db) : arrays of the shapes of x, h0, c0, w_x, w_h and b

    Source: Werbos, Backpropagation through time (1990), applied to lstm_step.
    """
    dhs, x, h, c, w_x, w_h, b = _as_floats(dhs, x, h0, c0, w_x, w_h, b)
    states = []  # before each step
    for t in range(x.shape[1]):
        states.append((h, c))
        h, c = lstm_step(x[:, t], h, c, w_x, w_h, b)
    dx, dw_x, dw_h, db = np.zeros_like(x), np.zeros_like(w_x), np.zeros_like(w_h), np.zeros_like(b)
    dh, dc = np.zeros_like(h), np.zeros_like(c)
    for t in reversed(range(x.shape[1])):
        gradients = lstm_step_backward(dhs[:, t] + dh, dc, x[:, t], *states[t], w_x, w_h, b)
        dx[:, t], dh, dc = gradients[:3]
        for total, gradient in zip((dw_x, dw_h, db), gradients[3:], strict=True):
            total += gradient
    return dx, dh, dc, dw_x, dw_h, db


def bidirectional(
    forward: np.ndarray, backward: np.ndarray, merge: str | None
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Merge the hidden states of two recurrent layers, one of which read the sequence from its end.

    backward[t] is what the second layer knew after *its* step t, so it belongs to position T - 1 - t of the
    sequence. With r[t] = backward[T - 1 - t], position t gets

    forward[t] + r[t] for "sum", forward[t] ⊙ r[t] for "mul", (forward[t] + r[t]) / 2 for "ave",
    forward[t] followed by r[t] for "concat"; for None the two stay apart

    Parameters
    ----------
    forward : array of shape (N, T, U), the hidden states of the layer that read from the beginning
    backward : array of shape (N, T, U), those of the layer that read from the end, in the order in which it read
    merge : "sum", "mul", "concat", "ave" or None

    Returns
    -------
    array of shape (N, T, U); (N, T, 2U) for "concat"; for None the pair (forward, r) of new arrays

    Raises
    ------
    ValueError
        If the merge is unknown, or the two arrays differ in shape: an axis of length one is not stretched.

    Source: Schuster and Paliwal, Bidirectional recurrent neural networks (1997); the merges are Keras's.
    """
    forward, backward = _as_floats(forward, backward)
    if forward.shape != backward.shape:
        raise ValueError(f"forward {forward.shape} and backward {backward.shape} must have one shape (N, T, U).")
    backward = backward[:, ::-1]
    match merge:
        case "sum":
            return forward + backward
        case "mul":
            return forward * backward
        case "ave":
            return (forward + backward) / 2
        case "concat":
            return np.concatenate([forward, backward], axis=-1)
        case None:
            return forward.copy(), backward.copy()
    raise ValueError(f'The merge must be "sum", "mul", "concat", "ave" or None, not {merge!r}.')


def _gates(
    x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Input gate, forget gate, candidate and output gate, each of shape (N, U)."""
    a_i, a_f, a_g, a_o = np.split(x @ w_x + h @ w_h + b, 4, axis=-1)
    return _sigmoid(a_i), _sigmoid(a_f), np.tanh(a_g), _sigmoid(a_o)


def _sigmoid(a: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-a)), written with tanh because that cannot overflow."""
    return (1 + np.tanh(a / 2)) / 2


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)
