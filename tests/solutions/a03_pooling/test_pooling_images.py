"""Pooling over images, forward: by hand, over a grid, and against PyTorch."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from solutions.a03_pooling.reference import avg_pool2d, max_pool2d
from tests.support.grids import case

functional: Any = torch.nn.functional  # its types do not take unpacked arguments
Function = Callable[..., np.ndarray]

FORWARD = pytest.mark.parametrize("forward", [max_pool2d, avg_pool2d])
SIZES: tuple[Any, ...] = (1, 2, 3, (2, 3), (3, 1))
STRIDES: tuple[Any, ...] = (None, 1, 2, 3, (1, 2), (4, 1))
PADDINGS: tuple[Any, ...] = (0, 1, 2, (0, 1), (2, 1))
SHAPES = [(2, 3, 6, 7), (1, 2, 7, 5), (3, 1, 3, 8)]
DTYPES: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]


def image(rows: Any) -> np.ndarray:
    return np.array(rows, dtype=np.float64)[None, None]


def maps(shape: tuple[int, ...], dtype: Any = np.float64) -> np.ndarray:
    return np.random.default_rng(shape).normal(size=shape).astype(dtype)


def test_maxima_worked_by_hand() -> None:
    x = image([[1, 3, 2, 0], [0, 2, 1, 1], [9, 4, -5, -1], [5, 6, -2, -8]])
    np.testing.assert_array_equal(max_pool2d(x, 2), image([[3, 2], [9, -1]]))
    np.testing.assert_array_equal(max_pool2d(x, 2, stride=1), image([[3, 3, 2], [9, 4, 1], [9, 6, -1]]))
    np.testing.assert_array_equal(max_pool2d(x, 3), image([[9]]))  # the second window does not fit


def test_means_worked_by_hand() -> None:
    x = image([[1, 3, 2, 0], [0, 2, 1, 1], [9, 4, -5, -1], [5, 6, -2, -8]])
    # (1 + 3 + 0 + 2) / 4 = 1.5, (2 + 0 + 1 + 1) / 4 = 1, (9 + 4 + 5 + 6) / 4 = 6, (-5 - 1 - 2 - 8) / 4 = -4
    np.testing.assert_array_equal(avg_pool2d(x, 2), image([[1.5, 1], [6, -4]]))


def test_the_border_never_wins() -> None:
    # the four corners of the bordered image meet one value each: none of them becomes 0
    np.testing.assert_array_equal(max_pool2d(image([[-1, -2], [-3, -4]]), 2, padding=1), image([[-1, -2], [-3, -4]]))


def test_maxima_equal_pytorchs() -> None:
    for shape, size, stride, padding in itertools.product(SHAPES, SIZES, STRIDES, PADDINGS):
        x, options = maps(shape), {"stride": stride, "padding": padding}
        with case(shape=shape, size=size, **options):
            if any(2 * p > k for p, k in zip(np.broadcast_to(padding, 2), np.broadcast_to(size, 2), strict=True)):
                with pytest.raises(ValueError, match="at most half"):
                    max_pool2d(x, size, **options)
                with pytest.raises(RuntimeError, match="at most half"):
                    functional.max_pool2d(torch.tensor(x), size, **options)
            else:
                expected = functional.max_pool2d(torch.tensor(x), size, **options).numpy()
                np.testing.assert_array_equal(max_pool2d(x, size, **options), expected)


def test_means_equal_pytorchs() -> None:
    for shape, size, stride in itertools.product(SHAPES, SIZES, STRIDES):
        x = maps(shape)
        expected = functional.avg_pool2d(torch.tensor(x), size, stride=stride).numpy()
        with case(shape=shape, size=size, stride=stride):
            np.testing.assert_allclose(avg_pool2d(x, size, stride=stride), expected, atol=1e-12)


@FORWARD
def test_one_number_stands_for_a_pair_and_no_stride_for_the_size(forward: Function) -> None:
    x = maps(SHAPES[0])
    np.testing.assert_array_equal(forward(x, 2), forward(x, (2, 2), stride=(2, 2)))
    np.testing.assert_array_equal(forward(x, (3, 2)), forward(x, (3, 2), stride=(3, 2)))
    np.testing.assert_array_equal(max_pool2d(x, 2, padding=1), max_pool2d(x, 2, padding=(1, 1)))


@FORWARD
def test_floats_keep_their_precision_and_integers_become_float64(forward: Function) -> None:
    for dtype, expected in DTYPES:
        x = (10 * maps(SHAPES[0])).round().astype(dtype)
        with case(dtype=dtype):
            out = forward(x, 3, stride=2)
            assert out.dtype == expected
            np.testing.assert_allclose(out, forward(x.astype(np.float64), 3, stride=2), rtol=1e-5)


def test_integers_get_a_border_too() -> None:
    out = max_pool2d(np.array([[[[-1, -2]]]]), 2, stride=1, padding=1)
    np.testing.assert_array_equal(out, image([[-1, -1, -2], [-1, -1, -2]]))


@FORWARD
def test_the_argument_is_neither_changed_nor_returned(forward: Function) -> None:
    for size in (1, 2):
        x = maps((1, 1, 4, 4))
        copy = x.copy()
        with case(size=size):
            out = forward(x, size)
            assert not np.may_share_memory(out, x)
            out[...] = 7
            np.testing.assert_array_equal(x, copy)


@FORWARD
def test_arguments_that_make_no_sense_raise(forward: Function) -> None:
    x = maps(SHAPES[0])
    with pytest.raises(ValueError, match="The stride must be at least 1, not 0"):
        forward(x, 2, stride=0)
    with pytest.raises(ValueError, match=r"The stride must be at least 1, not \(1, -1\)"):
        forward(x, 2, stride=(1, -1))
    with pytest.raises(ValueError, match="The size must be at least 1, not 0"):
        forward(x, 0, stride=1)
    with pytest.raises(ValueError, match=r"The size must be at least 1, not \(2, 0\)"):
        forward(x, (2, 0), stride=1)
    with pytest.raises(ValueError, match="larger than input"):
        forward(x, (7, 2))
    with pytest.raises(ValueError, match="larger than input"):
        forward(x, (2, 8))


def test_a_border_that_makes_no_sense_raises() -> None:
    x = maps(SHAPES[0])
    with pytest.raises(ValueError, match="The padding must be at least 0, not -1"):
        max_pool2d(x, 2, padding=-1)
    with pytest.raises(ValueError, match=r"The padding \(1, 2\) must be at most half of the size 3"):
        max_pool2d(x, 3, padding=(1, 2))
    with pytest.raises(ValueError, match=r"The padding \(2, 1\) must be at most half of the size 3"):
        max_pool2d(x, 3, padding=(2, 1))
    with pytest.raises(ValueError, match="larger than input"):
        max_pool2d(x, 11, padding=2)
    assert max_pool2d(x, 10, padding=2).shape == (2, 3, 1, 1)  # with a border it fits
