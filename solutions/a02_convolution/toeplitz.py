"""Hidden cases of ``toeplitz``: mode by mode, with "equal" for odd and even kernels apart."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Case, Cases, Draw, Function, Pair, call, changed, exercise, then
from solutions.a02_convolution.modes import in_mode
from solutions.a02_convolution.reference import toeplitz

ASPECTS = {
    "narrow": (0.75, "narrow: fewer rows than columns"),
    "equal": (0.75, "equal: a square matrix, odd kernels"),
    "wide": (0.75, "wide: more rows than columns"),
    "even": (0.25, "equal with kernels of even length"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """Small matrices first; kernels of odd and even length, some longer than the signal, then one large of each."""
    digits, reals = d.digits, d.nonzero_reals
    yield "narrow", [call(digits(2), 3, "narrow"), call(digits(3), 6, "narrow")]
    yield "narrow", [call(reals(4), 4, "narrow"), call(reals(7), 12, "narrow")]
    yield "equal", [call(digits(3), 4, "equal"), call(reals(5), 3, "equal"), call(reals(5), 10, "equal")]
    yield "wide", [call(digits(2), 3, "wide"), call(digits(3), 1, "wide"), call(digits(1), 3, "wide")]
    yield "wide", [call(np.pad(digits(2), 1), 3, "wide")]  # zeros at the ends of a kernel are weights, too
    yield "wide", [call(reals(6), 3, "wide"), call(reals(5), 9, "wide")]
    yield "even", [call(digits(2), 3, "equal"), call(reals(6), 4, "equal"), call(reals(8), 11, "equal")]
    yield "errors", [call(digits(4), 3, "narrow", raises=ValueError)]
    yield "errors", [call(digits(3), 5, mode, raises=ValueError) for mode in ("full", "widest")]


def ordinary(d: Draw) -> Case:
    """Decimals that do not come out whole, the same in no two places: a kernel turned round is another."""
    return call(1.37 * d.distinct(3), 4, "wide")


def padded(w: np.ndarray, length: int, before: int, after: int) -> np.ndarray:
    """The matrix that multiplies the padded signal: it has a column for each of its zeros, too."""
    return toeplitz(w, before + length + after, "narrow")


def equal_with(zeros: Callable[[int], Pair]) -> Function:
    """A matrix that in "equal" thinks ``zeros(n)`` before and after the signal, for a kernel of length n."""

    def equal(w: np.ndarray, length: int) -> np.ndarray:
        before, after = zeros(len(w))
        return padded(w, length, before, after)[:, before : before + length]

    return in_mode(toeplitz, equal=equal)


def same_kernel_every_row(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    """The kernel begins at the first column in every row."""
    row = np.append(w, np.zeros(length))[:length]
    return np.tile(row, (len(toeplitz(w, length, mode)), 1))


def circulant(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    """Weights that leave the matrix at one side come back in at the other."""
    before = {"narrow": 0, "equal": (len(w) - 1) // 2, "wide": len(w) - 1}[mode]
    matrix = np.zeros_like(toeplitz(w, length, mode))
    for row in range(len(matrix)):
        np.add.at(matrix[row], (row - before + np.arange(len(w))) % length, w)
    return matrix


MISTAKES = {
    "transposed": then(toeplitz, np.transpose),
    "flipped_kernel": changed(toeplitz, w=np.flip),
    "same_kernel_every_row": same_kernel_every_row,
    "rows_upside_down": then(toeplitz, np.flipud),
    "circulant": circulant,
    "padding_columns_kept": in_mode(
        toeplitz,
        equal=lambda w, length: padded(w, length, (len(w) - 1) // 2, len(w) // 2),
        wide=lambda w, length: padded(w, length, len(w) - 1, len(w) - 1),
    ),
    "padding_after_instead_of_before": equal_with(lambda n: (0, n - 1)),
    "even_kernel_off_by_one": equal_with(lambda n: (n // 2, (n - 1) // 2)),
    "modes_swapped": in_mode(
        toeplitz,
        narrow=lambda w, length: toeplitz(w, length, "wide"),
        # a kernel longer than the signal has no place at all
        wide=lambda w, length: toeplitz(w, length, "narrow") if len(w) <= length else np.zeros((0, length)),
    ),
}

EXERCISE = exercise(toeplitz, ASPECTS, cases, MISTAKES, ordinary=ordinary, axes={"length": ("m",)})
