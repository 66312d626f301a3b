"""Hidden cases of ``softmax``: one row, matrices, more axes, and scores whose exponentials no computer holds."""

import numpy as np

from autograder.authoring import DTYPES, Aspects, Case, Cases, Draw, Function, call, exercise, integer_output, then
from solutions.a01_backprop.reference import sigmoid, softmax

ASPECTS: Aspects = {
    "row": (0.5, "one row of scores"),
    "rows": (0.75, "a matrix, each row by itself"),
    "axes": (0.25, "arrays of three axes and more"),
    "stable": (0.5, "scores far from zero, and rows far from each other"),
    "sizes": (0.25, "one row, one class, and many of both"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """Small scores, all different; then rows that only their own largest score brings near zero."""
    yield "row", [call(d.tenths(3)), call(2 * d.nonzero_reals(5))]
    yield "rows", [call(3 * d.tenths(2, 3)), call(2 * d.nonzero_reals(4, 3)), call(d.nonzero_reals(3, 3))]
    yield "axes", [call(2 * d.nonzero_reals(2, 3, 2)), call(d.nonzero_reals(2, 1, 3, 4))]
    far = np.array([d.between(1000, 2000), -d.between(1000, 2000)])
    yield "stable", [call(far[0] + 2 * d.tenths(1, 3)), call(far[1] + 2 * d.tenths(1, 3))]
    yield "stable", [call(far[:, None] + 2 * d.tenths(2, 3)), call(np.array([[float(d.between(800, 1200)), 0.0]]))]
    yield "stable", [call(np.array([[float(d.between(1500, 2500)), 0.0, float(d.between(1, 9))], [0.5, *d.tenths(2)]]))]
    yield "sizes", [call(d.nonzero_reals(3, 1)), call(d.nonzero_reals(1, 4)), call(2 * d.nonzero_reals(6, 11))]


def ordinary(d: Draw) -> Case:
    """A row and its opposite; their largest scores differ, and so do the largest without their signs."""
    sizes = np.array([d.uniform(4.6, 5.4), -d.uniform(1.6, 2.4), d.uniform(0.6, 1.4), -d.uniform(0.1, 0.4)])
    row = np.round(sizes, 2)[d.choice(range(4), 1, 4)]
    return call(np.concatenate([row, -row]))


def shares(powers: Function) -> Function:
    """Softmax with other ``powers(z)`` than those of each row's scores minus the largest of them."""

    def wrong(z: np.ndarray) -> np.ndarray:
        found = powers(z)
        return found / found.sum(axis=-1, keepdims=True)

    return wrong


def along(axis: int) -> Function:
    """Softmax along another axis; the last one where there are not so many."""

    def wrong(z: np.ndarray) -> np.ndarray:
        other = min(axis, z.ndim - 1)
        return np.moveaxis(softmax(np.moveaxis(z, other, -1)), -1, other)

    return wrong


def minus(z: np.ndarray, shift: Function) -> np.ndarray:
    """The scores minus their ``shift`` along the last axis."""
    taken: np.ndarray = z - shift(z, axis=-1, keepdims=True)
    return taken


MISTAKES = {
    "not_shifted": shares(lambda z: np.exp(1.0 * z)),
    "shifted_by_the_whole_array": shares(lambda z: np.exp(z - z.max())),
    "shifted_by_the_smallest": shares(lambda z: np.exp(minus(z, np.min))),
    "shifted_by_the_mean": shares(lambda z: np.exp(minus(z, np.mean))),
    "along_the_first_axis": along(0),
    "along_the_second_axis": along(1),
    "over_the_whole_array": lambda z: softmax(z.ravel()).reshape(z.shape),
    "not_normalised": lambda z: np.exp(minus(z, np.max)),
    "logarithm": then(softmax, np.log),
    "without_exponential": shares(lambda z: z),
    "base_2": shares(lambda z: 2.0 ** minus(z, np.max)),
    "exponents_negative": lambda z: softmax(-z),
    "sigmoids": sigmoid,
    "largest_alone": shares(lambda z: (z == z.max(axis=-1, keepdims=True)) * 1.0),
    "integer_output": integer_output(softmax),
}

EXERCISE = exercise(softmax, ASPECTS, cases, MISTAKES, ordinary=ordinary)
