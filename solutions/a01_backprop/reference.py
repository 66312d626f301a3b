"""Reference solutions of the assignment a01_backprop: a network of two layers, forward, backward and with dropout.

Samples are the rows: a layer with D inputs and M outputs has weights (D, M), and its pass forward is x @ w + b.
"""

from typing import Any

import numpy as np


def relu(x: np.ndarray) -> np.ndarray:
    """Let through what is positive, and put 0 in the place of everything else: each number by itself.

    out = max(x, 0)

    Parameters
    ----------
    x : array of any shape

    Returns
    -------
    array of the same shape, a new one

    Source: Nair and Hinton, Rectified linear units improve restricted Boltzmann machines (2010); Glorot, Bordes and
    Bengio, Deep sparse rectifier neural networks (2011).
    """
    (x,) = _as_floats(x)
    return np.maximum(x, 0)


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Squeeze each number into the range from 0 to 1: the logistic function.

    out = 1 / (1 + exp(-x)) = exp(x) / (1 + exp(x))

    The two are one function. One exponential is huge where x is far below zero, the other where x is far above it;
    nothing may overflow on the way, not for 1000 and not for -1000.

    Parameters
    ----------
    x : array of any shape

    Returns
    -------
    array of the same shape; its slope is out · (1 - out), at most a quarter

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3.2.
    """
    (x,) = _as_floats(x)
    shrunk = np.exp(-np.abs(x))  # at most 1, whatever the sign
    return np.where(x >= 0, 1, shrunk) / (1 + shrunk)


def tanh(x: np.ndarray) -> np.ndarray:
    """Squeeze each number into the range from -1 to 1: the hyperbolic tangent.

    out = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 · sigmoid(2 · x) - 1

    Nothing may overflow on the way. NumPy has it.

    Parameters
    ----------
    x : array of any shape

    Returns
    -------
    array of the same shape; its slope is 1 - out²

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3.2.
    """
    (x,) = _as_floats(x)
    return np.tanh(x)


def softmax(z: np.ndarray) -> np.ndarray:
    """Make probabilities of scores, along the last axis: none negative, and together 1.

    out[..., k] = exp(z[..., k]) / (sum over c of exp(z[..., c]))

    The result stays the same when one number is taken from all scores of a row; with each row's own largest score
    taken away, no exponential is greater than 1 and the largest is exactly 1, however large or small the scores are.

    Parameters
    ----------
    z : array with any number of axes, at least one; the scores of one sample lie along the last axis

    Returns
    -------
    array of the same shape

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3, and section 4.1 for the shift.
    """
    (z,) = _as_floats(z)
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def cross_entropy(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Measure how surprised a classifier is by the right classes, and give the gradient for its scores.

    loss = mean over the samples of -log p[n, y[n]], where p = softmax(z)
    dz = (p - one-hot rows of y) / N

    With s = z - (the row's largest score) it is log p[n, k] = s[n, k] - log(sum over c of exp(s[n, c])): no logarithm
    is taken of a probability that was rounded to 0, so the loss of a sure wrong answer is large and right.

    Parameters
    ----------
    z : array of shape (N, K), the scores (logits) of K classes for at least one sample
    y : array of shape (N,), integers from 0 to K - 1, the right class of each sample

    Returns
    -------
    loss : float
    dz : array of shape (N, K), d loss / d z

    Raises
    ------
    ValueError
        If y names a class below 0 or above K - 1, or has not one class for each sample.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3; Bishop, Pattern Recognition and
    Machine Learning (2006), eqs. 4.108 and 4.109. It is torch.nn.functional.cross_entropy.
    """
    (z,), y = _as_floats(z), np.asarray(y)
    N, K = z.shape
    if y.shape != (N,):
        raise ValueError(f"y {y.shape} must have one class for each of the {N} samples.")
    if np.any(y < 0) or np.any(y >= K):
        raise ValueError(f"With {K} classes the classes in y must be from 0 to {K - 1}, not {y}.")
    samples = np.arange(N)
    shifted = z - z.max(axis=1, keepdims=True)
    surprise = np.log(np.exp(shifted).sum(axis=1)) - shifted[samples, y]
    dz = softmax(z)
    dz[samples, y] -= 1
    return float(surprise.mean()), dz / N


