"""The references of a01 backward: by hand, against numeric gradients, and against PyTorch's autograd."""

from typing import Any

import numpy as np
import pytest
import torch

from course.gradient import numeric_gradients
from solutions.a01_backprop.reference import cross_entropy, linear_backward, mlp_gradients
from tests.support.grids import case

Arrays = tuple[np.ndarray, ...]
LAYERS = [(1, 1, 1), (1, 3, 2), (4, 1, 3), (3, 4, 1), (3, 3, 3), (6, 5, 7)]
NETWORKS = [(1, 1, 1, 2), (1, 3, 4, 2), (4, 2, 3, 3), (3, 3, 3, 3), (6, 5, 7, 4)]
DTYPES: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]


def arrays(*shapes: tuple[int, ...]) -> Arrays:
    rng = np.random.default_rng([size for shape in shapes for size in shape])
    return tuple(rng.normal(size=shape) for shape in shapes)


def layer(N: int, D: int, M: int) -> Arrays:
    """dout, x and w."""
    return arrays((N, M), (N, D), (D, M))


def network(N: int, D: int, U: int, K: int) -> Arrays:
    """x, y, w1, b1, w2, b2; more than half of the units are open."""
    x, w1, b1, w2, b2 = arrays((N, D), (D, U), (U,), (U, K), (K,))
    return x, np.arange(N) % K, w1, b1 + 0.5, w2, b2


def test_a_layer_worked_by_hand() -> None:
    x, w = np.array([[1.0, 2], [3, 0]]), np.array([[1.0, 3], [2, 4]])
    dx, dw, db = linear_backward(np.array([[10.0, 1], [0, 2]]), x, w)
    np.testing.assert_array_equal(dx, [[13, 24], [6, 8]])
    np.testing.assert_array_equal(dw, [[10, 7], [20, 2]])
    np.testing.assert_array_equal(db, [10, 3])


def test_a_layers_gradients_are_numeric_ones_and_torchs() -> None:
    for sizes in LAYERS:
        dout, x, w = layer(*sizes)
        b = np.zeros(sizes[2])
        tensors = [torch.tensor(array, requires_grad=True) for array in (x, w.T.copy(), b)]
        torch.nn.functional.linear(*tensors).backward(torch.tensor(dout))
        numeric = numeric_gradients(lambda x, w, b: x @ w + b, (x, w, b), dout)
        with case(sizes=sizes):
            found = linear_backward(dout, x, w)
            for actual, wanted in zip(found, numeric, strict=True):
                np.testing.assert_allclose(actual, wanted, atol=1e-7)
            dx, dw, db = (tensor.grad for tensor in tensors)
            assert dx is not None
            assert dw is not None
            assert db is not None
            for actual, tensor in zip(found, (dx, dw.T, db), strict=True):
                np.testing.assert_allclose(actual, tensor.numpy(), atol=1e-13)


def test_shapes_of_no_layer_make_no_sense() -> None:
    for shapes in (
        ((2, 3), (2, 4), (5, 3)),  # inputs
        ((2, 3), (2, 4), (1, 3)),
        ((1, 3), (2, 4), (4, 3)),  # samples
        ((2, 3), (1, 4), (4, 3)),
        ((2, 1), (2, 4), (4, 3)),  # outputs
        ((2, 3), (2, 4), (4, 1)),
    ):
        with case(shapes=shapes), pytest.raises(ValueError, match="do not belong to one layer"):
            linear_backward(*map(np.ones, shapes))


def test_the_gradient_of_the_scores_is_numeric() -> None:
    for N, K in ((1, 2), (3, 4), (5, 2)):
        z, y = arrays((N, K))[0], np.arange(N) % K
        (wanted,) = numeric_gradients(lambda z, y=y: cross_entropy(z, y)[0], (z,), np.ones(()))
        with case(N=N, K=K):
            np.testing.assert_allclose(cross_entropy(z, y)[1], wanted, atol=1e-9)


