"""Back-propagation through time: by hand, against numeric gradients with a random upstream, and against autograd."""

import math
from typing import Any

import numpy as np
import torch

from course.gradient import numeric_gradients
from solutions.a06_rnn.reference import rnn_backward, rnn_forward
from tests.solutions.a06_rnn.test_rnn import DTYPES, SIZES, Arrays, Sizes, network, torch_rnn
from tests.support.grids import case


def upstream(sizes: Sizes, dtype: Any = np.float64) -> np.ndarray:
    N, T, _, U = sizes
    return np.random.default_rng((*sizes, 1)).normal(size=(N, T, U)).astype(dtype)


def test_gradients_worked_by_hand() -> None:
    x = np.array([[[math.log(2) - 0.1], [math.log(3) - 0.3], [-0.4]]])
    arguments = x, np.array([[0.2]]), np.array([[2.0]]) / 2, np.array([[0.5]]), np.array([0.0])
    dx, dh0, dw_x, dw_h, db = rnn_backward(np.array([[[10.0], [20.0], [100.0]]]), *arguments)
    # da: 100 · 1;  (20 + 100 · 0.5) · 0.36 = 25.2;  (10 + 25.2 · 0.5) · 0.64 = 14.464
    np.testing.assert_allclose(dx[0, :, 0], [14.464, 25.2, 100])
    np.testing.assert_allclose(dh0, [[7.232]])  # 14.464 · 0.5
    np.testing.assert_allclose(dw_x, [[x[0, 0, 0] * 14.464 + x[0, 1, 0] * 25.2 - 0.4 * 100]])
    np.testing.assert_allclose(dw_h, [[98.0128]])  # 0.2 · 14.464 + 0.6 · 25.2 + 0.8 · 100
    np.testing.assert_allclose(db, [139.664])


def test_every_entry_equals_the_numeric_gradient() -> None:
    for sizes in SIZES:
        arguments, dhs = network(sizes), upstream(sizes)
        with case(sizes=sizes):
            expected = numeric_gradients(rnn_forward, arguments, dhs)
            for actual, wanted in zip(rnn_backward(dhs, *arguments), expected, strict=True):
                np.testing.assert_allclose(actual, wanted, atol=1e-7)


def test_every_gradient_equals_autograds() -> None:
    for sizes in SIZES:
        (x, h0, w_x, w_h, b), dhs = network(sizes), upstream(sizes)
        layer = torch_rnn(w_x, w_h, b)
        inputs: Any = torch.tensor(x, requires_grad=True)
        start: Any = torch.tensor(h0, requires_grad=True)
        layer(inputs, start[None])[0].backward(torch.tensor(dhs))
        with case(sizes=sizes):
            dx, dh0, dw_x, dw_h, db = rnn_backward(dhs, x, h0, w_x, w_h, b)
            pairs = ((dx, inputs), (dh0, start), (dw_x.T, layer.weight_ih_l0), (dw_h.T, layer.weight_hh_l0))
            for actual, tensor in (*pairs, (db, layer.bias_ih_l0)):
                np.testing.assert_allclose(actual, tensor.grad.numpy(), atol=1e-12)


def test_floats_keep_their_precision_and_integers_become_float64() -> None:
    sizes = (2, 4, 3, 2)
    for dtype, expected in DTYPES:
        arrays: Arrays = tuple(np.round(array).astype(dtype) for array in (upstream(sizes), *network(sizes)))
        with case(dtype=dtype):
            wanted = rnn_backward(*(array.astype(np.float64) for array in arrays))
            for actual, right in zip(rnn_backward(*arrays), wanted, strict=True):
                assert actual.dtype == expected
                np.testing.assert_allclose(actual, right, rtol=1e-4, atol=1e-6)


def test_arguments_are_neither_changed_nor_returned() -> None:
    arrays = upstream((2, 1, 3, 3)), *network((2, 1, 3, 3))
    copies = [array.copy() for array in arrays]
    for gradient in rnn_backward(*arrays):
        assert not any(np.may_share_memory(gradient, array) for array in arrays)
        gradient[...] = 7
    for array, copy in zip(arrays, copies, strict=True):
        np.testing.assert_array_equal(array, copy)
