"""Laws that the recurrent references obey whatever the sizes: causal, cut anywhere, linear in what comes back."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solutions.a06_rnn.reference import clip_gradients, generate, gradient_norms, rnn_backward, rnn_forward

Network = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@st.composite
def networks(draw: Any, steps: int = 1) -> Network:
    """x, h0, w_x, w_h, b with at least ``steps`` steps."""
    N, D, U = (draw(st.integers(1, 4)) for _ in range(3))
    T = draw(st.integers(steps, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    x, h0, w_x, w_h, b = (rng.normal(size=shape) for shape in ((N, T, D), (N, U), (D, U), (U, U), (U,)))
    return x, h0, w_x, w_h, b


@given(networks())
def test_states_stay_between_minus_one_and_one(network: Network) -> None:
    assert np.abs(rnn_forward(*network)).max() <= 1


@given(networks(steps=2), st.data())
def test_a_sequence_may_be_cut_and_read_on(network: Network, data: Any) -> None:
    x, h0, *weights = network
    cut = data.draw(st.integers(1, x.shape[1] - 1))
    early = rnn_forward(x[:, :cut], h0, *weights)
    late = rnn_forward(x[:, cut:], early[:, -1], *weights)
    np.testing.assert_allclose(np.concatenate([early, late], axis=1), rnn_forward(x, h0, *weights), atol=1e-12)


@given(networks(steps=2), st.data())
def test_backward_may_be_cut_at_the_same_place(network: Network, data: Any) -> None:
    x, h0, *weights = network
    cut = data.draw(st.integers(1, x.shape[1] - 1))
    dhs = np.random.default_rng(0).normal(size=(len(x), x.shape[1], h0.shape[1]))
    middle = rnn_forward(x[:, :cut], h0, *weights)[:, -1]
    dx_late, dmiddle, *dweights_late = rnn_backward(dhs[:, cut:], x[:, cut:], middle, *weights)
    early_dhs = dhs[:, :cut].copy()
    early_dhs[:, -1] += dmiddle
    dx_early, dh0, *dweights_early = rnn_backward(early_dhs, x[:, :cut], h0, *weights)
    whole = rnn_backward(dhs, x, h0, *weights)
    parts = np.concatenate([dx_early, dx_late], axis=1), dh0
    sums = (early + late for early, late in zip(dweights_early, dweights_late, strict=True))
    for actual, wanted in zip((*parts, *sums), whole, strict=True):
        np.testing.assert_allclose(actual, wanted, atol=1e-9)


@given(networks(), st.data())
def test_the_future_does_not_change_the_past(network: Network, data: Any) -> None:
    x, *rest = network
    t = data.draw(st.integers(0, x.shape[1] - 1))
    other = x.copy()
    other[:, t] += 1
    np.testing.assert_array_equal(rnn_forward(other, *rest)[:, :t], rnn_forward(x, *rest)[:, :t])


@given(networks(), st.data())
def test_the_samples_of_a_batch_do_not_meet(network: Network, data: Any) -> None:
    x, h0, *weights = network
    n = data.draw(st.integers(0, len(x) - 1))
    alone = rnn_forward(x[n : n + 1], h0[n : n + 1], *weights)
    np.testing.assert_allclose(alone, rnn_forward(*network)[n : n + 1], atol=1e-12)
    squares = sum(gradient_norms(x[i : i + 1], h0[i : i + 1], *weights) ** 2 for i in range(len(x)))
    np.testing.assert_allclose(gradient_norms(*network) ** 2, squares, rtol=1e-9)


@given(networks(), st.floats(-3, 3))
def test_backward_is_linear_in_what_comes_back(network: Network, factor: float) -> None:
    x, h0 = network[:2]
    first, second = np.random.default_rng(1).normal(size=(2, len(x), x.shape[1], h0.shape[1]))
    together = rnn_backward(first + factor * second, *network)
    apart = zip(rnn_backward(first, *network), rnn_backward(second, *network), strict=True)
    for actual, (one, other) in zip(together, apart, strict=True):
        np.testing.assert_allclose(actual, one + factor * other, atol=1e-9)


@given(networks())
def test_the_last_norm_is_that_of_identities(network: Network) -> None:
    N, U = network[1].shape
    np.testing.assert_allclose(gradient_norms(*network)[-1], np.sqrt(N * U))


@given(networks(), st.floats(0.01, 100))
def test_clipped_gradients_keep_their_direction_and_are_never_too_long(network: Network, max_norm: float) -> None:
    grads, norm = clip_gradients(list(network), max_norm)
    flat, before = (np.concatenate([array.ravel() for array in arrays]) for arrays in (grads, network))
    np.testing.assert_allclose(norm, np.linalg.norm(before))
    assert np.linalg.norm(flat) <= max_norm * (1 + 1e-12)
    np.testing.assert_allclose(flat * max(norm, max_norm), before * max_norm)
    again, length = clip_gradients(grads, max_norm)
    np.testing.assert_allclose(length, min(norm, max_norm))
    np.testing.assert_allclose(np.concatenate([array.ravel() for array in again]), flat)


@given(networks(), st.integers(0, 4), st.integers(1, 4))
def test_a_text_may_be_broken_off_and_goes_on(network: Network, early: int, late: int) -> None:
    x, h0, w_x, w_h, b = network
    rng = np.random.default_rng(2)
    D, U = w_x.shape
    first, w_out = rng.integers(0, D, len(x)), rng.normal(size=(U, D))
    b_out = rng.normal(size=(D,))
    whole = generate(h0, first, w_x, w_h, b, w_out, b_out, early + late)
    np.testing.assert_array_equal(generate(h0, first, w_x, w_h, b, w_out, b_out, early), whole[:, :early])
    read = np.concatenate([first[:, None], whole], axis=1)
    states = rnn_forward(np.eye(D)[read[:, :early]], h0, w_x, w_h, b)
    state = states[:, -1] if early else h0
    rest = generate(state, read[:, early], w_x, w_h, b, w_out, b_out, late)
    np.testing.assert_array_equal(rest, whole[:, early:])
