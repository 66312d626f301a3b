"""Hidden cases of ``toeplitz``."""

from collections.abc import Callable

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import keeping_errors
from solutions.a02_convolution.reference import toeplitz

from .draw import Pair, between, digits, reals


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Small matrices first; kernels of odd and even length, some longer than the signal."""
    return [
        Case(("narrow",), (digits(rng, 2), 3, "narrow")),
        Case(("narrow",), (digits(rng, 3), between(rng, 5, 7), "narrow")),
        Case(("narrow",), (reals(rng, between(rng, 4, 5)), between(rng, 6, 8), "narrow")),
        Case(("narrow",), (reals(rng, 4), 4, "narrow")),
        Case(("equal",), (digits(rng, 3), 4, "equal")),
        Case(("equal",), (reals(rng, 5), between(rng, 6, 8), "equal")),
        Case(("equal",), (reals(rng, 5), between(rng, 3, 4), "equal")),
        Case(("wide",), (digits(rng, 2), 3, "wide")),
        Case(("wide",), (digits(rng, 3), 1, "wide")),
        Case(("wide",), (digits(rng, 1), 3, "wide")),
        Case(("wide",), (digits(rng, 3), between(rng, 4, 6), "wide")),
        Case(("wide",), (reals(rng, between(rng, 5, 6)), between(rng, 3, 4), "wide")),
        Case(("even",), (digits(rng, 2), 3, "equal")),
        Case(("even",), (reals(rng, 4), between(rng, 5, 7), "equal")),
        Case(("even",), (reals(rng, 6), between(rng, 3, 5), "equal")),
        Case(("errors",), (digits(rng, 4), 3, "narrow"), raises=ValueError),
        Case(("errors",), (digits(rng, 3), 5, "sideways"), raises=ValueError),
    ]


def _around(n: int, mode: str) -> Pair:
    return {"narrow": (0, 0), "equal": ((n - 1) // 2, n // 2), "wide": (n - 1, n - 1)}[mode]


def _banded(w: np.ndarray, length: int, before: int, after: int) -> np.ndarray:
    """The matrix that works on the padded signal, one column for each of its zeros, too."""
    columns = length + before + after
    rows = columns - len(w) + 1
    matrix = np.zeros((rows, columns))
    for row in range(rows):
        matrix[row, row : row + len(w)] = w
    return matrix


def _zeros(equal: Callable[[int], Pair]) -> Callable[[np.ndarray, int, str], np.ndarray]:
    """Wrong: "equal" thinks ``equal(n)`` zeros before and after the signal."""

    def wrong(w: np.ndarray, length: int, mode: str) -> np.ndarray:
        before, after = equal(len(w)) if mode == "equal" else _around(len(w), mode)
        return _banded(w, length, before, after)[:, before : before + length]

    return wrong


def _transposed(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    return toeplitz(w, length, mode).T


def _flipped_kernel(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    return toeplitz(w[::-1], length, mode)


def _same_kernel_every_row(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    right = toeplitz(w, length, mode)
    right[:] = np.append(w, np.zeros(length))[:length]
    return right


def _rows_upside_down(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    return toeplitz(w, length, mode)[::-1]


def _circulant(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    before, _ = _around(len(w), mode)
    right = toeplitz(w, length, mode)
    wrapped = np.zeros_like(right)
    for row in range(len(right)):
        for k, weight in enumerate(w):
            wrapped[row, (row + k - before) % length] += weight
    return wrapped


def _padding_columns_kept(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    return _banded(w, length, *_around(len(w), mode))


def _modes_swapped(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    if mode == "wide" and len(w) > length:
        return np.zeros((0, length))
    return toeplitz(w, length, {"narrow": "wide", "wide": "narrow"}.get(mode, mode))


MISCONCEPTIONS = (
    Misconception(
        "transposed",
        "Your matrix lies on its side: it needs one row for each output and one column for each value of the signal.",
        _transposed,
    ),
    Misconception(
        "flipped_kernel",
        "Your rows hold the kernel turned round, which is the matrix of a convolution. For a cross-correlation each "
        "row reads w[0], w[1], … from left to right.",
        _flipped_kernel,
    ),
    Misconception(
        "same_kernel_every_row",
        "Every row of your matrix holds the kernel at the same place: from each row to the next it moves one column "
        "to the right.",
        _same_kernel_every_row,
    ),
    Misconception(
        "rows_upside_down",
        "Your rows are in the opposite order: row 0 makes the first output, so its weights stand furthest left.",
        _rows_upside_down,
    ),
    Misconception(
        "circulant",
        "Where the kernel sticks out at one end of the signal, your weights come back in at the other end. Beyond "
        "the ends stand zeros, so these weights are left out.",
        _circulant,
    ),
    Misconception(
        "padding_columns_kept",
        "Your matrix has a column for every zero of the padding, too. It multiplies the signal as it is, so it has "
        "exactly `length` columns.",
        _padding_columns_kept,
    ),
    Misconception(
        "padding_after_instead_of_before",
        'In "equal" your kernel starts at the first value of the signal, as if all zeros stood after it: share them '
        "out, (n - 1) // 2 before and n // 2 after.",
        _zeros(lambda n: (0, n - 1)),
    ),
    Misconception(
        "even_kernel_off_by_one",
        'For a kernel of even length "equal" has (n - 1) // 2 zeros before the signal and n // 2 after it; your '
        "matrix has it the other way round.",
        _zeros(lambda n: (n // 2, (n - 1) // 2)),
    ),
    Misconception(
        "modes_swapped",
        '"narrow" and "wide" have changed places: narrow has fewer rows than columns, wide has more.',
        _modes_swapped,
    ),
)

EXERCISE = Exercise(
    name="toeplitz",
    reference=toeplitz,
    aspects=(
        Aspect("narrow", 0.75, "narrow: fewer rows than columns"),
        Aspect("equal", 0.75, "equal: a square matrix, odd kernels"),
        Aspect("wide", 0.75, "wide: more rows than columns"),
        Aspect("even", 0.5, "equal with kernels of even length"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="narrow"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(toeplitz, MISCONCEPTIONS),
)
