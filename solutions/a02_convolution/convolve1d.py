"""Hidden cases of ``convolve1d``: mode by mode, with "equal" for odd and even kernels apart."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Cases, Draw, Function, call, changed, exercise, integer_output, singles
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
    """Short signals first; kernels of odd and even length, some longer than the signal."""
    yield "narrow", [call(d.digits(4), d.digits(2), "narrow")]
    yield "narrow", [call(d.reals(d.between(6, 9)), d.reals(3), "narrow")]
    yield "narrow", [call(d.reals(d.between(7, 9)), d.reals(d.between(4, 6)), "narrow")]
    yield "narrow", [call(d.reals(5), d.reals(5), "narrow")]
    yield "wide", [call(d.digits(4), d.digits(3), "wide")]
    yield "wide", [call(d.reals(d.between(5, 8)), d.reals(d.between(2, 4)), "wide")]
    yield "wide", [call(d.reals(3), d.reals(d.between(4, 6)), "wide")]
    yield "wide", [call(d.reals(1), d.reals(3), "wide")]
    yield "equal", [call(d.digits(4), d.digits(3), "equal")]
    yield "equal", [call(d.reals(d.between(4, 6)), d.reals(1), "equal")]
    yield "equal", [call(d.reals(d.between(6, 9)), d.reals(5), "equal")]
    yield "equal", [call(d.reals(d.between(3, 4)), d.reals(5), "equal")]
    yield "even", [call(d.digits(4), d.digits(2), "equal")]
    yield "even", [call(d.reals(d.between(6, 9)), d.reals(4), "equal")]
    yield "even", [call(d.reals(d.between(3, 5)), d.reals(6), "equal")]
    yield "dtypes", [call(d.integers(4), d.reals(3), "wide")]
    yield "dtypes", [call(*singles(d.reals(6), d.reals(3)), "narrow")]
    yield "errors", [call(d.digits(2), d.digits(3), "narrow", raises=ValueError)]
    yield "errors", [call(d.digits(4), d.digits(3), "sideways", raises=ValueError)]


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
}

EXERCISE = exercise(convolve1d, ASPECTS, cases, MISTAKES)
