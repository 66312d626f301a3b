"""The references of a01 forward: by hand, on a grid of shapes against PyTorch, and at their edges."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from solutions.a01_backprop.reference import cross_entropy, dropout, relu, sigmoid, softmax, tanh
from tests.support.grids import case

SHAPES = [(1,), (5,), (1, 1), (3, 4), (2, 3, 4), (2, 1, 3, 2)]
DTYPES: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]
ACTIVATIONS = {relu: torch.relu, sigmoid: torch.sigmoid, tanh: torch.tanh}


def numbers(*shape: int, scale: float = 3.0) -> np.ndarray:
    return scale * np.random.default_rng(shape).normal(size=shape)


def labelled(N: int, K: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores and right classes."""
    return numbers(N, K), np.random.default_rng((N, K, 1)).integers(0, K, N)


def test_activations_worked_by_hand() -> None:
    np.testing.assert_array_equal(relu(np.array([-2.0, 0, 0.5, 3])), [0, 0, 0.5, 3])
    np.testing.assert_allclose(sigmoid(np.array([0, math.log(3), -math.log(3)])), [0.5, 0.75, 0.25])
    np.testing.assert_allclose(tanh(np.array([0, math.log(2), -math.log(3)])), [0, 0.6, -0.8])


def test_activations_equal_torchs() -> None:
    for shape in SHAPES:
        for scale in (1.0, 30.0):
            x = numbers(*shape, scale=scale)
            for ours, theirs in ACTIVATIONS.items():
                with case(shape=shape, scale=scale, function=ours):
                    np.testing.assert_allclose(ours(x), theirs(torch.tensor(x)).numpy(), rtol=1e-12, atol=1e-15)


