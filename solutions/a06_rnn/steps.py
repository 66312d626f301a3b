"""The steps of a recurrent network, and what goes wrong in one, wherever it is taken."""

import numpy as np

from autograder.authoring import changed
from solutions.a06_rnn.reference import rnn_forward, rnn_step


def total(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The sum inside tanh, of shape (N, U), or (N, T, U) for the steps of sequences."""
    return x @ w_x + h @ w_h + b


def states_from_h0(x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> np.ndarray:
    """The states before and after every step, of shape (N, T + 1, U): h0, then those of rnn_forward."""
    return np.concatenate([h0[:, None], rnn_forward(x, h0, *weights)], axis=1)


STEPS = {
    "tanh_missing": total,
    "sigmoid_instead": lambda *args: (1 + np.tanh(total(*args) / 2)) / 2,
    "state_ignored": changed(rnn_step, h=np.zeros_like),
    "w_h_transposed": changed(rnn_step, w_h=np.transpose),
    "bias_missing": changed(rnn_step, b=np.zeros_like),
    "bias_twice": changed(rnn_step, b=lambda b: 2 * b),
}
