"""The LSTM's backward pass: by hand, against numeric gradients with a random upstream, and against autograd."""

import itertools
from typing import Any

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from course.gradient import numeric_gradients
from solutions.a07_lstm.reference import lstm_backward, lstm_forward, lstm_step, lstm_step_backward
from tests.support.grids import case

Arrays = tuple[np.ndarray, ...]
Sizes = tuple[int, int, int, int]
SIZES: list[Sizes] = list(itertools.product((1, 3), (1, 2, 4), (1, 3), (1, 2)))  # N, T, D, U
sizes = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))


def parameters(size: Sizes, dtype: Any = np.float64) -> Arrays:
    """x, h0, c0, w_x, w_h, b."""
    n, steps, features, units = size
    rng = np.random.default_rng(size)
    shapes = (n, steps, features), (n, units), (n, units), (features, 4 * units), (units, 4 * units), (4 * units,)
    return tuple(rng.normal(size=shape).astype(dtype) for shape in shapes)


def upstream(*shape: int) -> np.ndarray:
    return np.random.default_rng(shape).normal(size=shape)


def test_gradients_worked_by_hand() -> None:
    # all weights and biases 0: i = f = o = 1/2 and g = 0, so c_new = c / 2 = 0 for c = 0, and tanh has slope 1 there
    x, h, c = np.array([[3.0]]), np.array([[5.0]]), np.array([[0.0]])
    zeros = np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4)
    # dc_new = 2 + 4 · 1/2 = 4;  da_g = 4 · 1/2 = 2, the other three are 0;  dc_prev = 4 · 1/2 = 2
    gradients = lstm_step_backward(np.array([[4.0]]), np.array([[2.0]]), x, h, c, *zeros)
    expected = ([[0]], [[0]], [[2]], [[0, 0, 6, 0]], [[0, 0, 10, 0]], [0, 0, 2, 0])
    for actual, wanted in zip(gradients, expected, strict=True):
        np.testing.assert_allclose(actual, np.array(wanted))


def test_every_entry_of_a_step_equals_the_numeric_gradient() -> None:
    for size in SIZES:
        x, *rest = parameters(size)
        arguments, both = (x[:, 0], *rest), upstream(2, size[0], size[3])
        with case(size=size):
            expected = numeric_gradients(lambda *args: np.stack(lstm_step(*args)), arguments, both)
            for actual, wanted in zip(lstm_step_backward(*both, *arguments), expected, strict=True):
                np.testing.assert_allclose(actual, wanted, atol=1e-7)


def test_every_entry_of_a_sequence_equals_the_numeric_gradient() -> None:
    for size in SIZES:
        arguments, dhs = parameters(size), upstream(size[0], size[1], size[3])
        with case(size=size):
            expected = numeric_gradients(lambda *args: lstm_forward(*args)[0], arguments, dhs)
            for actual, wanted in zip(lstm_backward(dhs, *arguments), expected, strict=True):
                np.testing.assert_allclose(actual, wanted, atol=1e-7)


def test_every_gradient_equals_autograds_through_pytorchs_layer() -> None:
    for size in SIZES:
        (x, h0, c0, w_x, w_h, b), dhs = parameters(size), upstream(size[0], size[1], size[3])
        layer = torch.nn.LSTM(size[2], size[3], batch_first=True, dtype=torch.float64)
        values = {"weight_ih_l0": w_x.T, "weight_hh_l0": w_h.T, "bias_ih_l0": b, "bias_hh_l0": 0 * b}
        layer.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in values.items()})
        tensors = [torch.tensor(array, requires_grad=True) for array in (x, h0[None], c0[None])]
        layer(tensors[0], (tensors[1], tensors[2]))[0].backward(torch.tensor(dhs))
        found = [tensor.grad for tensor in (*tensors, *layer.parameters())]
        dx, dh0, dc0, dw_x, dw_h, db, db_twin = (grad.numpy() for grad in found if grad is not None)
        expected = (dx, dh0[0], dc0[0], dw_x.T, dw_h.T, db)
        with case(size=size):
            # PyTorch's two biases are added, so their gradients are one
            np.testing.assert_allclose(db, db_twin, atol=1e-12)
            for actual, wanted in zip(lstm_backward(dhs, x, h0, c0, w_x, w_h, b), expected, strict=True):
                np.testing.assert_allclose(actual, wanted, atol=1e-12)


@given(sizes, st.floats(-3, 3))
def test_the_backward_pass_is_linear_in_the_upstream(size: Sizes, factor: float) -> None:
    arguments = parameters(size)
    one, other = upstream(2, size[0], size[1], size[3])
    apart = zip(lstm_backward(one, *arguments), lstm_backward(other, *arguments), strict=True)
    together = lstm_backward(factor * one + other, *arguments)
    for actual, (first, second) in zip(together, apart, strict=True):
        np.testing.assert_allclose(actual, factor * first + second, atol=1e-9)


@given(sizes, st.data())
def test_the_future_does_not_reach_the_past(size: Sizes, data: Any) -> None:
    arguments = parameters(size)
    seen = data.draw(st.integers(0, size[1] - 1))
    dhs = upstream(size[0], size[1], size[3])
    dhs[:, seen + 1 :] = 0  # the loss looks at the steps up to `seen`
    dx = lstm_backward(dhs, *arguments)[0]
    assert not dx[:, seen + 1 :].any()
    assert dx[:, : seen + 1].any()


@given(sizes)
def test_the_gradients_of_a_batch_are_the_sums_of_its_samples(size: Sizes) -> None:
    x, h0, c0, *weights = parameters(size)
    dhs = upstream(size[0], size[1], size[3])
    alone = [
        lstm_backward(dhs[n : n + 1], x[n : n + 1], h0[n : n + 1], c0[n : n + 1], *weights) for n in range(size[0])
    ]
    for index, actual in enumerate(lstm_backward(dhs, x, h0, c0, *weights)):
        parts = [gradients[index] for gradients in alone]
        np.testing.assert_allclose(actual, np.concatenate(parts) if index < 3 else np.sum(parts, axis=0), atol=1e-9)


def test_dtypes_and_fresh_arrays() -> None:
    for dtype, expected in ((np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)):
        arguments = [np.round(3 * array).astype(dtype) for array in parameters((2, 3, 3, 2))]
        dhs = np.round(3 * upstream(2, 3, 2)).astype(dtype)
        copies = [array.copy() for array in (dhs, *arguments)]
        with case(dtype=dtype):
            wanted = lstm_backward(*(array.astype(np.float64) for array in copies))
            for actual, right in zip(lstm_backward(dhs, *arguments), wanted, strict=True):
                assert actual.dtype == expected
                np.testing.assert_allclose(actual, right, rtol=1e-3, atol=1e-3)
                actual[...] = 7
            for array, copy in zip((dhs, *arguments), copies, strict=True):
                np.testing.assert_array_equal(array, copy)


def test_nothing_overflows() -> None:
    x, *rest = parameters((2, 3, 3, 4))
    for gradient in lstm_backward(upstream(2, 3, 4), 1e3 * x, *rest):  # a warning would be an error
        assert np.isfinite(gradient).all()
