"""Pooling over images, backward: by hand, against numeric gradients with a random upstream, and against autograd."""

import functools
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from course.gradient import numeric_gradients
from solutions.a03_pooling.reference import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from tests.support.grids import case

functional: Any = torch.nn.functional  # its types do not take unpacked arguments
Function = Callable[..., Any]

PASSES = pytest.mark.parametrize(
    ("forward", "backward", "oracle"),
    [
        (max_pool2d, max_pool2d_backward, functional.max_pool2d),
        (avg_pool2d, avg_pool2d_backward, functional.avg_pool2d),
    ],
    ids=["max_pool2d_backward", "avg_pool2d_backward"],
)
BACKWARD = pytest.mark.parametrize("backward", [max_pool2d_backward, avg_pool2d_backward])
SIZES: tuple[Any, ...] = (1, 2, 3, (2, 3), (3, 1))
STRIDES: tuple[Any, ...] = (None, 1, 2, 3, (1, 2), (4, 1))
SHAPES = [(2, 2, 5, 6), (1, 1, 6, 4), (3, 1, 3, 5)]
GRID = list(itertools.product(SHAPES, SIZES, STRIDES))
DTYPES: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]


def maps(shape: tuple[int, ...]) -> np.ndarray:
    """Numbers that differ by 0.1 at least: nudging one of them lets no other win."""
    return np.random.default_rng(shape).permutation(np.arange(float(np.prod(shape)))).reshape(shape) / 10


def upstream(forward: Function, x: np.ndarray, *arguments: Any, **options: Any) -> np.ndarray:
    out = forward(x, *arguments, **options)
    return np.random.default_rng(1).normal(size=out.shape).astype(out.dtype)


def row(*values: float) -> np.ndarray:
    return np.array([[[values]]], dtype=np.float64)


def test_gradients_worked_by_hand() -> None:
    x, dout = row(4, 7, 5, 6), row(10, 100, 1000)
    # windows 4 7, 7 5, 5 6: the 7 wins the first two, the 6 the third
    np.testing.assert_array_equal(max_pool2d_backward(dout, x, (1, 2), stride=1), row(0, 110, 0, 1000))
    # each window sends half to each: 5, 5 + 50, 50 + 500, 500
    np.testing.assert_array_equal(avg_pool2d_backward(dout, x, (1, 2), stride=1), row(5, 55, 550, 500))


def test_the_first_of_several_largest_takes_all() -> None:
    x = np.array([[[[1.0, 2.0], [2.0, 2.0]]]])
    np.testing.assert_array_equal(max_pool2d_backward(row(5), x, 2), [[[[0, 5], [0, 0]]]])
    # with stride 1 the same zero, at [0, 1], wins the second window, and the one before it the first
    zeros = np.zeros((1, 1, 2, 3))
    np.testing.assert_array_equal(max_pool2d_backward(row(3, 4), zeros, 2, stride=1), [[[[3, 4, 0], [0, 0, 0]]]])


def test_a_value_that_no_window_reaches_has_gradient_zero() -> None:
    x = np.ones((1, 1, 3, 3))
    np.testing.assert_array_equal(avg_pool2d_backward(row(8), x, 2), [[[[2, 2, 0], [2, 2, 0], [0, 0, 0]]]])
    np.testing.assert_array_equal(max_pool2d_backward(row(8), x, 2), [[[[8, 0, 0], [0, 0, 0], [0, 0, 0]]]])


@PASSES
def test_every_entry_equals_the_numeric_gradient(forward: Function, backward: Function, oracle: Function) -> None:
    for shape, size, stride in GRID:
        with case(shape=shape, size=size, stride=stride):
            x = maps(shape)
            dout = upstream(forward, x, size, stride=stride)
            (expected,) = numeric_gradients(functools.partial(forward, size=size, stride=stride), (x,), dout)
            np.testing.assert_allclose(backward(dout, x, size, stride=stride), expected, atol=1e-7)


@PASSES
def test_every_gradient_equals_autograds(forward: Function, backward: Function, oracle: Function) -> None:
    for (shape, size, stride), ties in itertools.product(GRID, (False, True)):
        with case(shape=shape, size=size, stride=stride, ties=ties):
            x = maps(shape).round() % 3 if ties else maps(shape)
            dout = upstream(forward, x, size, stride=stride)
            tensor = torch.tensor(x, requires_grad=True)
            oracle(tensor, size, stride=stride).backward(torch.tensor(dout))
            assert tensor.grad is not None
            np.testing.assert_allclose(backward(dout, x, size, stride=stride), tensor.grad.numpy(), atol=1e-12)


@BACKWARD
def test_floats_keep_their_precision_and_integers_become_float64(backward: Function) -> None:
    for dtype, expected in DTYPES:
        x, dout = (10 * maps((2, 2, 4, 6))).astype(dtype), (10 * maps((2, 2, 2, 3))).astype(dtype)
        with case(dtype=dtype):
            dx = backward(dout, x, 2)
            assert dx.dtype == expected
            np.testing.assert_allclose(dx, backward(dout.astype(np.float64), x.astype(np.float64), 2), rtol=1e-5)


@BACKWARD
def test_whole_numbers_in_the_image_leave_the_gradient_its_decimals(backward: Function) -> None:
    x, dout = np.array([[[[1, 2, 4, 3]]]]), row(0.5, 2.5)
    np.testing.assert_array_equal(backward(dout, x, (1, 2)), backward(dout, x.astype(np.float64), (1, 2)))


@BACKWARD
def test_arguments_are_neither_changed_nor_returned(backward: Function) -> None:
    for size in (1, 2):
        x, dout = maps((1, 1, 4, 4)), maps((1, 1, 4 // size, 4 // size))
        copies = x.copy(), dout.copy()
        with case(size=size):
            dx = backward(dout, x, size)
            assert not any(np.may_share_memory(dx, argument) for argument in (x, dout))
            dx[...] = 7
            np.testing.assert_array_equal(x, copies[0])
            np.testing.assert_array_equal(dout, copies[1])


@BACKWARD
def test_arguments_that_make_no_sense_raise(backward: Function) -> None:
    x = maps(SHAPES[0])
    with pytest.raises(ValueError, match=r"dout has the shape \(2, 2, 2, 2\), and out had \(2, 2, 2, 3\)"):
        backward(np.ones((2, 2, 2, 2)), x, 2)
    with pytest.raises(ValueError, match=r"dout has the shape \(2, 1, 2, 3\), and out had \(2, 2, 2, 3\)"):
        backward(np.ones((2, 1, 2, 3)), x, 2)
    with pytest.raises(ValueError, match="The stride must be at least 1"):
        backward(np.ones((2, 2, 2, 3)), x, 2, stride=0)
    with pytest.raises(ValueError, match="The size must be at least 1"):
        backward(np.ones((2, 2, 6, 7)), x, 0, stride=1)
    with pytest.raises(ValueError, match="larger than input"):
        backward(np.ones((2, 2, 1, 1)), x, 6)
