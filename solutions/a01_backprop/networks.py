"""Draws networks of two layers in which no sum before ReLU is near zero, or just one that is exactly zero."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import Draw
from solutions.a01_backprop.reference import cross_entropy, relu, softmax

Arrays = tuple[np.ndarray, ...]

NEAR, FAINT = 0.15, 0.02  # a sum nearer to zero may fall on either side of it; a smaller gradient shows no mistake
SURE = 0.98


def network(d: Draw, N: int, D: int, U: int, K: int, *, units: str = "some open", small: bool = False) -> Arrays:
    """(x, y, w1, b1, w2, b2) for N samples, D inputs, U units and K classes; ``small`` ones are tenths.

    ``units`` says which are open, all samples taken together: "some open" or "all open".
    """
    draw = d.tenths if small else d.nonzero_reals
    while True:
        x, w1, b1 = (3 if small else 1) * draw(N, D), draw(D, U), draw(U)
        if units == "all open":
            b1 = np.ceil(np.abs(x @ w1).max(axis=0)) + np.abs(b1)
        w2, b2 = draw(U, K) / (1 if small else 2), draw(K)
        drawn = np.round(x, 2), classes(d, N, K), w1, np.round(b1, 2), np.round(w2, 2), b2
        if is_telling(*drawn, all_open=units == "all open"):
            return drawn


def with_a_zero(d: Draw, N: int, D: int, U: int, K: int) -> Arrays:
    """A network of small whole numbers in which one sum before ReLU, and no other, is exactly zero."""
    while True:
        x, w1 = (d.rng.choice([-2.0, -1.0, 1.0, 2.0], shape) for shape in ((N, D), (D, U)))
        sample, unit = d.between(0, N - 1), d.between(0, U - 1)
        b1 = d.rng.choice([-1.0, 1.0], U)
        b1[unit] = -(x @ w1)[sample, unit]
        drawn = x, classes(d, N, K), w1, b1, d.tenths(U, K), d.tenths(K)
        a, dh = before_and_back(*drawn)
        shows = np.count_nonzero(a == 0) == 1 and np.abs(dh[sample, unit]) > FAINT
        if shows and np.any(a > 0) and np.any(a < 0) and has_plain_scores(*drawn):
            return drawn


def classes(d: Draw, N: int, K: int) -> np.ndarray:
    """A class for each sample, not the same for all."""
    y = d.rng.integers(0, K, N)
    if N > 1:
        y[1] = (y[0] + d.between(1, K - 1)) % K
    return y


def before_and_back(
    x: np.ndarray, y: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The sums before ReLU, and the gradient that comes back to what ReLU lets through: both (N, U)."""
    a = x @ w1 + b1
    return a, cross_entropy(relu(a) @ w2 + b2, y)[1] @ w2.T


def is_telling(*drawn: np.ndarray, all_open: bool) -> bool:
    """Return whether the mistakes with the mask show: open units and closed ones, with gradients of either sign."""
    a, dh = before_and_back(*drawn)
    if np.abs(a).min() < NEAR or not has_plain_scores(*drawn):
        return False
    negative = np.any((a > 0) & (dh < -FAINT))
    if all_open:
        return bool(np.all(a > 0) and negative)
    return bool(negative and np.any((a < 0) & (dh > FAINT)) and np.any((a > 0) & (dh > FAINT)))


def has_plain_scores(
    x: np.ndarray, y: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray
) -> bool:
    """Return whether a score is negative, and no class sure: a sure sample's gradient is lost beside the others'."""
    z = relu(x @ w1 + b1) @ w2 + b2
    return bool(z.min() < -NEAR and softmax(z).max() < SURE)


def until(drawn: Callable[[], Arrays], holds: Callable[[Arrays], bool]) -> Arrays:
    """Draw again and again until ``holds``."""
    while not holds(found := drawn()):
        pass
    return found
