"""Laws that the layer obeys whatever its sizes: linear, equivariant, and adjoint to its own backward pass."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solutions.a02_convolution.reference import conv2d, conv2d_backward, conv2d_im2col

Layer = tuple[np.ndarray, np.ndarray, dict[str, Any]]

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def layers(draw: Any) -> Layer:
    """x, w and the options of a layer whose kernel fits its image."""
    (n, c), (f, kh), (kw, sh), (sw, ph) = (draw(pairs) for _ in range(4))
    ph, pw = ph - 1, draw(st.integers(0, 2))
    height = draw(st.integers(max(1, kh - 2 * ph), 6))
    width = draw(st.integers(max(1, kw - 2 * pw), 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    x, w = rng.normal(size=(n, c, height, width)), rng.normal(size=(f, c, kh, kw))
    return x, w, {"stride": (sh, sw), "padding": (ph, pw)}


@given(layers())
def test_backward_is_the_adjoint_of_forward(layer: Layer) -> None:
    x, w, options = layer
    out = conv2d(x, w, **options)
    y = np.random.default_rng(0).normal(size=out.shape)
    dx, dw, _ = conv2d_backward(y, x, w, **options)
    np.testing.assert_allclose(np.sum(out * y), np.sum(x * dx), atol=1e-9)  # ⟨C x, y⟩ = ⟨x, Cᵀ y⟩
    np.testing.assert_allclose(np.sum(out * y), np.sum(w * dw), atol=1e-9)  # and linear in w, too


@given(layers(), st.floats(-3, 3))
def test_forward_is_linear_in_the_image(layer: Layer, factor: float) -> None:
    x, w, options = layer
    other = np.random.default_rng(1).normal(size=x.shape)
    together = conv2d(x + factor * other, w, **options)
    apart = conv2d(x, w, **options) + factor * conv2d(other, w, **options)
    np.testing.assert_allclose(together, apart, atol=1e-9)


@given(layers())
def test_both_ways_to_compute_the_layer_agree(layer: Layer) -> None:
    x, w, options = layer
    np.testing.assert_allclose(conv2d_im2col(x, w, **options), conv2d(x, w, **options), atol=1e-9)


@given(layers())
def test_an_image_moved_by_one_stride_gives_a_map_moved_by_one(layer: Layer) -> None:
    x, w, options = layer
    down, across = options["stride"]
    padding = tuple(side - 1 for side in w.shape[2:])
    moved = np.pad(x, ((0, 0), (0, 0), (down, 0), (across, 0)))
    out = conv2d(x, w, stride=(down, across), padding=padding)
    np.testing.assert_allclose(conv2d(moved, w, stride=(down, across), padding=padding)[:, :, 1:, 1:], out, atol=1e-9)


@settings(max_examples=30)
@given(layers())
def test_size_is_rounded_down(layer: Layer) -> None:
    x, w, options = layer
    out = conv2d(x, w, **options)
    for axis in (0, 1):
        room = x.shape[2 + axis] + 2 * options["padding"][axis] - w.shape[2 + axis]
        windows = [start for start in range(room + 1) if start % options["stride"][axis] == 0]
        assert out.shape[2 + axis] == len(windows)