def test_a_network_worked_by_hand() -> None:
    x, w1, w2 = np.array([[1.0, 2]]), np.array([[1.0, 1], [1, -1]]), np.array([[0.5, -0.5], [1, 0]])
    loss, dw1, db1, dw2, db2 = mlp_gradients(x, np.array([1]), w1, np.zeros(2), w2, np.zeros(2))
    p = 1 / (1 + np.exp(-3))  # z = (1.5, −1.5), so p = (σ(3), σ(−3))
    assert loss == pytest.approx(3.0486, abs=5e-5)
    np.testing.assert_allclose(db2, [p, -p])
    np.testing.assert_allclose(dw2, [[3 * p, -3 * p], [0, 0]])  # the second unit is closed
    np.testing.assert_allclose(db1, [p, 0])
    np.testing.assert_allclose(dw1, [[p, 0], [2 * p, 0]])
    assert mlp_gradients(x, np.array([0]), w1, np.zeros(2), w2, np.zeros(2))[0] == pytest.approx(0.0486, abs=5e-5)


def test_relu_has_the_slope_0_in_its_corner() -> None:
    _, dw1, db1, *_ = mlp_gradients(
        np.array([[1.0, -1]]), np.array([0]), np.ones((2, 1)), np.zeros(1), np.array([[1.0, -1]]), np.zeros(2)
    )
    np.testing.assert_array_equal(dw1, [[0], [0]])
    np.testing.assert_array_equal(db1, [0])


def test_a_networks_gradients_are_numeric_ones_and_torchs() -> None:
    functional = torch.nn.functional
    for sizes in NETWORKS:
        x, y, *weights = network(*sizes)
        tensors = [torch.tensor(array, requires_grad=True) for array in weights]
        w1, b1, w2, b2 = tensors
        wanted = functional.cross_entropy(torch.relu(torch.tensor(x) @ w1 + b1) @ w2 + b2, torch.tensor(y))
        wanted.backward()
        numeric = numeric_gradients(lambda *w, x=x, y=y: mlp_gradients(x, y, *w)[0], weights, np.ones(()))
        with case(sizes=sizes):
            loss, *found = mlp_gradients(x, y, *weights)
            assert loss == pytest.approx(wanted.item(), abs=1e-12)
            for actual, by_nudging, tensor in zip(found, numeric, tensors, strict=True):
                np.testing.assert_allclose(actual, by_nudging, atol=1e-8)
                assert tensor.grad is not None
                np.testing.assert_allclose(actual, tensor.grad.numpy(), atol=1e-13)


def test_floats_keep_their_precision_and_integers_become_float64() -> None:
    x, y, *weights = network(4, 3, 5, 3)
    for dtype, expected in DTYPES:
        rounded = [np.round(array).astype(dtype) for array in (x, *weights)]
        exact = [array.astype(np.float64) for array in rounded]
        dout = np.round(3 * arrays((4, 5))[0]).astype(dtype)
        with case(dtype=dtype):
            found: tuple[Any, ...] = (
                *mlp_gradients(rounded[0], y, *rounded[1:]),
                *linear_backward(dout, rounded[0], rounded[1]),
            )
            right: tuple[Any, ...] = (
                *mlp_gradients(exact[0], y, *exact[1:]),
                *linear_backward(dout.astype(np.float64), exact[0], exact[1]),
            )
            for actual, wanted in zip(found, right, strict=True):
                assert isinstance(actual, float) or actual.dtype == expected
                np.testing.assert_allclose(actual, wanted, rtol=1e-4, atol=1e-6)


def test_arguments_are_neither_changed_nor_returned() -> None:
    given = (*layer(1, 1, 1), *network(3, 2, 4, 2))
    copies = [array.copy() for array in given]
    for gradient in (*linear_backward(*given[:3]), *mlp_gradients(*given[3:])[1:]):
        assert not any(np.may_share_memory(gradient, array) for array in given)
        gradient[...] = 7
    for array, copy in zip(given, copies, strict=True):
        np.testing.assert_array_equal(array, copy)