def linear_backward(dout: np.ndarray, x: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Send a gradient back through the linear layer out = x @ w + b.

    dx[n, d] = sum over m of dout[n, m] · w[d, m]
    dw[d, m] = sum over n of x[n, d] · dout[n, m]
    db[m]    = sum over n of dout[n, m]

    Parameters
    ----------
    dout : array of shape (N, M), the gradient of the loss with respect to out
    x : array of shape (N, D), the input of the layer, a row for each sample
    w : array of shape (D, M), the weights; PyTorch's Linear keeps their transpose

    Returns
    -------
    (dx, dw, db) : arrays of the shapes (N, D), (D, M) and (M,)

    Raises
    ------
    ValueError
        If the shapes do not belong to one layer.

    Source: Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986); Goodfellow,
    Bengio and Courville, Deep Learning (2016), section 6.5.
    """
    dout, x, w = _as_floats(dout, x, w)
    if dout.shape != (len(x), w.shape[1]) or x.shape[1] != len(w):
        raise ValueError(f"dout {dout.shape}, x {x.shape} and w {w.shape} do not belong to one layer.")
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def dropout(x: np.ndarray, rate: float, u: np.ndarray) -> np.ndarray:
    """Switch units off at random while a network trains: inverted dropout.

    out = x / (1 - rate) where u >= rate, and 0 elsewhere

    A unit stays with the probability 1 - rate, and what stays is made larger, so that the mean over many draws is x
    itself, and nothing at all has to be done when the trained network is used.

    Parameters
    ----------
    x : array of any shape
    rate : number, at least 0 and less than 1, the probability with which a unit is switched *off*
    u : array of the shape of x, drawn uniformly from 0 (included) to 1; each number decides about one of x

    Returns
    -------
    array of the same shape, a new one also where everything stays

    Raises
    ------
    ValueError
        If rate is negative, 1 or more, or if u has another shape than x.

    Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: a simple way to prevent neural
    networks from overfitting (2014); there the weights are made smaller afterwards. It is torch.nn.functional.dropout.
    """
    (x,), u = _as_floats(x), np.asarray(u)
    if not 0 <= rate < 1:
        raise ValueError(f"The rate must be at least 0 and less than 1, not {rate}.")
    if u.shape != x.shape:
        raise ValueError(f"u {u.shape} must have the shape of x {x.shape}.")
    return np.where(u >= rate, x / (1 - rate), 0)


def mlp_gradients(
    x: np.ndarray, y: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Take a network of two layers all the way forward and back: its loss, and the gradients of its weights.

    a = x @ w1 + b1,  h = relu(a),  z = h @ w2 + b2,  loss, dz = cross_entropy(z, y)

    On the way back the gradient goes through the second layer, then through relu, whose slope is 1 where a > 0 and 0
    elsewhere (also where a is exactly 0), then through the first.

    Parameters
    ----------
    x : array of shape (N, D), the samples
    y : array of shape (N,), integers from 0 to K - 1, the right class of each sample
    w1, b1 : arrays of shapes (D, U) and (U,), the first layer, to U hidden units
    w2, b2 : arrays of shapes (U, K) and (K,), the second layer, to the scores of K classes

    Returns
    -------
    loss : float, the mean over the samples
    dw1, db1, dw2, db2 : arrays of the shapes of w1, b1, w2 and b2

    Source: Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986); Goodfellow,
    Bengio and Courville, Deep Learning (2016), section 6.5.7.
    """
    x, w1, b1, w2, b2 = _as_floats(x, w1, b1, w2, b2)
    a = x @ w1 + b1
    h = relu(a)
    loss, dz = cross_entropy(h @ w2 + b2, y)
    dh, dw2, db2 = linear_backward(dz, h, w2)
    _, dw1, db1 = linear_backward(dh * (a > 0), x, w1)
    return loss, dw1, db1, dw2, db2


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)
