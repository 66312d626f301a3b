"""The GRU's backward pass: by hand, against numeric gradients with a random upstream, and against autograd."""

import itertools
from typing import Any

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from course.gradient import numeric_gradients
from solutions.a08_gru.reference import gru_backward, gru_forward, gru_step, gru_step_backward
from tests.support.grids import case

Arrays = tuple[np.ndarray, ...]
Sizes = tuple[int, int, int, int]
SIZES: list[Sizes] = list(itertools.product((1, 3), (1, 2, 4), (1, 3), (1, 2, 3)))  # N, T, D, U
sizes = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))


def parameters(size: Sizes, dtype: Any = np.float64) -> Arrays:
    """x, h0, w_x, w_h, b."""
    n, steps, features, units = size
    rng = np.random.default_rng(size)
    shapes = (n, steps, features), (n, units), (features, 3 * units), (units, 3 * units), (3 * units,)
    return tuple(rng.normal(size=shape).astype(dtype) for shape in shapes)


def upstream(*shape: int) -> np.ndarray:
    return np.random.default_rng(shape).normal(size=shape)


def test_gradients_worked_by_hand() -> None:
    # all weights and biases 0: r = z = 1/2 and n = 0
    x, h, dh = np.array([[3.0]]), np.array([[4.0]]), np.array([[1.0]])
    # da_z = (4 - 0) · 1/4 = 1, da_n = 1/2, da_r = 0 since w_hn is 0;  dw_h: 4 · 1 and, reset, 2 · 1/2
    gradients = gru_step_backward(dh, x, h, np.zeros((1, 3)), np.zeros((1, 3)), np.zeros(3))
    expected = ([[0]], [[0.5]], [[0, 3, 1.5]], [[0, 4, 1]], [0, 1, 0.5])
    for actual, wanted in zip(gradients, expected, strict=True):
        np.testing.assert_allclose(actual, np.array(wanted))


def test_every_entry_of_a_step_equals_the_numeric_gradient() -> None:
    for size in SIZES:
        x, *rest = parameters(size)
        arguments, dh = (x[:, 0], *rest), upstream(size[0], size[3])
        with case(size=size):
            expected = numeric_gradients(gru_step, arguments, dh)
            for actual, wanted in zip(gru_step_backward(dh, *arguments), expected, strict=True):
                np.testing.assert_allclose(actual, wanted, atol=1e-7)


def test_every_entry_of_a_sequence_equals_the_numeric_gradient() -> None:
    for size in SIZES:
        arguments, dhs = parameters(size), upstream(size[0], size[1], size[3])
        with case(size=size):
            expected = numeric_gradients(gru_forward, arguments, dhs)
            for actual, wanted in zip(gru_backward(dhs, *arguments), expected, strict=True):
                np.testing.assert_allclose(actual, wanted, atol=1e-7)


def autograds(dhs: np.ndarray, *arguments: np.ndarray) -> list[np.ndarray]:
    """PyTorch has no GRU with its reset before the product, so its tensors are given the equations."""
    tensors = [torch.tensor(array, requires_grad=True) for array in arguments]
    x, h, w_x, w_h, b = tensors
    (w_xr, w_xz, w_xn), (w_hr, w_hz, w_hn), (b_r, b_z, b_n) = (part.chunk(3, dim=-1) for part in (w_x, w_h, b))
    loss = torch.zeros((), dtype=torch.float64)
    for t in range(x.shape[1]):
        r, z = torch.sigmoid(x[:, t] @ w_xr + h @ w_hr + b_r), torch.sigmoid(x[:, t] @ w_xz + h @ w_hz + b_z)
        h = z * h + (1 - z) * torch.tanh(x[:, t] @ w_xn + (r * h) @ w_hn + b_n)
        loss = loss + (torch.tensor(dhs[:, t]) * h).sum()
    return [gradient.numpy() for gradient in torch.autograd.grad(loss, tensors)]


def test_every_gradient_equals_autograds() -> None:
    for size in SIZES:
        arguments, dhs = parameters(size), upstream(size[0], size[1], size[3])
        expected = autograds(dhs, *arguments)
        with case(size=size):
            for actual, wanted in zip(gru_backward(dhs, *arguments), expected, strict=True):
                np.testing.assert_allclose(actual, wanted, atol=1e-12)


@given(sizes, st.floats(-3, 3))
def test_the_backward_pass_is_linear_in_the_upstream(size: Sizes, factor: float) -> None:
    arguments = parameters(size)
    one, other = upstream(2, size[0], size[1], size[3])
    apart = zip(gru_backward(one, *arguments), gru_backward(other, *arguments), strict=True)
    for actual, (first, second) in zip(gru_backward(factor * one + other, *arguments), apart, strict=True):
        np.testing.assert_allclose(actual, factor * first + second, atol=1e-9)


@given(sizes, st.data())
def test_the_future_does_not_reach_the_past(size: Sizes, data: Any) -> None:
    arguments = parameters(size)
    seen = data.draw(st.integers(0, size[1] - 1))
    dhs = upstream(size[0], size[1], size[3])
    dhs[:, seen + 1 :] = 0  # the loss looks at the steps up to `seen`
    dx = gru_backward(dhs, *arguments)[0]
    assert not dx[:, seen + 1 :].any()
    assert dx[:, : seen + 1].any()


@given(sizes)
def test_the_gradients_of_a_batch_are_the_sums_of_its_samples(size: Sizes) -> None:
    x, h0, *weights = parameters(size)
    dhs = upstream(size[0], size[1], size[3])
    alone = [gru_backward(dhs[n : n + 1], x[n : n + 1], h0[n : n + 1], *weights) for n in range(size[0])]
    for index, actual in enumerate(gru_backward(dhs, x, h0, *weights)):
        parts = [gradients[index] for gradients in alone]
        np.testing.assert_allclose(actual, np.concatenate(parts) if index < 2 else np.sum(parts, axis=0), atol=1e-9)


def test_dtypes_and_fresh_arrays() -> None:
    for dtype, expected in ((np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)):
        arguments = [np.round(3 * array).astype(dtype) for array in parameters((2, 3, 3, 2))]
        dhs = np.round(3 * upstream(2, 3, 2)).astype(dtype)
        copies = [array.copy() for array in (dhs, *arguments)]
        with case(dtype=dtype):
            wanted = gru_backward(*(array.astype(np.float64) for array in copies))
            for actual, right in zip(gru_backward(dhs, *arguments), wanted, strict=True):
                assert actual.dtype == expected
                np.testing.assert_allclose(actual, right, rtol=1e-3, atol=1e-3)
                actual[...] = 7
            for array, copy in zip((dhs, *arguments), copies, strict=True):
                np.testing.assert_array_equal(array, copy)


def test_nothing_overflows() -> None:
    x, *rest = parameters((2, 3, 3, 4))
    for gradient in gru_backward(upstream(2, 3, 4), 1e3 * x, *rest):  # a warning would be an error
        assert np.isfinite(gradient).all()
