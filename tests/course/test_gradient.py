"""The numeric gradient against derivatives known from calculus."""

import numpy as np
import pytest

from course.gradient import numeric_gradients


def test_gradient_worked_by_hand() -> None:
    # loss = 1·(x·y) with x = 2, y = 5: d/dx = y = 5, d/dy = x = 2
    dx, dy = numeric_gradients(lambda x, y: x * y, (np.array([2.0]), np.array([5.0])), np.array([1.0]))
    np.testing.assert_allclose(dx, [5], rtol=1e-8)
    np.testing.assert_allclose(dy, [2], rtol=1e-8)


def test_every_entry_is_weighted_by_its_upstream_gradient() -> None:
    rng = np.random.default_rng(0)
    x, upstream = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    (dx,) = numeric_gradients(np.sin, (x,), upstream)
    np.testing.assert_allclose(dx, upstream * np.cos(x), rtol=1e-7)


def test_arguments_of_several_shapes_keep_their_shapes_and_values() -> None:
    rng = np.random.default_rng(1)
    x, w, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), np.array(0.5)
    copies, upstream = [x.copy(), w.copy(), b.copy()], rng.normal(size=(4, 2))
    dx, dw, db = numeric_gradients(lambda x, w, b: x @ w + b, (x, w, b), upstream)
    np.testing.assert_allclose(dx, upstream @ w.T, rtol=1e-6)
    np.testing.assert_allclose(dw, x.T @ upstream, rtol=1e-6)
    np.testing.assert_allclose(db, upstream.sum(), rtol=1e-6)
    for argument, copy in zip((x, w, b), copies, strict=True):
        np.testing.assert_array_equal(argument, copy)


def test_a_function_that_changes_its_argument_does_not_spoil_the_next_difference() -> None:
    def careless(x: np.ndarray) -> np.ndarray:
        x *= 3
        return x

    (dx,) = numeric_gradients(careless, (np.ones(2),), np.ones(2))
    np.testing.assert_allclose(dx, [3, 3], rtol=1e-8)


def test_whole_numbers_are_nudged_as_decimals() -> None:
    (dx,) = numeric_gradients(np.square, (np.array([3]),), np.array([1.0]))
    np.testing.assert_allclose(dx, [6], rtol=1e-8)


def test_an_upstream_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"The upstream gradient has shape \(3,\), the result \(2,\)"):
        numeric_gradients(np.sin, (np.ones(2),), np.ones(3))
