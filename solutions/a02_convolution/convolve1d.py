"""Hidden cases of ``convolve1d``: mode by mode, with "equal" for odd and even kernels apart."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Case, Cases, Draw, Function, call, changed, exercise, integer_output
from solutions.a02_convolution.modes import in_mode
from solutions.a02_convolution.reference import convolve1d

ASPECTS = {
    "narrow": (0.5, "narrow: the kernel stays inside the signal"),
    "wide": (0.25, "wide: every position at which the two overlap"),
    "equal": (0.5, "equal: as long as the signal, odd kernels"),
    "even": (0.25, "equal with kernels of even length"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """Short signals first; kernels of odd and even length, some longer than the signal, then one long of each."""
    digits, reals = d.digits, d.nonzero_reals
    yield "narrow", [call(digits(4), digits(2), "narrow"), call(reals(7), reals(3), "narrow")]
    yield "narrow", [call(reals(5), reals(5), "narrow"), call(reals(24), reals(9), "narrow")]
    yield "wide", [call(digits(4), digits(3), "wide"), call(reals(1), reals(3), "wide")]
    yield "wide", [call(zeros_around(digits(2)), zeros_around(digits(1)), "wide")]
    yield "wide", [call(reals(3), reals(6), "wide"), call(reals(21), reals(8), "wide")]
    yield "equal", [call(digits(4), digits(3), "equal"), call(reals(5), reals(1), "equal")]
    yield "equal", [call(reals(3), reals(5), "equal"), call(reals(12), reals(7), "equal")]
    yield "even", [call(digits(4), digits(2), "equal"), call(reals(4), reals(6), "equal")]
    yield "even", [call(reals(13), reals(8), "equal")]
    yield "dtypes", [call(1e-8 * reals(4), 1e8 * reals(3), "wide")]
    yield "errors", [call(digits(2), digits(3), "narrow", raises=ValueError)]
    yield "errors", [call(digits(4), digits(3), mode, raises=ValueError) for mode in ("full", "widest")]


def ordinary(d: Draw) -> Case:
    """Decimals that do not come out whole, the same in no two places: a kernel turned round is another."""
    return call(1.37 * d.distinct(5), 1.37 * d.distinct(3), "narrow")


def zeros_around(values: np.ndarray) -> np.ndarray:
    """The values between two zeros, which belong to the signal or the kernel like any other."""
    return np.pad(values, 1)


def equal_from(start: Callable[[int], int]) -> Function:
    """A convolution whose "equal" begins at index ``start(n)`` of "wide", for a kernel of length n."""
    return in_mode(convolve1d, equal=lambda f, g: np.convolve(f, g)[start(len(g)) :][: len(f)])


MISTAKES = {
    "not_flipped": changed(convolve1d, g=np.flip),
    "signal_flipped": changed(convolve1d, f=np.flip, g=np.flip),
    "padding_after_instead_of_before": equal_from(lambda n: n - 1),
    "padding_all_before": equal_from(lambda n: 0),
    "even_kernel_off_by_one": equal_from(lambda n: n // 2),
    "modes_swapped": in_mode(
        convolve1d,
        narrow=lambda f, g: np.convolve(f, g, "full"),
        wide=lambda f, g: np.convolve(f, g, "valid"),
    ),
    "wide_padding_of_n": in_mode(convolve1d, wide=lambda f, g: np.pad(np.convolve(f, g), 1)),
    "numpy_same": in_mode(convolve1d, equal=lambda f, g: np.convolve(f, g, "same")),
    "integer_output": integer_output(convolve1d),
    "output_of_kernel_type": integer_output(convolve1d, of="g"),
}

EXERCISE = exercise(convolve1d, ASPECTS, cases, MISTAKES, ordinary=ordinary)
