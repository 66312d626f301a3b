"""Laws that pooling obeys whatever its sizes."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solutions.a03_pooling.reference import (
    avg_pool2d,
    avg_pool2d_backward,
    dynamic_k,
    dynamic_pool1d,
    k_max_pool1d,
    max_pool2d,
    max_pool2d_backward,
)

Layer = tuple[np.ndarray, tuple[int, int], dict[str, Any]]
sides = st.integers(1, 4)


@st.composite
def layers(draw: Any) -> Layer:
    """x, the size of a window that fits, and a stride; half the values are zero, so that there are ties."""
    size, stride = draw(st.tuples(sides, sides)), draw(st.none() | st.tuples(sides, sides))
    height, width = draw(st.integers(size[0], 8)), draw(st.integers(size[1], 8))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    x = rng.normal(size=(draw(st.integers(1, 2)), draw(st.integers(1, 3)), height, width))
    return x * rng.integers(0, 2, x.shape), size, {"stride": stride}


@st.composite
def rows(draw: Any) -> tuple[np.ndarray, int]:
    """x and a number from 1 to its length."""
    length = draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    return rng.integers(-3, 4, (2, 2, length)).astype(np.float64), draw(st.integers(1, length))


@given(layers())
def test_the_mean_is_linear_and_its_way_back_the_adjoint(layer: Layer) -> None:
    x, size, options = layer
    out = avg_pool2d(x, size, **options)
    y = np.random.default_rng(0).normal(size=out.shape)
    np.testing.assert_allclose(np.sum(out * y), np.sum(x * avg_pool2d_backward(y, x, size, **options)), atol=1e-9)
    np.testing.assert_allclose(avg_pool2d(-2 * x, size, **options), -2 * out, atol=1e-9)


@given(layers())
def test_the_way_back_through_a_maximum_meets_the_winners(layer: Layer) -> None:
    x, size, options = layer
    out = max_pool2d(x, size, **options)
    y = np.random.default_rng(0).normal(size=out.shape)
    dx = max_pool2d_backward(y, x, size, **options)
    np.testing.assert_allclose(np.sum(out * y), np.sum(x * dx), atol=1e-9)  # out is a choice among x
    np.testing.assert_allclose(dx.sum(), y.sum(), atol=1e-9)  # nothing is lost and nothing is made
    assert np.count_nonzero(dx) <= y.size


@given(layers())
def test_a_mean_lies_between_the_extremes(layer: Layer) -> None:
    x, size, options = layer
    low, high = -max_pool2d(-x, size, **options), max_pool2d(x, size, **options)
    mean = avg_pool2d(x, size, **options)
    assert np.all(low - 1e-12 <= mean)
    assert np.all(mean <= high + 1e-12)


@given(layers())
def test_a_maximum_commutes_with_whatever_keeps_the_order(layer: Layer) -> None:
    x, size, options = layer
    np.testing.assert_array_equal(max_pool2d(np.exp(x), size, **options), np.exp(max_pool2d(x, size, **options)))


@given(layers())
def test_pooling_twice_with_side_by_side_windows_is_pooling_once_with_larger_ones(layer: Layer) -> None:
    x, (kh, kw), _ = layer
    tile = np.tile(x, (1, 1, 2, 3))[:, :, : 2 * kh, : 3 * kw]
    np.testing.assert_array_equal(max_pool2d(max_pool2d(tile, (kh, kw)), (2, 3)), max_pool2d(tile, (2 * kh, 3 * kw)))
    np.testing.assert_allclose(
        avg_pool2d(avg_pool2d(tile, (kh, kw)), (2, 3)), avg_pool2d(tile, (2 * kh, 3 * kw)), atol=1e-9
    )


@given(rows())
def test_k_max_pooling_keeps_the_largest_in_their_order(row: tuple[np.ndarray, int]) -> None:
    x, k = row
    out = k_max_pool1d(x, k)
    np.testing.assert_array_equal(np.sort(out), np.sort(x)[..., x.shape[-1] - k :])
    np.testing.assert_array_equal(k_max_pool1d(out, k), out)  # twice is once
    for values, kept in zip(x.reshape(-1, x.shape[-1]), out.reshape(-1, k), strict=True):
        remaining = iter(values)
        assert all(value in remaining for value in kept), "what is kept is a subsequence"


@given(rows())
def test_dynamic_pooling_sees_every_value_once(row: tuple[np.ndarray, int]) -> None:
    x, segments = row
    np.testing.assert_array_equal(dynamic_pool1d(x, segments).max(axis=-1), x.max(axis=-1))
    for place in range(x.shape[-1]):
        spike = np.zeros(x.shape)
        spike[..., place] = 1
        assert np.all(dynamic_pool1d(spike, segments).sum(axis=-1) == 1)


@given(st.integers(1, 12), st.integers(1, 100), st.integers(1, 9))
def test_later_layers_keep_no_more_and_no_layer_less_than_k_top(layers: int, length: int, k_top: int) -> None:
    kept = [dynamic_k(layer, layers, length, k_top) for layer in range(1, layers + 1)]
    assert kept == sorted(kept, reverse=True)
    assert kept[-1] == k_top
    assert max(kept) <= max(length, k_top)
