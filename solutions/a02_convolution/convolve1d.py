"""Hidden cases of ``convolve1d``."""

from collections.abc import Callable

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import integer_output, keeping_errors
from solutions.a02_convolution.reference import convolve1d

from .draw import between, digits, integers, reals, singles


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


def _equal_from(start: Callable[[int], int]) -> Callable[[np.ndarray, np.ndarray, str], np.ndarray]:
    """Wrong: "equal" begins at index ``start(n)`` of "wide"."""

    def wrong(f: np.ndarray, g: np.ndarray, mode: str) -> np.ndarray:
        if mode != "equal":
            return convolve1d(f, g, mode)
        first = start(len(g))
        return np.append(np.convolve(f, g), np.zeros(len(g)))[first : first + len(f)]

    return wrong


def _not_flipped(f: np.ndarray, g: np.ndarray, mode: str) -> np.ndarray:
    return convolve1d(f, g[::-1], mode)


def _signal_flipped(f: np.ndarray, g: np.ndarray, mode: str) -> np.ndarray:
    return convolve1d(f[::-1], g[::-1], mode)


def _modes_swapped(f: np.ndarray, g: np.ndarray, mode: str) -> np.ndarray:
    if mode == "equal":
        return convolve1d(f, g, mode)
    return np.convolve(f, g, "full" if mode == "narrow" else "valid")


def _wide_padding_of_n(f: np.ndarray, g: np.ndarray, mode: str) -> np.ndarray:
    return np.pad(np.convolve(f, g), 1) if mode == "wide" else convolve1d(f, g, mode)


def _numpy_same(f: np.ndarray, g: np.ndarray, mode: str) -> np.ndarray:
    return np.convolve(f, g, "same") if mode == "equal" else convolve1d(f, g, mode)


MISCONCEPTIONS = (
    Misconception(
        "not_flipped",
        "This is a cross-correlation: the kernel slides along as it stands. A convolution turns it round first, so "
        "that g[0] meets the newest value of f and g[1] the one before it.",
        _not_flipped,
    ),
    Misconception(
        "signal_flipped",
        "The result comes out backwards: it is the kernel that is turned round, while the signal keeps its order.",
        _signal_flipped,
    ),
    Misconception(
        "padding_after_instead_of_before",
        'In "equal" you keep the last m values of "wide", as if all zeros stood after the signal. '
        "The m values begin at index (n - 1) // 2.",
        _equal_from(lambda n: n - 1),
    ),
    Misconception(
        "padding_all_before",
        'In "equal" you keep the first m values of "wide", as if all zeros stood before the signal. '
        "The m values begin at index (n - 1) // 2.",
        _equal_from(lambda n: 0),
    ),
    Misconception(
        "even_kernel_off_by_one",
        'For a kernel of even length "equal" has no middle: its m values begin at index (n - 1) // 2 of "wide", '
        "and yours begin one later, at n // 2.",
        _equal_from(lambda n: n // 2),
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
        _wide_padding_of_n,
    ),
    Misconception(
        "numpy_same",
        'For a kernel longer than the signal, NumPy\'s "same" is as long as the kernel; "equal" always has the '
        "length m of the signal.",
        _numpy_same,
    ),
    Misconception(
        "integer_output",
        "With whole numbers in f the decimals of the result are lost: your output array took over the integer type "
        "of f. Make it float64.",
        integer_output(convolve1d),
    ),
)

EXERCISE = Exercise(
    name="convolve1d",
    reference=convolve1d,
    aspects=(
        Aspect("narrow", 0.5, "narrow: the kernel stays inside the signal"),
        Aspect("wide", 0.25, "wide: every position at which the two overlap"),
        Aspect("equal", 0.5, "equal: as long as the signal, odd kernels"),
        Aspect("even", 0.25, "equal with kernels of even length"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="narrow"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(convolve1d, MISCONCEPTIONS),
)
