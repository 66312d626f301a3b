"""The backward pass: by hand, against numeric gradients with a random upstream, and against autograd."""

import functools
import itertools
from typing import Any

import numpy as np
import pytest
import torch

from course.gradient import numeric_gradients
from solutions.a02_convolution.reference import conv2d, conv2d_backward
from tests.support.grids import case

functional: Any = torch.nn.functional  # its types do not take unpacked arguments
Arrays = tuple[np.ndarray, ...]
Shape = tuple[int, int, int, int, int, int, int]

STRIDES: tuple[Any, ...] = (1, 2, 3, (1, 2), (3, 1))
PADDINGS: tuple[Any, ...] = (0, 1, 2, (0, 1), (2, 1))
SHAPES: list[Shape] = [(2, 2, 5, 6, 3, 3, 2), (1, 1, 6, 4, 1, 2, 3), (3, 1, 4, 5, 2, 1, 1)]  # N, C, H, W, F, KH, KW
GRID = list(itertools.product(SHAPES, STRIDES, PADDINGS))
DTYPES: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]


def layer(shape: Shape, options: dict[str, Any], dtype: Any = np.float64) -> Arrays:
    n, c, h, w, f, kh, kw = shape
    rng = np.random.default_rng(shape)
    x, weights, b = (rng.normal(size=size).astype(dtype) for size in ((n, c, h, w), (f, c, kh, kw), (f,)))
    dout = rng.normal(size=conv2d(x, weights, b, **options).shape).astype(dtype)
    return dout, x, weights, b


def test_gradients_worked_by_hand() -> None:
    x, w = np.array([[[[1.0, 2.0, 3.0]]]]), np.array([[[[1.0, 10.0]]]])
    dx, dw, db = conv2d_backward(np.array([[[[1.0, 100.0]]]]), x, w)
    # dw: 1·1 + 100·2 = 201, 1·2 + 100·3 = 302;  dx: 1·1, 1·10 + 100·1 = 110, 100·10;  db: 1 + 100
    np.testing.assert_array_equal(dw, [[[[201, 302]]]])
    np.testing.assert_array_equal(dx, [[[[1, 110, 1000]]]])
    np.testing.assert_array_equal(db, [101])


def test_a_value_that_no_window_reaches_has_gradient_zero() -> None:
    dx, _, _ = conv2d_backward(np.ones((1, 1, 1, 1)), np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2)), stride=2)
    np.testing.assert_array_equal(dx, [[[[1, 1, 0], [1, 1, 0], [0, 0, 0]]]])


def test_every_entry_equals_the_numeric_gradient() -> None:
    for shape, stride, padding in GRID:
        options = {"stride": stride, "padding": padding}
        with case(shape=shape, **options):
            dout, x, w, b = layer(shape, options)
            expected = numeric_gradients(functools.partial(conv2d, **options), (x, w, b), dout)
            for actual, wanted in zip(conv2d_backward(dout, x, w, **options), expected, strict=True):
                np.testing.assert_allclose(actual, wanted, atol=1e-7)


def test_every_gradient_equals_autograds() -> None:
    for shape, stride, padding in GRID:
        options = {"stride": stride, "padding": padding}
        with case(shape=shape, **options):
            dout, x, w, b = layer(shape, options)
            tensors = [torch.tensor(array, requires_grad=True) for array in (x, w, b)]
            functional.conv2d(*tensors, **options).backward(torch.tensor(dout))
            for actual, tensor in zip(conv2d_backward(dout, x, w, **options), tensors, strict=True):
                assert tensor.grad is not None
                np.testing.assert_allclose(actual, tensor.grad.numpy(), atol=1e-12)


def test_floats_keep_their_precision_and_integers_become_float64() -> None:
    for dtype, expected in DTYPES:
        with case(dtype=dtype):
            dout, x, w = ((10 * array).round().astype(dtype) for array in layer(SHAPES[0], {})[:3])
            wanted = conv2d_backward(*(array.astype(np.float64) for array in (dout, x, w)))
            for actual, right in zip(conv2d_backward(dout, x, w), wanted, strict=True):
                assert actual.dtype == expected
                np.testing.assert_allclose(actual, right, rtol=1e-5)


def test_arguments_are_neither_changed_nor_returned() -> None:
    for padding in (0, 1):
        with case(padding=padding):
            dout, x, w, _ = layer((1, 1, 3, 3, 1, 1, 1), {"padding": padding})
            copies = dout.copy(), x.copy(), w.copy()
            for gradient in conv2d_backward(dout, x, w, padding=padding):
                assert not any(np.may_share_memory(gradient, argument) for argument in (dout, x, w))
                gradient[...] = 7
            for argument, copy in zip((dout, x, w), copies, strict=True):
                np.testing.assert_array_equal(argument, copy)


def test_arguments_that_make_no_sense_raise() -> None:
    dout, x, w, _ = layer(SHAPES[0], {})
    with pytest.raises(ValueError, match="do not belong to one convolution"):
        conv2d_backward(dout[:, :, :-1], x, w)
    with pytest.raises(ValueError, match="do not belong to one convolution"):
        conv2d_backward(dout, x[:, :1], w)
    with pytest.raises(ValueError, match="do not belong to one convolution"):
        conv2d_backward(dout, x, w, padding=1)
    for stretched in (dout[:1], dout[:, :1], dout[:, :, :1]):  # NumPy would go along with it
        with case(shape=stretched.shape), pytest.raises(ValueError, match="do not belong to one convolution"):
            conv2d_backward(stretched, x, w)
    with pytest.raises(ValueError, match="The kernel size must be at least 1"):
        conv2d_backward(dout, x, w[..., :0])
    with pytest.raises(ValueError, match="The stride must be at least 1"):
        conv2d_backward(dout, x, w, stride=0)
    with pytest.raises(ValueError, match="The padding must be at least 0"):
        conv2d_backward(dout, x, w, padding=-1)
    with pytest.raises(ValueError, match="does not fit"):
        conv2d_backward(dout, x[:, :, :2], w)
