"""Laws that the references of a01 obey whatever the numbers: shifts, sums, symmetries, samples that do not meet."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solutions.a01_backprop.reference import (
    cross_entropy,
    dropout,
    linear_backward,
    mlp_gradients,
    relu,
    sigmoid,
    softmax,
    tanh,
)

Arrays = tuple[np.ndarray, ...]
SEEDS = st.integers(0, 2**32)


@st.composite
def scores(draw: Any) -> Arrays:
    """z and y, the scores up to some hundreds."""
    N, K = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(SEEDS))
    return 10 ** draw(st.integers(-2, 2)) * rng.normal(size=(N, K)), rng.integers(0, K, N)


@st.composite
def networks(draw: Any) -> Arrays:
    """x, y, w1, b1, w2, b2."""
    N, D, U, K = (draw(st.integers(1, 4)) for _ in range(4))
    rng = np.random.default_rng(draw(SEEDS))
    x, w1, b1, w2, b2 = (rng.normal(size=shape) for shape in ((N, D), (D, U), (U,), (U, K), (K,)))
    return x, rng.integers(0, K, N), w1, b1, w2, b2


@given(SEEDS, st.integers(-2, 3))
def test_the_activations_are_kin(seed: int, power: int) -> None:
    x = 10.0**power * np.random.default_rng(seed).normal(size=7)
    np.testing.assert_allclose(sigmoid(-x), 1 - sigmoid(x), atol=1e-15)
    np.testing.assert_allclose(tanh(x), 2 * sigmoid(2 * x) - 1, atol=1e-15)
    np.testing.assert_array_equal(relu(x) - relu(-x), x)


@given(scores(), st.integers(-1000, 1000))
def test_a_number_added_to_all_scores_changes_nothing(drawn: Arrays, shift: int) -> None:
    z, y = drawn
    np.testing.assert_allclose(softmax(z + shift), softmax(z), atol=1e-9)
    (loss, dz), (moved, moved_dz) = cross_entropy(z, y), cross_entropy(z + shift, y)
    np.testing.assert_allclose(moved, loss, atol=1e-9)
    np.testing.assert_allclose(moved_dz, dz, atol=1e-9)


@given(scores())
def test_probabilities_add_up_to_1_and_gradients_to_0(drawn: Arrays) -> None:
    z, y = drawn
    loss, dz = cross_entropy(z, y)
    np.testing.assert_allclose(softmax(z).sum(axis=1), 1)
    np.testing.assert_allclose(dz.sum(axis=1), 0, atol=1e-12)
    assert loss >= 0
    assert np.all(dz[np.arange(len(y)), y] <= 0)


@given(scores())
def test_the_samples_of_a_batch_do_not_meet(drawn: Arrays) -> None:
    z, y = drawn
    alone = [cross_entropy(z[n : n + 1], y[n : n + 1]) for n in range(len(z))]
    loss, dz = cross_entropy(z, y)
    np.testing.assert_allclose(loss, np.mean([one for one, _ in alone]))
    np.testing.assert_allclose(dz, np.concatenate([gradient for _, gradient in alone]) / len(z), atol=1e-15)


@given(networks(), st.floats(-3, 3))
def test_a_layer_is_linear_in_what_comes_back(network: Arrays, factor: float) -> None:
    x, _, w, b, *_ = network
    first, second = np.random.default_rng(1).normal(size=(2, len(x), len(b)))
    together = linear_backward(first + factor * second, x, w)
    for actual, one, other in zip(together, linear_backward(first, x, w), linear_backward(second, x, w), strict=True):
        np.testing.assert_allclose(actual, one + factor * other, atol=1e-12)


@given(SEEDS, st.floats(0, 0.9))
def test_dropout_keeps_the_mean_over_all_draws(seed: int, rate: float) -> None:
    """u runs over a fine, even grid, in place of many draws."""
    x = np.random.default_rng(seed).normal(size=5)
    steps = 10_000
    u = np.broadcast_to((np.arange(steps)[:, None] + 0.5) / steps, (steps, 5))
    out = dropout(np.broadcast_to(x, (steps, 5)), rate, u)
    np.testing.assert_allclose(out.mean(axis=0), x, rtol=2e-3)
    assert set(np.unique(np.round(out / x * (1 - rate), 9))) <= {0.0, 1.0}


@given(networks(), SEEDS)
def test_hidden_units_may_change_places(network: Arrays, seed: int) -> None:
    x, y, w1, b1, w2, b2 = network
    order = np.random.default_rng(seed).permutation(len(b1))
    loss, dw1, db1, dw2, db2 = mlp_gradients(*network)
    moved: Any = mlp_gradients(x, y, w1[:, order], b1[order], w2[order], b2)
    right: Any = loss, dw1[:, order], db1[order], dw2[order], db2
    for actual, wanted in zip(moved, right, strict=True):
        np.testing.assert_allclose(actual, wanted, atol=1e-12)


@given(networks())
def test_the_same_samples_twice_change_nothing(network: Arrays) -> None:
    x, y, *weights = network
    once: Any = mlp_gradients(*network)
    twice: Any = mlp_gradients(np.tile(x, (2, 1)), np.tile(y, 2), *weights)
    for actual, wanted in zip(twice, once, strict=True):
        np.testing.assert_allclose(actual, wanted, atol=1e-12)
