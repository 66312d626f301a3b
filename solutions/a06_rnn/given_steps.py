"""The gradients of networks with another step than `rnn_step`, for errors that are carried forward."""

import numpy as np

from autograder.authoring import Function, differences


def backward_of_step(step: Function) -> Function:
    """Return the backward pass through time of a network that takes ``step`` at each step."""

    def forward(x: np.ndarray, h: np.ndarray, *weights: np.ndarray) -> np.ndarray:
        hs = np.empty((*x.shape[:2], h.shape[1]))
        for t in range(x.shape[1]):
            h = hs[:, t] = step(x[:, t], h, *weights)
        return hs

    return differences()(forward)


def norms_of_step(step: Function) -> Function:
    """Return what gradient_norms is for a network that takes ``step`` at each step."""

    def norms(x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> np.ndarray:
        (N, T, _), U = x.shape, h0.shape[1]
        before = [np.asarray(h0, dtype=np.float64)]
        for t in range(T):
            before.append(step(x[:, t], before[-1], *weights))
        J, found = np.tile(np.eye(U), (N, 1, 1)), np.zeros(T)
        for t in reversed(range(T)):
            found[t] = np.sqrt(np.sum(J**2))
            J = np.einsum("niu,nuv->niv", J, _slopes(step, x[:, t], before[t], weights))
        return found

    return norms


def _slopes(step: Function, x: np.ndarray, h: np.ndarray, weights: tuple[np.ndarray, ...]) -> np.ndarray:
    """S[n, u, v] = d h[t][n, u] / d h[t - 1][n, v]: the gradients of each new unit, one unit at a time."""
    rows = []
    for unit in range(h.shape[1]):
        upstream = np.zeros(h.shape)
        upstream[:, unit] = 1
        rows.append(differences()(lambda state: step(x, state, *weights))(upstream, h)[0])
    return np.stack(rows, axis=1)
