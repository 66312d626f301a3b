"""The forward pass over images: worked by hand, the lectures' numbers, and a grid against PyTorch."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from solutions.a02_convolution.reference import conv2d, conv2d_im2col, im2col
from tests.support.grids import case

functional: Any = torch.nn.functional  # its types do not take unpacked arguments
Function = Callable[..., np.ndarray]
Shape = tuple[int, int, int, int, int, int, int]

FORWARD = pytest.mark.parametrize("forward", [conv2d, conv2d_im2col])
STRIDES: tuple[Any, ...] = (1, 2, 3, (1, 2), (3, 1))
PADDINGS: tuple[Any, ...] = (0, 1, 2, (0, 1), (2, 1))
SHAPES: list[Shape] = [  # N, C, H, W, F, KH, KW
    (2, 3, 6, 7, 4, 3, 2),
    (1, 2, 7, 5, 3, 2, 3),
    (3, 1, 5, 8, 2, 3, 3),
    (2, 2, 6, 6, 1, 1, 1),
    (1, 1, 4, 9, 1, 4, 2),
]
GRID = list(itertools.product(SHAPES, STRIDES, PADDINGS))
DTYPES: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]


def image(rows: Any) -> np.ndarray:
    return np.array(rows, dtype=np.float64)[None, None]


def layer(shape: Shape, dtype: Any = np.float64) -> list[np.ndarray]:
    n, c, h, w, f, kh, kw = shape
    rng = np.random.default_rng(shape)
    return [rng.normal(size=size).astype(dtype) for size in ((n, c, h, w), (f, c, kh, kw), (f,))]


@FORWARD
def test_one_filter_worked_by_hand(forward: Function) -> None:
    x, w = image([[1, 2, 3], [4, 5, 6]]), image([[1, 0], [0, 10]])
    # 1·1 + 5·10 = 51 and 2·1 + 6·10 = 62, and a bias of 0.5
    np.testing.assert_array_equal(forward(x, w, np.array([0.5])), image([[51.5, 62.5]]))


def test_columns_worked_by_hand() -> None:
    x = image([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    # windows 1 2 / 4 5, 2 3 / 5 6, 4 5 / 7 8, 5 6 / 8 9, each read row by row into a column
    np.testing.assert_array_equal(im2col(x, 2), [[[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]])


@FORWARD
def test_the_lectures_example_without_padding(forward: Function) -> None:
    x = image([[1, 0, 0, 0, 0], [2, 1, 1, 2, 1], [1, 1, 2, 2, 0], [2, 2, 1, 0, 0], [2, 1, 2, 1, 1]])
    w = image([[1, 1, 1], [0, -1, 0], [0, -1, 1]])
    np.testing.assert_array_equal(forward(x, w), image([[1, -1, -4], [2, 1, 2], [3, 3, 4]]))
    expected = image([[-2, 1, -1], [2, 1, 3], [2, 1, -1]])
    np.testing.assert_array_equal(forward(x, w, stride=2, padding=1), expected)


@FORWARD
def test_the_lectures_example_with_padding(forward: Function) -> None:
    x = image([[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]] * 2 + [[0, 1, 2, 3, 4]])
    expected = [
        [5, 18, 24, 30, 36],
        [12, 23, 32, 41, 40],
        [22, 38, 47, 56, 45],
        [12, 23, 32, 41, 40],
        [17, 22, 28, 34, 20],
    ]
    np.testing.assert_array_equal(forward(x, image([[0, 1, 2], [1, 2, 0], [2, 1, 0]]), padding=1), image(expected))


@FORWARD
def test_the_lectures_convolved_feature(forward: Function) -> None:
    window, kernel = image([[1, 1, 1], [0, 1, 1], [0, 0, 1]]), image([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    # 1·1 + 1·0 + 1·1 + 0·0 + 1·1 + 1·0 + 0·1 + 0·0 + 1·1 = 4
    np.testing.assert_array_equal(forward(window, kernel), image([[4]]))


@FORWARD
def test_forward_equals_pytorch(forward: Function) -> None:
    for shape, stride, padding in GRID:
        x, w, b = layer(shape)
        options = {"stride": stride, "padding": padding}
        expected = functional.conv2d(*map(torch.tensor, (x, w, b)), **options).numpy()
        with case(shape=shape, **options):
            np.testing.assert_allclose(forward(x, w, b, **options), expected, atol=1e-12)
            np.testing.assert_allclose(forward(x, w, **options), expected - b[:, None, None], atol=1e-12)


def test_im2col_equals_pytorchs_unfold() -> None:
    for shape, stride, padding in GRID:
        x, w, _ = layer(shape)
        options = {"stride": stride, "padding": padding}
        expected = functional.unfold(torch.tensor(x), w.shape[2:], **options).numpy()
        with case(shape=shape, **options):
            np.testing.assert_array_equal(im2col(x, w.shape[2:], **options), expected)


def test_one_number_stands_for_a_pair() -> None:
    x, w, b = layer(SHAPES[2])
    np.testing.assert_array_equal(im2col(x, 3, stride=2, padding=1), im2col(x, (3, 3), stride=(2, 2), padding=(1, 1)))
    np.testing.assert_array_equal(conv2d(x, w, b, stride=2), conv2d(x, w, b, stride=(2, 2)))


@FORWARD
def test_floats_keep_their_precision_and_integers_become_float64(forward: Function) -> None:
    for dtype, expected in DTYPES:
        x, w, b = ((10 * array).round().astype(dtype) for array in layer(SHAPES[0]))
        tensors = (torch.tensor(array.astype(np.float64)) for array in (x, w, b))
        with case(dtype=dtype):
            out = forward(x, w, b, padding=1)
            assert out.dtype == forward(x, w).dtype == expected
            assert im2col(x, 2).dtype == expected
            np.testing.assert_allclose(out, functional.conv2d(*tensors, padding=1).numpy(), rtol=1e-5)


def test_integers_meet_decimals_without_losing_them() -> None:
    whole = np.array([[[[1, 2]]]])
    for forward in (conv2d, conv2d_im2col):
        np.testing.assert_array_equal(forward(whole, image([[0.5]]), np.array([0.25])), image([[0.75, 1.25]]))


@FORWARD
def test_arguments_are_neither_changed_nor_returned(forward: Function) -> None:
    for stride, padding in ((1, 0), (2, 1)):
        options = {"stride": stride, "padding": padding}
        x, w, b = layer((1, 1, 4, 4, 1, 1, 1))
        copies = x.copy(), w.copy(), b.copy()
        with case(**options):
            for out in (forward(x, w, b, **options), forward(x, w, **options), im2col(x, 1, **options)):
                assert not any(np.may_share_memory(out, argument) for argument in (x, w, b))
                out[...] = 7
            for argument, copy in zip((x, w, b), copies, strict=True):
                np.testing.assert_array_equal(argument, copy)


@FORWARD
def test_arguments_that_make_no_sense_raise(forward: Function) -> None:
    x, w, b = layer(SHAPES[0])
    with pytest.raises(ValueError, match="The stride must be at least 1, not 0"):
        forward(x, w, b, stride=0)
    with pytest.raises(ValueError, match=r"The stride must be at least 1, not \(1, 0\)"):
        forward(x, w, b, stride=(1, 0))
    with pytest.raises(ValueError, match="The padding must be at least 0, not -1"):
        forward(x, w, b, padding=-1)
    with pytest.raises(ValueError, match="A 3 by 2 kernel does not fit into a 2 by 7 image"):
        forward(x[:, :, :2], w, b)
    with pytest.raises(ValueError, match="does not fit into a 8 by 1 image"):
        forward(x[..., :1], w, b, padding=(1, 0))
    with pytest.raises(ValueError, match="must have the shapes"):
        forward(x[:, :2], w, b)
    with pytest.raises(ValueError, match="must have the shapes"):
        forward(x, w, b[:2])
    with pytest.raises(ValueError, match="must have the shapes"):
        forward(x[0], w, b)
    with pytest.raises(ValueError, match="must have the shapes"):
        forward(x[:, :1], w, b)  # NumPy would stretch the one channel
    with pytest.raises(ValueError, match="must have the shapes"):
        forward(x, w, b[:1])
    with pytest.raises(ValueError, match="The kernel size must be at least 1"):
        forward(x, w[:, :, :0], b)


def test_im2col_raises_for_what_makes_no_sense() -> None:
    x, _, _ = layer(SHAPES[0])
    for size, options in (((7, 1), {}), ((1, 8), {}), (0, {}), (2, {"stride": 0}), (2, {"padding": -1})):
        with case(size=size, **options), pytest.raises(ValueError, match=r"must be at least|does not fit"):
            im2col(x, size, **options)
    assert im2col(x, (7, 8), padding=1).shape == (2, 3 * 56, 2 * 2)  # with a border it fits
