"""What the demos show, against arithmetic by hand, NumPy's own convolution and PyTorch."""

from itertools import product

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional

from course.demos import convolution_window, im2col, sliding_kernel, toeplitz
from course.demos.parts import Frame, Grid
from tests.support.grids import case

SIGNAL = np.array([2.0, 4, 1, 0, 3, 5, 2])
IMAGE, KERNEL = np.array(convolution_window.IMAGE, float), np.array(convolution_window.KERNEL, float)


def named(frame: Frame, name: str) -> Grid:
    return next(grid for grid in frame.grids if grid.name == name)


def lit(grid: Grid, step: int) -> NDArray[np.float64]:
    """The numbers inside the lit window at a step."""
    assert grid.path is not None
    row, column, *size = grid.path[step]
    height, width = size or grid.window
    return grid.rows[row : row + height, column : column + width]


def test_the_first_window_of_a_signal_by_hand() -> None:
    frame = sliding_kernel.frame(SIGNAL, np.array([1.0, 0, -1]), "narrow", False)
    np.testing.assert_array_equal(lit(named(frame, "x"), 0), [[2, 4, 1]])
    np.testing.assert_array_equal(frame.products[0], [2 * 1, 4 * 0, 1 * -1])
    assert named(frame, "y").rows[0, 0] == 2 * 1 + 4 * 0 + 1 * -1 == 1


def expected_slide(x: NDArray[np.float64], w: NDArray[np.float64], mode: str, flip: bool) -> NDArray[np.float64]:
    """The three modes in NumPy's words: cuts of the full result."""
    m, n = x.size, w.size
    if flip:
        full = np.convolve(x, w, "full")
        first = {"narrow": n - 1, "equal": (n - 1) // 2, "wide": 0}[mode]
    else:
        full = np.correlate(x, w, "full")
        first = {"narrow": n - 1, "equal": n - 1 - (n - 1) // 2, "wide": 0}[mode]
    return full[first : first + {"narrow": m - n + 1, "equal": m, "wide": m + n - 1}[mode]]


def test_sliding_agrees_with_numpy() -> None:
    for mode, flip, n in product(sliding_kernel.MODES, (False, True), (1, 2, 3, 4, 7)):
        w = np.arange(1.0, n + 1) ** 2
        with case(mode=mode, flip=flip, n=n):
            frame = sliding_kernel.frame(SIGNAL, w, mode, flip)
            y = named(frame, "y").rows[0]
            np.testing.assert_allclose(y, expected_slide(SIGNAL, w, mode, flip))
            np.testing.assert_allclose([np.sum(p) for p in frame.products], y)
            shown = named(frame, "w").rows[0]
            np.testing.assert_array_equal(shown, w[::-1] if flip else w)
            for step in range(y.size):
                assert lit(named(frame, "x"), step)[0] @ shown == pytest.approx(y[step])


# PyTorch says that it copies the input for an even kernel: true, and of no concern here.
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
def test_equal_cross_correlation_pads_as_pytorch_does() -> None:
    for n in (2, 3, 4):
        w = np.arange(1.0, n + 1)
        truth = functional.conv1d(torch.tensor(SIGNAL)[None, None], torch.tensor(w)[None, None], padding="same")
        with case(n=n):
            shown = named(sliding_kernel.frame(SIGNAL, w, "equal", False), "y").rows[0]
            np.testing.assert_allclose(shown, truth[0, 0].numpy())


def test_the_signal_stays_in_its_place_when_the_mode_changes() -> None:
    places = set()
    for mode in sliding_kernel.MODES:
        x = named(sliding_kernel.frame(SIGNAL, np.ones(3), mode, False), "x")
        assert x.core is not None
        places.add(x.at[1] + x.core[1])
    assert len(places) == 1


def test_the_lectures_numbers_on_an_image() -> None:
    plain = convolution_window.frame(IMAGE, KERNEL, 1, 0)
    np.testing.assert_array_equal(named(plain, "y").rows, [[1, -1, -4], [2, 1, 2], [3, 3, 4]])
    strided = convolution_window.frame(IMAGE, KERNEL, 2, 1)
    np.testing.assert_array_equal(named(strided, "y").rows, [[-2, 1, -1], [2, 1, 3], [2, 1, -1]])
    np.testing.assert_array_equal(plain.products[0], [1, 0, 0, 0, -1, 0, 0, -1, 2])


SHAPES = [((5, 5), (3, 3)), ((4, 6), (2, 3)), ((6, 4), (1, 4))]


def test_images_agree_with_pytorch() -> None:
    for (image_shape, kernel_shape), stride, padding in product(SHAPES, (1, 2, 3), (0, 1, 2)):
        rng = np.random.default_rng(7)
        image, kernel = rng.integers(-5, 6, image_shape).astype(float), rng.integers(-3, 4, kernel_shape).astype(float)
        x, w = torch.tensor(image)[None, None], torch.tensor(kernel)[None, None]
        truth = functional.conv2d(x, w, stride=stride, padding=padding)[0, 0].numpy()
        columns = functional.unfold(x, kernel_shape, stride=stride, padding=padding)[0].numpy()
        with case(image=image_shape, kernel=kernel_shape, stride=stride, padding=padding):
            frame = convolution_window.frame(image, kernel, stride, padding)
            np.testing.assert_allclose(named(frame, "y").rows, truth)
            for step, value in enumerate(truth.ravel()):
                assert (lit(named(frame, "x"), step) * kernel).sum() == pytest.approx(value)
                assert np.sum(frame.products[step]) == pytest.approx(value)
                assert lit(named(frame, "y"), step) == pytest.approx(value)

            frame = im2col.frame(image, kernel_shape, stride, padding)
            np.testing.assert_array_equal(named(frame, "columns").rows, columns)
            for step in range(columns.shape[1]):
                np.testing.assert_array_equal(lit(named(frame, "x"), step).ravel(), columns[:, step])
                np.testing.assert_array_equal(lit(named(frame, "columns"), step)[:, 0], columns[:, step])


def test_the_matrix_does_what_the_sliding_kernel_does() -> None:
    for mode, n in product(sliding_kernel.MODES, (1, 2, 3, 4, 7)):
        w = np.arange(1.0, n + 1)
        with case(mode=mode, n=n):
            frame = toeplitz.frame(w, SIGNAL, mode)
            matrix, y = named(frame, "A"), named(frame, "y").rows[:, 0]
            np.testing.assert_allclose(y, expected_slide(SIGNAL, w, mode, False))
            columns = [expected_slide(unit, w, mode, False) for unit in np.eye(7)]
            np.testing.assert_allclose(matrix.rows, np.array(columns).T)
            for step in range(y.size):
                weights, window = lit(matrix, step).ravel(), lit(named(frame, "x"), step).ravel()
                assert weights @ window == pytest.approx(y[step])
                assert weights.all(), "a zero of W is lit"
                assert np.count_nonzero(matrix.rows[step]) == weights.size
