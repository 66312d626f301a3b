"""The photograph under a kernel: its sum against SciPy's, what it refuses, and what Python can read and set."""

import base64
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d
from traitlets import TraitError

from course.demos import PhotoKernel
from course.demos.photo_kernel import PRESETS, filtered
from tests.support.grids import case

STEPS = np.arange(6 * 8).reshape(6, 8) ** 2 % 256


def test_the_sum_is_scipys() -> None:
    rng = np.random.default_rng(0)
    for trial in range(20):
        kernel, divisor = rng.integers(-99, 100, (3, 3)), int(rng.integers(1, 100))
        photograph = rng.integers(0, 256, (5 + trial, 9))
        with case(trial=trial):
            for flip, theirs in ((False, correlate2d), (True, convolve2d)):
                shown = filtered(photograph, kernel, divisor, flip=flip)
                np.testing.assert_array_equal(shown, theirs(photograph, kernel, mode="valid") / divisor)


def test_the_presets_do_what_their_names_say() -> None:
    even, step = np.full((5, 6), 90), np.tile([10, 10, 10, 40, 40, 40], (5, 1))
    shown = {name: (filtered(even, *preset), filtered(step, *preset)) for name, preset in PRESETS.items()}
    for name in ("across", "down", "laplace"):
        np.testing.assert_array_equal(shown[name][0], np.zeros((3, 4)), name)
    for name in ("identity", "blur", "sharpen", "emboss"):
        np.testing.assert_array_equal(shown[name][0], np.full((3, 4), 90), name)
    np.testing.assert_array_equal(shown["identity"][1], step[1:-1, 1:-1])
    np.testing.assert_array_equal(shown["blur"][1][0], [10, 20, 30, 40])
    np.testing.assert_array_equal(shown["sharpen"][1][0], [10, -20, 70, 40])
    np.testing.assert_array_equal(shown["across"][1][0], [0, 120, 120, 0])
    np.testing.assert_array_equal(shown["down"][1], np.zeros((3, 4)))


def test_the_state_is_plain_and_starts_in_the_middle() -> None:
    state = PhotoKernel({"steps": STEPS}).get_state()
    assert state["pictures"] == [["steps", 6, 8]]
    assert (state["row"], state["column"], state["divisor"], state["flip"]) == (3, 4, 1, False)
    pixels = np.frombuffer(base64.b64decode(state["pixels"][0]), np.uint8)
    np.testing.assert_array_equal(pixels.reshape(6, 8), STEPS)


def test_python_reads_what_the_reader_made_and_sets_it() -> None:
    demo = PhotoKernel({"steps": STEPS, "dark": np.zeros((4, 4))}, flip=True)
    demo.kernel, demo.divisor = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], 2
    np.testing.assert_array_equal(demo.result(), convolve2d(STEPS, demo.kernel, mode="valid") / 2)
    demo.picture = 1
    np.testing.assert_array_equal(demo.result(), np.zeros((2, 2)))
    with pytest.raises(ValueError, match="three rows of three whole numbers"):
        demo.kernel = [[1, 2], [3, 4]]
    with pytest.raises(TraitError, match="divisor"):
        demo.divisor = 0


NONSENSE: list[tuple[Callable[[], Any], str]] = [
    (lambda: PhotoKernel({}), 'give at least one by its name: {"my cat": array}'),
    (lambda: PhotoKernel({"cat": [1, 2, 3]}), "the photograph 'cat' must be a matrix, and has shape (3,)"),
    (lambda: PhotoKernel({"cat": np.zeros((2, 9))}), "the photograph 'cat' is (2, 9); it needs 3 to 512 pixels"),
    (lambda: PhotoKernel({"cat": np.zeros((3, 513))}), "it needs 3 to 512 pixels"),
    (lambda: PhotoKernel({"cat": np.full((3, 3), 256)}), "numbers outside 0 to 255; 0 is black and 255 is white"),
    (lambda: PhotoKernel({"cat": np.full((3, 3), np.nan)}), "finite ones only"),
    (lambda: PhotoKernel({"cat": STEPS}, np.ones((2, 2))), "three rows of three whole numbers from −99 to 99"),
    (lambda: PhotoKernel({"cat": STEPS}, np.full((3, 3), 0.5)), "for fractions, use whole numbers and a divisor"),
    (lambda: PhotoKernel({"cat": STEPS}, np.full((3, 3), 100)), "three rows of three whole numbers from −99 to 99"),
    (lambda: PhotoKernel({"cat": STEPS}, divisor=0), "the divisor is a whole number from 1 to 99; got 0"),
    (lambda: PhotoKernel({"cat": STEPS}, at=(5, 1)), "no window lies around row 5, column 1 of 6 by 8 pixels"),
]


def test_nonsense_is_refused_in_words() -> None:
    for row, (make, says) in enumerate(NONSENSE):
        with case(row=row, says=says), pytest.raises(ValueError, match=re.escape(says)):
            make()
