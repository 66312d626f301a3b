"""Hidden cases of ``cross_correlate1d``: those of ``convolve1d``, with mistakes of its own."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import Function, Pair, changed, exercise, integer_output
from solutions.a02_convolution.convolve1d import ASPECTS, cases, ordinary
from solutions.a02_convolution.modes import in_mode
from solutions.a02_convolution.reference import cross_correlate1d


def padded(zeros: Callable[[int], Pair]) -> Function:
    """A mode with ``zeros(n)`` before and after the signal, for a kernel of length n."""
    return lambda x, w: np.correlate(np.pad(x, zeros(len(w))), w, "valid")


MISTAKES = {
    "flipped_kernel": changed(cross_correlate1d, w=np.flip),
    "padding_after_instead_of_before": in_mode(cross_correlate1d, equal=padded(lambda n: (0, n - 1))),
    "padding_all_before": in_mode(cross_correlate1d, equal=padded(lambda n: (n - 1, 0))),
    "even_kernel_off_by_one": in_mode(cross_correlate1d, equal=padded(lambda n: (n // 2, (n - 1) // 2))),
    "equal_one_too_long": in_mode(cross_correlate1d, equal=padded(lambda n: (n // 2, n // 2))),
    "modes_swapped": in_mode(
        cross_correlate1d,
        narrow=lambda x, w: np.correlate(x, w, "full"),
        wide=lambda x, w: np.correlate(x, w, "valid"),
    ),
    "wide_padding_of_n": in_mode(cross_correlate1d, wide=padded(lambda n: (n, n))),
    "numpy_same": in_mode(cross_correlate1d, equal=lambda x, w: np.correlate(x, w, "same")),
    "integer_output": integer_output(cross_correlate1d),
    "output_of_kernel_type": integer_output(cross_correlate1d, of="w"),
}

EXERCISE = exercise(cross_correlate1d, ASPECTS, cases, MISTAKES, ordinary=ordinary)
