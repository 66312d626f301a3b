"""Hidden cases of ``cross_correlate1d``."""

from collections.abc import Callable

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import integer_output, keeping_errors
from solutions.a02_convolution.reference import cross_correlate1d

from .draw import Pair, between, digits, integers, reals, singles


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Short signals first; kernels of odd and even length, some longer than the signal."""
    return [
        Case(("narrow",), (digits(rng, 4), digits(rng, 2), "narrow")),
        Case(("narrow",), (reals(rng, between(rng, 6, 9)), reals(rng, 3), "narrow")),
        Case(("narrow",), (reals(rng, between(rng, 7, 9)), reals(rng, between(rng, 4, 6)), "narrow")),
        Case(("narrow",), (reals(rng, 5), reals(rng, 5), "narrow")),
        Case(("wide",), (digits(rng, 4), digits(rng, 3), "wide")),
        Case(("wide",), (reals(rng, between(rng, 5, 8)), reals(rng, between(rng, 2, 4)), "wide")),
        Case(("wide",), (reals(rng, 3), reals(rng, between(rng, 4, 6)), "wide")),
        Case(("wide",), (reals(rng, 1), reals(rng, 3), "wide")),
        Case(("equal",), (digits(rng, 4), digits(rng, 3), "equal")),
        Case(("equal",), (reals(rng, between(rng, 4, 6)), reals(rng, 1), "equal")),
        Case(("equal",), (reals(rng, between(rng, 6, 9)), reals(rng, 5), "equal")),
        Case(("equal",), (reals(rng, between(rng, 3, 4)), reals(rng, 5), "equal")),
        Case(("even",), (digits(rng, 4), digits(rng, 2), "equal")),
        Case(("even",), (reals(rng, between(rng, 6, 9)), reals(rng, 4), "equal")),
        Case(("even",), (reals(rng, between(rng, 3, 5)), reals(rng, 6), "equal")),
        Case(("dtypes",), (integers(rng, 4), reals(rng, 3), "wide")),
        Case(("dtypes",), (singles(rng, 6), singles(rng, 3), "narrow")),
        Case(("errors",), (digits(rng, 2), digits(rng, 3), "narrow"), raises=ValueError),
        Case(("errors",), (digits(rng, 4), digits(rng, 3), "sideways"), raises=ValueError),
    ]


def _zeros(**changed: Callable[[int], Pair]) -> Callable[[np.ndarray, np.ndarray, str], np.ndarray]:
    """Wrong: in some modes other numbers of zeros stand before and after the signal, ``changed[mode](n)``."""

    def wrong(x: np.ndarray, w: np.ndarray, mode: str) -> np.ndarray:
        if mode not in changed:
            return cross_correlate1d(x, w, mode)
        return np.correlate(np.pad(x, changed[mode](len(w))), w, "valid")

    return wrong


def _flipped_kernel(x: np.ndarray, w: np.ndarray, mode: str) -> np.ndarray:
    return cross_correlate1d(x, w[::-1], mode)


def _modes_swapped(x: np.ndarray, w: np.ndarray, mode: str) -> np.ndarray:
    if mode == "equal":
        return cross_correlate1d(x, w, mode)
    return np.correlate(x, w, "full" if mode == "narrow" else "valid")


def _numpy_same(x: np.ndarray, w: np.ndarray, mode: str) -> np.ndarray:
    return np.correlate(x, w, "same") if mode == "equal" else cross_correlate1d(x, w, mode)


MISCONCEPTIONS = (
    Misconception(
        "flipped_kernel",
        "This is a true convolution: you turn the kernel round. A cross-correlation slides it along as it stands, "
        "so that w[0] meets the first value of each window.",
        _flipped_kernel,
    ),
    Misconception(
        "padding_after_instead_of_before",
        'In "equal" all your zeros stand after the signal: share them out, (n - 1) // 2 before and n // 2 after.',
        _zeros(equal=lambda n: (0, n - 1)),
    ),
    Misconception(
        "padding_all_before",
        'In "equal" all your zeros stand before the signal: share them out, (n - 1) // 2 before and n // 2 after.',
        _zeros(equal=lambda n: (n - 1, 0)),
    ),
    Misconception(
        "even_kernel_off_by_one",
        'For a kernel of even length "equal" has one zero more on one side. It stands after the signal, '
        "(n - 1) // 2 before and n // 2 after; yours stands before it.",
        _zeros(equal=lambda n: (n // 2, (n - 1) // 2)),
    ),
    Misconception(
        "equal_one_too_long",
        'For a kernel of even length your "equal" has one value too many: n // 2 zeros on both sides are n zeros, '
        "and n - 1 are needed.",
        _zeros(equal=lambda n: (n // 2, n // 2)),
    ),
    Misconception(
        "modes_swapped",
        '"narrow" and "wide" have changed places: narrow is the short one (m - n + 1), wide the long one (m + n - 1).',
        _modes_swapped,
    ),
    Misconception(
        "wide_padding_of_n",
        '"wide" comes out two values too long, with a zero at both ends: n - 1 zeros on each side are enough, since '
        "with n the kernel no longer touches the signal.",
        _zeros(wide=lambda n: (n, n)),
    ),
    Misconception(
        "numpy_same",
        'NumPy\'s "same" is not our "equal": it puts the odd zero of an even kernel before the signal, and for a '
        "kernel longer than the signal it is as long as the kernel.",
        _numpy_same,
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of the result are lost: your output array took over the integer type "
        "of x. Make it float64.",
        integer_output(cross_correlate1d),
    ),
)

EXERCISE = Exercise(
    name="cross_correlate1d",
    reference=cross_correlate1d,
    aspects=(
        Aspect("narrow", 0.5, "narrow: the kernel stays inside the signal"),
        Aspect("wide", 0.25, "wide: every position at which the two overlap"),
        Aspect("equal", 0.5, "equal: as long as the signal, odd kernels"),
        Aspect("even", 0.25, "equal with kernels of even length"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="narrow"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(cross_correlate1d, MISCONCEPTIONS),
)
