"""Laws that layers which see further obey whatever their sizes."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solutions.a02_convolution.reference import conv2d
from solutions.a05_receptive_field.reference import (
    conv_transpose2d,
    dilated_conv1d,
    dynamic_filter_conv1d,
    iterated_dilated_conv1d,
    receptive_field,
    tdnn_layer,
)

FEW = settings(max_examples=40)
small = st.integers(1, 3)
stacks = st.lists(st.tuples(small, small, small), max_size=3)
seeds = st.integers(0, 2**32)


@FEW
@given(stacks)
def test_a_field_is_as_long_as_the_input_from_which_one_output_is_left(layers: list[tuple[int, int, int]]) -> None:
    field = receptive_field(layers)

    def outputs(signal: np.ndarray) -> np.ndarray:
        for kernel, stride, dilation in layers:
            signal = dilated_conv1d(signal, np.ones((1, 1, kernel)), dilation=dilation)[..., ::stride]
        return signal

    spikes = outputs(np.eye(field)[:, None])  # as many signals as inputs
    assert spikes.shape == (field, 1, 1)
    assert spikes[0] != 0, "the first input in the field is read"
    assert spikes[-1] != 0, "and so is the last"


@FEW
@given(stacks, stacks)
def test_fields_of_stacks_on_each_other(below: list[tuple[int, int, int]], above: list[tuple[int, int, int]]) -> None:
    jump = int(np.prod([stride for _, stride, _ in below], dtype=int))
    assert receptive_field(below + above) == receptive_field(below) + (receptive_field(above) - 1) * jump


@FEW
@given(small, small, seeds)
def test_a_dilated_convolution_is_a_plain_one_of_a_kernel_with_zeros(K: int, dilation: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(2, 2, 12)), rng.normal(size=(3, 2, K))
    wide = np.zeros((3, 2, (K - 1) * dilation + 1))
    wide[..., ::dilation] = w
    np.testing.assert_allclose(dilated_conv1d(x, w, dilation=dilation), dilated_conv1d(x, wide), atol=1e-12)


@FEW
@given(small, seeds)
def test_a_shift_of_the_signal_shifts_the_result(dilation: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(1, 2, 12)), rng.normal(size=(2, 2, 3))
    out = dilated_conv1d(x, w, dilation=dilation)
    np.testing.assert_array_equal(dilated_conv1d(x[..., 1:], w, dilation=dilation), out[..., 1:])


@FEW
@given(st.integers(1, 4), seeds)
def test_blocks_see_no_further_than_their_field(blocks: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = [(rng.normal(size=(1, 1, 3)), rng.normal(size=1), dilation) for dilation in (1, 1, 2)]
    field = receptive_field([(3, 1, 1), (3, 1, 1), (3, 1, 2)] * blocks)
    assert field == 1 + 8 * blocks
    x = rng.normal(size=(1, 1, 41))
    moved = x.copy()
    moved[..., 20] += 1
    changed = iterated_dilated_conv1d(x, weights, blocks=blocks) != iterated_dilated_conv1d(
        moved, weights, blocks=blocks
    )
    assert not changed[..., : 20 - field // 2].any()
    assert not changed[..., 21 + field // 2 :].any()


@st.composite
def transposed_layers(draw: Any) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """x, w and options of a transposed convolution that leaves something."""
    stride, padding = draw(st.tuples(small, small)), draw(st.tuples(st.integers(0, 1), st.integers(0, 1)))
    sides = draw(st.tuples(small, small)), draw(st.tuples(small, small))
    (H, W), (KH, KW) = ((side + 2 for side in sides[0]), sides[1])
    rng = np.random.default_rng(draw(seeds))
    x, w = rng.normal(size=(2, draw(small), H, W)), rng.normal(size=(0, draw(small), KH, KW))
    return x, rng.normal(size=(x.shape[1], *w.shape[1:])), {"stride": stride, "padding": padding}


@FEW
@given(transposed_layers())
def test_a_transposed_convolution_is_the_adjoint_of_a_convolution(drawn: Any) -> None:
    x, w, options = drawn
    out = conv_transpose2d(x, w, **options)
    y = np.random.default_rng(0).normal(size=out.shape)
    back = conv2d(y, w, **options)  # w is (F, C, KH, KW) for the convolution that goes the other way
    np.testing.assert_allclose(np.sum(out * y), np.sum(x * back), atol=1e-9)


@FEW
@given(transposed_layers())
def test_a_transposed_convolution_is_linear_and_keeps_the_sum_where_nothing_is_cut(drawn: Any) -> None:
    x, w, options = drawn
    out = conv_transpose2d(x, w, **options)
    np.testing.assert_allclose(conv_transpose2d(-2 * x, w, **options), -2 * out, atol=1e-9)
    whole = conv_transpose2d(x, w, stride=options["stride"])
    np.testing.assert_allclose(whole.sum(), np.sum(x.sum((0, 2, 3)) * w.sum((1, 2, 3))), atol=1e-9)


@FEW
@given(seeds)
def test_filters_that_are_all_the_same_are_shared_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(3, 2, 7)), rng.normal(size=(4, 2, 3))
    out = dynamic_filter_conv1d(x, np.broadcast_to(w, (3, *w.shape)))
    np.testing.assert_allclose(out, dilated_conv1d(x, w), atol=1e-12)


@FEW
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=4, unique=True), seeds)
def test_offsets_and_matrices_may_be_given_in_any_order(offsets: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=(2, 8, 2)), rng.normal(size=(len(offsets), 2, 3)), rng.normal(size=3)
    order = rng.permutation(len(offsets))
    shuffled = tuple(offsets[place] for place in order)
    np.testing.assert_allclose(tdnn_layer(x, w[order], b, shuffled), tdnn_layer(x, w, b, offsets), atol=1e-12)