def test_nothing_overflows_and_nothing_is_no_number() -> None:
    far = np.array([[1000.0, -1000], [1e300, -1e300], [1e-300, 0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        np.testing.assert_array_equal(relu(far), np.where(far > 0, far, 0))
        np.testing.assert_array_equal(sigmoid(far), [[1, 0], [1, 0], [0.5, 0.5]])
        np.testing.assert_array_equal(tanh(far), [[1, -1], [1, -1], [1e-300, 0]])
        np.testing.assert_array_equal(softmax(far), [[1, 0], [1, 0], [0.5, 0.5]])
        for dtype in (np.float32, np.float64):
            loss, dz = cross_entropy(np.array([[0, 1000], [-3000, -3000]], dtype=dtype), np.array([0, 1]))
            assert loss == pytest.approx((1000 + math.log(2)) / 2)
            np.testing.assert_allclose(dz, [[-0.5, 0.5], [0.25, -0.25]])


def test_softmax_worked_by_hand() -> None:
    np.testing.assert_allclose(softmax(np.log([1.0, 2, 5])), [0.125, 0.25, 0.625])
    np.testing.assert_allclose(softmax(np.array([2.0, 1, 0])), [0.6652, 0.2447, 0.0900], atol=5e-5)
    np.testing.assert_allclose(softmax(np.array([[0.0, 1], [-2000, -2001]])).sum(axis=1), [1, 1])


def test_softmax_equals_torchs() -> None:
    for shape in SHAPES:
        for shift in (0, 1e4, -1e4):
            z = numbers(*shape) + shift
            with case(shape=shape, shift=shift):
                np.testing.assert_allclose(softmax(z), torch.tensor(z).softmax(-1).numpy(), rtol=1e-10)


def test_cross_entropy_worked_by_hand() -> None:
    z = np.log([[1.0, 2, 5]])
    for y, loss, dz in ((2, math.log(8 / 5), [1, 2, -3]), (0, math.log(8), [-7, 2, 5])):
        found, gradient = cross_entropy(z, np.array([y]))
        assert found == pytest.approx(loss)
        assert type(found) is float
        np.testing.assert_allclose(8 * gradient, [dz])
    found, gradient = cross_entropy(np.concatenate([z, z]), np.array([2, 0]))
    assert found == pytest.approx((math.log(8 / 5) + math.log(8)) / 2)
    np.testing.assert_allclose(16 * gradient, [[1, 2, -3], [-7, 2, 5]])
    losses = [cross_entropy(np.array([[2.0, 1, 0]]), np.array([y]))[0] for y in range(3)]
    np.testing.assert_allclose(losses, [0.4076, 1.4076, 2.4076], atol=5e-5)  # linear in the score of the right class


def test_loss_and_gradient_equal_torchs() -> None:
    for N, K in ((1, 1), (1, 4), (3, 2), (5, 5), (8, 11)):
        z, y = labelled(N, K)
        scores = torch.tensor(z, requires_grad=True)
        wanted = torch.nn.functional.cross_entropy(scores, torch.tensor(y))
        wanted.backward()
        with case(N=N, K=K):
            loss, dz = cross_entropy(z, y)
            assert loss == pytest.approx(wanted.item(), abs=1e-12)
            assert scores.grad is not None
            np.testing.assert_allclose(dz, scores.grad.numpy(), atol=1e-14)


def test_classes_that_do_not_exist_or_do_not_fit_make_no_sense() -> None:
    z, y = labelled(3, 4)
    for wrong in (np.array([0, 1, 4]), np.array([0, -1, 1])):
        with case(y=wrong), pytest.raises(ValueError, match="must be from 0 to 3"):
            cross_entropy(z, wrong)
    for wrong in (y[:2], y[:1], y[:, None]):
        with case(y=wrong), pytest.raises(ValueError, match="one class for each of the 3 samples"):
            cross_entropy(z, wrong)
    for kind in (np.uint8, np.int32):
        assert cross_entropy(z, y.astype(kind))[0] == cross_entropy(z, y)[0]


def test_dropout_worked_by_hand() -> None:
    x, u = np.array([2.0, 4, 6, 8]), np.array([0.1, 0.7, 0.5, 0.3])
    for rate, out in ((0.5, [0, 8, 12, 0]), (0.2, [0, 5, 7.5, 10]), (0, [2, 4, 6, 8]), (0.75, [0, 0, 0, 0])):
        with case(rate=rate):
            np.testing.assert_allclose(dropout(x, rate, u), out)
    np.testing.assert_array_equal(dropout(x, 0, np.zeros(4)), x)


def test_dropout_is_torchs_for_the_same_mask() -> None:
    """PyTorch draws for itself: its mask is read off, and put into u."""
    for shape in SHAPES:
        for rate in (0.1, 0.5, 0.8):
            torch.manual_seed(len(shape))
            x = np.abs(numbers(*shape)) + 1
            theirs = torch.nn.functional.dropout(torch.tensor(x), rate).numpy()
            with case(shape=shape, rate=rate):
                np.testing.assert_allclose(dropout(x, rate, np.where(theirs > 0, rate, rate / 2)), theirs)


def test_rates_and_draws_that_make_no_sense() -> None:
    x = np.ones((2, 3))
    for rate in (1.0, 1.5, -0.1, math.nan):
        with case(rate=rate), pytest.raises(ValueError, match="rate must be at least 0 and less than 1"):
            dropout(x, rate, x / 2)
    for shape in ((3,), (1, 3), (2, 1), (3, 2)):
        with case(shape=shape), pytest.raises(ValueError, match="must have the shape of x"):
            dropout(x, 0.5, np.ones(shape))


def test_floats_keep_their_precision_and_integers_become_float64() -> None:
    for dtype, expected in DTYPES:
        x = np.round(numbers(3, 4)).astype(dtype)
        exact, u, y = x.astype(np.float64), np.full((3, 4), 0.7), np.array([0, 1, 3])
        with case(dtype=dtype):
            for function in (*ACTIVATIONS, softmax):
                with case(function=function):
                    assert function(x).dtype == expected
                    np.testing.assert_allclose(function(x), function(exact), rtol=1e-5)
            assert cross_entropy(x, y)[1].dtype == expected
            assert dropout(x, 0.3, u).dtype == expected
            np.testing.assert_allclose(dropout(x, 0.3, u.astype(np.float32)), exact / 0.7, rtol=1e-6)


def test_arguments_are_neither_changed_nor_returned() -> None:
    x, u, y = numbers(3, 4), np.full((3, 4), 0.7), np.array([0, 1, 3])
    copies = x.copy(), u.copy(), y.copy()
    results = [function(x) for function in (*ACTIVATIONS, softmax)]
    results += [relu(np.abs(x)), cross_entropy(x, y)[1], dropout(x, 0.3, u), dropout(x, 0, u)]
    for result in results:
        assert not np.may_share_memory(result, x)
        result[...] = 7
    for array, copy in zip((x, u, y), copies, strict=True):
        np.testing.assert_array_equal(array, copy)
