"""Hidden cases of ``cross_entropy``: one sample, the mean over several, then answers that are surely wrong."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Aspects,
    Case,
    Cases,
    Draw,
    Function,
    call,
    exercise,
    integer_output,
)
from solutions.a01_backprop.reference import cross_entropy, softmax

Answer = tuple[np.ndarray | float, np.ndarray]

ASPECTS: Aspects = {
    "loss_one": (0.5, "the loss of one sample", "loss"),
    "dz_one": (0.5, "the gradient for one sample", "dz"),
    "loss": (0.75, "the loss of several samples, their mean"),
    "dz": (1.0, "the gradient for several samples"),
    "stable": (0.5, "scores far from zero, and answers that are surely wrong"),
    "sizes": (0.25, "two classes, and many classes and samples"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One sample, a few, then scores of thousands: also where the right class is the least likely by far."""
    yield ("loss_one", "dz_one"), [scored(d, d.tenths(1, 3)), scored(d, 2 * d.nonzero_reals(1, 4))]
    yield ("loss", "dz"), [scored(d, 3 * d.tenths(2, 3)), scored(d, 2 * d.nonzero_reals(4, 3))]
    yield ("loss", "dz"), [scored(d, d.nonzero_reals(3, 3))]
    far = float(d.between(900, 1100))
    yield "stable", [call(np.array([[0.0, far]]), np.array([0]))]
    yield "stable", [call(np.array([[-far, 2.5, far], [0.5, *d.tenths(2)]]), np.array([1, 2]))]
    yield "stable", [scored(d, np.array([[far], [-1.5 * far], [0.0]]) + 2 * d.tenths(3, 4))]
    yield "sizes", [scored(d, 2 * d.nonzero_reals(1, 2)), scored(d, d.nonzero_reals(5, 2))]
    yield "sizes", [scored(d, 2 * d.nonzero_reals(7, 11))]
    for wrong in (-d.between(1, 3), 3, 3 + d.between(1, 3)):
        yield "errors", [call(d.tenths(2, 3), np.array([1, wrong]), raises=ValueError)]
    for count in (1, 4):
        yield "errors", [call(d.tenths(3, 3), d.rng.integers(0, 3, count), raises=ValueError)]


def scored(d: Draw, z: np.ndarray) -> Case:
    """A call with the scores ``z``; the first sample's right class has the lowest score of its row."""
    N, K = z.shape
    y = d.rng.integers(0, K, size=(N,))
    y[0] = np.argmin(z[0])
    if N > 1:
        y[1] = (y[0] + d.between(1, K - 1)) % K  # not all the same
    return call(z, y)


def ordinary(d: Draw) -> Case:
    """Three samples far from each other; ten thousand times as large, the first is surely wrong."""
    return scored(d, d.nonzero_reals(3, 4) + d.rng.permutation([[-6.0], [0.5], [7.0]]))


def picked(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The number of each sample's right class, (N,)."""
    return p[np.arange(len(y)), y]


def one_hot(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The rows with a 1 in the place of the right class."""
    return np.eye(z.shape[1])[y]


def from_probabilities(probabilities: Function) -> Function:
    """Return `cross_entropy` as the mean logarithm of other ``probabilities(z)``."""

    def answer(z: np.ndarray, y: np.ndarray) -> Answer:
        p = probabilities(z)
        return -np.log(picked(p, y)).mean(), (p - one_hot(z, y)) / len(z)

    return answer


def given_softmax(probabilities: Function) -> Function:
    """Return `cross_entropy` with another softmax, which does not answer for the logarithm of 0."""

    def answer(z: np.ndarray, y: np.ndarray) -> Answer:
        p = probabilities(z)
        right = [cross_entropy(z[n : n + 1], y[n : n + 1])[0] for n in range(len(y))]
        own = np.where(picked(p, y) == 0, right, -np.log(picked(p, y)))
        return own.mean(), (p - one_hot(z, y)) / len(z)

    return answer


def other_loss(loss: Callable[[np.ndarray, np.ndarray], np.ndarray | float]) -> Function:
    """`cross_entropy` with another ``loss(p, one-hot rows)`` beside the right gradient."""
    return lambda z, y: (loss(softmax(z), one_hot(z, y)), cross_entropy(z, y)[1])


def other_gradient(gradient: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Function:
    """`cross_entropy` with N times another ``gradient(p, one-hot rows)`` beside the right loss."""
    return lambda z, y: (cross_entropy(z, y)[0], gradient(softmax(z), one_hot(z, y)) / len(z))


def binary(p: np.ndarray, rows: np.ndarray) -> float:
    """The cross-entropies of all classes, each against all others."""
    return float(-(rows * np.log(p) + (1 - rows) * np.log(1 - p)).sum(axis=1).mean())


MISTAKES = {
    "gradient_not_averaged": other_gradient(lambda p, rows: len(p) * (p - rows)),
    "loss_summed": lambda z, y: (cross_entropy(z, y)[0] * len(z), cross_entropy(z, y)[1]),
    "both_summed": lambda z, y: tuple(len(z) * part for part in cross_entropy(z, y)),
    "loss_of_each_sample": lambda z, y: (
        np.log(np.exp(z - z.max(1, keepdims=True)).sum(1)) + z.max(1) - picked(z, y),
        cross_entropy(z, y)[1],
    ),
    "log_of_softmax": from_probabilities(softmax),
    "epsilon_in_the_logarithm": other_loss(lambda p, rows: -np.log((p * rows).sum(1) + 1e-12).mean()),
    "not_shifted": from_probabilities(lambda z: np.exp(1.0 * z) / np.exp(1.0 * z).sum(1, keepdims=True)),
    "softmax_over_the_batch": from_probabilities(lambda z: softmax(z.T).T),
    "softmax_twice": from_probabilities(lambda z: softmax(softmax(z))),
    "sign_of_the_loss": lambda z, y: (-cross_entropy(z, y)[0], cross_entropy(z, y)[1]),
    "one_minus_the_probability": other_loss(lambda p, rows: 1 - (p * rows).sum(1).mean()),
    "averaged_over_classes": lambda z, y: (cross_entropy(z, y)[0] / z.shape[1], cross_entropy(z, y)[1]),
    "logarithms_of_all_classes": lambda z, y: (
        -(z - z.max(1, keepdims=True) - np.log(np.exp(z - z.max(1, keepdims=True)).sum(1, keepdims=True))).mean(),
        cross_entropy(z, y)[1],
    ),
    "binary_cross_entropy": other_loss(binary),
    "base_2": lambda z, y: (cross_entropy(z, y)[0] / np.log(2), cross_entropy(z, y)[1]),
    "sign_of_the_gradient": other_gradient(lambda p, rows: rows - p),
    "gradient_is_softmax": other_gradient(lambda p, rows: p),
    "label_subtracted": lambda z, y: (cross_entropy(z, y)[0], (softmax(z) - y[:, None]) / len(z)),
    "gradient_of_the_right_class_alone": other_gradient(lambda p, rows: (p - 1) * rows),
    "gradient_through_the_logarithm": other_gradient(lambda p, rows: -rows / np.where(rows > 0, p, 1)),
    "gradient_averaged_over_classes": other_gradient(lambda p, rows: (p - rows) / p.shape[1]),
    "integer_output": integer_output(cross_entropy, of="z", places=(1,)),
}

EXERCISE = exercise(
    cross_entropy,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=("loss", "dz"),
    ordinary=ordinary,
    builds_on=("softmax",),
    given={"softmax": given_softmax},
    words={"K": "class"},
)
