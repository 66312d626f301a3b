"""What is special about the hidden cases of a02_convolution."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.assignment import Case, load_assignment
from tests.support.grids import case
from tests.support.marking import marking

ASSIGNMENT = load_assignment("a02_convolution")


def honest_view(hidden: Case) -> np.ndarray:
    """The columns of a student who pads only where there is padding, and reshapes without a copy."""
    x, size = hidden.args
    kernel = (size, size) if isinstance(size, int) else size
    stride, padding = (hidden.kwargs.get(name, default) for name, default in (("stride", 1), ("padding", 0)))
    (sh, sw), (ph, pw) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if ph or pw:
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = sliding_window_view(x, kernel, axis=(2, 3))[:, :, ::sh, ::sw]
    n, c, oh, ow, kh, kw = windows.shape
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, oh * ow)


def test_an_honest_im2col_never_happens_to_return_a_view() -> None:
    exercise = next(item for item in ASSIGNMENT.exercises if item.name == "im2col")
    for seed in range(40):
        with case(seed=seed):
            marks = marking(exercise, seed)
            for number, (hidden, truth) in enumerate(zip(marks.cases, marks.truths, strict=True)):
                if truth.value is not None:
                    with case(number=number):
                        columns = honest_view(hidden)
                        np.testing.assert_array_equal(columns, truth.value[0])
                        assert not np.may_share_memory(columns, hidden.args[0])
