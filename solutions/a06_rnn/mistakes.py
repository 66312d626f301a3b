"""What goes wrong in several exercises alike: wrong steps, and what becomes of a network that takes them."""

from collections.abc import Callable

import numpy as np

from solutions.a06_rnn.reference import rnn_step

Step = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def tanh_missing(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The sum is returned as it is."""
    return x @ w_x + h @ w_h + b


def sigmoid_instead(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The sum goes through the sigmoid, (1 + tanh(a / 2)) / 2."""
    return (1 + np.tanh(tanh_missing(x, h, w_x, w_h, b) / 2)) / 2


def w_h_transposed(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Rows and columns of w_h have changed places: no shape gives it away."""
    return rnn_step(x, h, w_x, w_h.T, b)


def bias_missing(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """No bias."""
    return rnn_step(x, h, w_x, w_h, np.zeros_like(b))


def bias_twice(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The bias is added once to each of the two products."""
    return rnn_step(x, h, w_x, w_h, 2 * b)


def state_ignored(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The state before has no effect."""
    return rnn_step(x, np.zeros_like(h), w_x, w_h, b)


def unrolled(step: Step, x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """What rnn_forward gives with another ``step``."""
    states, h = [], h0
    for t in range(x.shape[1]):
        h = step(x[:, t], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states, axis=1)
