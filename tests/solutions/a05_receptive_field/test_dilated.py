"""The references along one axis: by hand, the lectures' numbers, and grids against PyTorch."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
import torch

from solutions.a05_receptive_field.reference import (
    dilated_conv1d,
    dynamic_filter_conv1d,
    iterated_dilated_conv1d,
    receptive_field,
    tdnn_layer,
)
from tests.support.grids import case

functional: Any = torch.nn.functional  # its types do not take unpacked arguments
GRID = list(itertools.product((1, 2, 3, 5), (1, 2, 3, 4)))  # kernels and dilations
DTYPES: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]
SIGNAL = np.array([[[1.0, 2, 3, 4, 5, 6]]])


def layer(N: int, C: int, L: int, F: int, K: int) -> list[np.ndarray]:
    rng = np.random.default_rng((N, C, L, F, K))
    return [rng.normal(size=shape) for shape in ((N, C, L), (F, C, K), (F,))]


def test_a_dilated_convolution_worked_by_hand() -> None:
    w = np.array([[[1.0, 10]]])
    for dilation, out in ((1, [21, 32, 43, 54, 65]), (2, [31, 42, 53, 64]), (5, [61])):  # 1 + 20, 1 + 30, 1 + 60
        with case(dilation=dilation):
            np.testing.assert_array_equal(dilated_conv1d(SIGNAL, w, dilation=dilation), [[out]])
    np.testing.assert_array_equal(dilated_conv1d(SIGNAL, w, np.array([0.5]), dilation=5), [[[61.5]]])


def test_a_dilated_convolution_equals_pytorchs() -> None:
    for (N, C, F), (K, dilation) in itertools.product(((1, 1, 1), (2, 3, 4), (3, 4, 2)), GRID):
        x, w, b = layer(N, C, 20, F, K)
        with case(N=N, C=C, F=F, K=K, dilation=dilation):
            right = functional.conv1d(*map(torch.tensor, (x, w, b)), dilation=dilation).numpy()
            np.testing.assert_allclose(dilated_conv1d(x, w, b, dilation=dilation), right, atol=1e-12)
            np.testing.assert_allclose(dilated_conv1d(x, w, dilation=dilation), right - b[:, None], atol=1e-12)


def test_fields_worked_by_hand() -> None:
    for layers, field in (
        ([], 1),
        ([(3, 1, 1)], 3),
        ([(3, 1, 1), (3, 1, 2), (3, 1, 4)], 15),
        ([(3, 1, 1), (3, 1, 1), (3, 1, 2)] * 4, 33),  # 1 + 4 · (2 + 2 + 4)
        ([(3, 2, 1), (3, 1, 1)], 7),  # 3 + 2 · 2
        ([(3, 1, 1), (3, 2, 1)], 5),
        ([(3, 2, 2), (2, 2, 1), (4, 1, 3)], 43),  # 1 + 2 · 2 + 1 · 2 + 3 · 3 · 4
        ([(1, 7, 9)], 1),
    ):
        with case(layers=layers):
            assert receptive_field(layers) == field


def test_the_lectures_single_layers_and_stacks_are_two_things() -> None:
    layers = [(3, 1, 1), (3, 1, 2), (3, 1, 4)]
    assert [receptive_field([one]) for one in layers] == [3, 5, 9]
    assert [receptive_field(layers[: count + 1]) for count in range(3)] == [3, 7, 15]


def test_a_block_worked_by_hand() -> None:
    x, w, b = np.array([[[1.0, 2, 3]]]), np.array([[[1.0, -1, 1]]]), np.zeros(1)
    # −1 + 2, 1 − 2 + 3, 2 − 3, cut off at 0; then −1 + 2, 1 − 2, 2; with dilation 2: −1 + 3, −2, 1 − 3
    for dilation, blocks, out in ((1, 1, [1, 2, 0]), (1, 2, [1, 0, 2]), (2, 1, [2, 0, 0])):
        with case(dilation=dilation, blocks=blocks):
            np.testing.assert_array_equal(iterated_dilated_conv1d(x, [(w, b, dilation)], blocks=blocks), [[out]])
    pair = np.array([[[1.0, 10]]])  # the odd zero stands behind: 1 + 20, 2 + 30, 3
    np.testing.assert_array_equal(iterated_dilated_conv1d(x, [(pair, b, 1)], blocks=1), [[[21, 32, 3]]])


def torchs_blocks(x: np.ndarray, weights: list[tuple[np.ndarray, np.ndarray, int]], blocks: int) -> np.ndarray:
    out = torch.tensor(x)
    for _ in range(blocks):
        for w, b, dilation in weights:
            out = functional.conv1d(out, torch.tensor(w), torch.tensor(b), padding="same", dilation=dilation).relu()
    return np.asarray(out.numpy())


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_blocks_equal_pytorchs_same_padding() -> None:
    for K, dilation in GRID:
        rng = np.random.default_rng((K, dilation))
        widths = (3, 4, 2, 3)
        weights = [
            (0.5 * rng.normal(size=(F, C, K)), 0.3 * rng.normal(size=F), dilation + place)
            for place, (C, F) in enumerate(itertools.pairwise(widths))
        ]
        for length, blocks in ((1, 1), (9, 1), (14, 3)):
            x = rng.normal(size=(2, 3, length))
            with case(K=K, dilation=dilation, length=length, blocks=blocks):
                right = torchs_blocks(x, weights, blocks)
                np.testing.assert_allclose(iterated_dilated_conv1d(x, weights, blocks=blocks), right, atol=1e-12)
        np.testing.assert_array_equal(
            iterated_dilated_conv1d(x, weights), iterated_dilated_conv1d(x, weights, blocks=4), "four by default"
        )


def test_dynamic_filters_worked_by_hand() -> None:
    x = np.array([[[1.0, 2, 3]]] * 2)
    filters = np.array([[[[1.0, 10]]], [[[-1, 1]]]])  # 1 + 20, 2 + 30; −1 + 2, −2 + 3
    np.testing.assert_array_equal(dynamic_filter_conv1d(x, filters), [[[21, 32]], [[1, 1]]])


def test_dynamic_filters_equal_pytorchs_one_sample_at_a_time_and_in_groups() -> None:
    for N, C, F, K in ((1, 1, 1, 1), (3, 2, 4, 3), (2, 3, 3, 2), (4, 5, 1, 9)):
        rng = np.random.default_rng((N, C, F, K))
        x, filters = rng.normal(size=(N, C, 9)), rng.normal(size=(N, F, C, K))
        each = [functional.conv1d(torch.tensor(a)[None], torch.tensor(b)) for a, b in zip(x, filters, strict=True)]
        flat = torch.tensor(x.reshape(1, N * C, 9)), torch.tensor(filters.reshape(N * F, C, K))
        with case(N=N, C=C, F=F, K=K):
            out = dynamic_filter_conv1d(x, filters)
            np.testing.assert_allclose(out, torch.cat(each).numpy(), atol=1e-12)
            np.testing.assert_allclose(out, functional.conv1d(*flat, groups=N).numpy().reshape(N, F, -1), atol=1e-12)


def test_frames_worked_by_hand() -> None:
    x = math.log(2) * np.array([[[1.0], [2], [0], [1], [3]]])
    w, b = np.array([[[1.0]], [[-1.0]]]), np.zeros(1)
    # tanh(ln 2) = 3/5, tanh(2 ln 2) = 15/17, tanh(3 ln 2) = 63/65
    for offsets, out in (([-2, 0], [0.6, 0.6, -63 / 65]), ((1, 2), [15 / 17, -0.6, -15 / 17])):
        with case(offsets=offsets):
            np.testing.assert_allclose(tdnn_layer(x, w, b, offsets)[0, :, 0], out)


def frame_by_frame(x: np.ndarray, w: np.ndarray, b: np.ndarray, offsets: list[int]) -> np.ndarray:
    """The layer as its sentence says it: those frames whose whole context lies in the sequence."""
    T = x.shape[1]
    whole = [t for t in range(T) if all(0 <= t + offset < T for offset in offsets)]
    sums = [b + sum(x[:, t + offset] @ w[o] for o, offset in enumerate(offsets)) for t in whole]
    return np.tanh(np.stack(sums, axis=1))


def test_frames_are_those_whose_whole_context_exists() -> None:
    for offsets in ([0], [-1, 0, 1], [1, 2], [-2, -1], [3, -1], [-3, 0, 3], [4], [-5, 2, 0, -1]):
        rng = np.random.default_rng([offset + 9 for offset in offsets])
        x, w, b = rng.normal(size=(2, 9, 3)), rng.normal(size=(len(offsets), 3, 4)), rng.normal(size=4)
        with case(offsets=offsets):
            np.testing.assert_allclose(tdnn_layer(x, w, b, offsets), frame_by_frame(x, w, b, offsets), atol=1e-14)


def test_frames_at_even_distances_are_pytorchs_dilated_convolution() -> None:
    for K, dilation in itertools.product((2, 3), (1, 2, 3)):
        x, w, b = layer(2, 3, 12, 4, K)
        offsets = [dilation * (k - K // 2) for k in range(K)]
        right = functional.conv1d(*map(torch.tensor, (x, w, b)), dilation=dilation).tanh().numpy().swapaxes(1, 2)
        with case(K=K, dilation=dilation):
            out = tdnn_layer(x.swapaxes(1, 2), w.transpose(2, 1, 0), b, offsets)
            np.testing.assert_allclose(out, right, atol=1e-12)


def test_floats_keep_their_precision_and_integers_become_float64() -> None:
    for dtype, expected in DTYPES:
        x, w, b = ((10 * array).round().astype(dtype) for array in layer(2, 3, 9, 3, 3))
        right = functional.conv1d(*(torch.tensor(array.astype(np.float64)) for array in (x, w, b))).numpy()
        with case(dtype=dtype):
            out = dilated_conv1d(x, w, b)
            assert out.dtype == dilated_conv1d(x, w).dtype == expected
            assert iterated_dilated_conv1d(x, [(w, b, 2)], blocks=1).dtype == expected
            assert dynamic_filter_conv1d(x, np.stack([w, w])).dtype == expected
            assert tdnn_layer(x.swapaxes(1, 2), w, b, [0, 1, 2]).dtype == expected
            np.testing.assert_allclose(out, right, rtol=1e-5)


def test_what_makes_no_sense_is_refused() -> None:
    x, w, b = layer(1, 2, 5, 2, 3)
    block, frames, pair = [(w, b, 1)], x.swapaxes(1, 2), np.ones((2, 2, 2))
    differ, fit, offsets = "differ in their channels", "do(es)? not fit into", "must differ, and be as many"
    for number, (wrong, words) in enumerate(
        (
            (lambda: dilated_conv1d(x, w, dilation=0), "dilation must be at least 1, not 0"),
            (lambda: dilated_conv1d(x, w, dilation=3), fit),
            (lambda: dilated_conv1d(x[:, :1], w), differ),
            (lambda: dilated_conv1d(x, w[:, :1]), differ),
            (lambda: dilated_conv1d(x, w, b[:1]), differ),
            (lambda: receptive_field([(3, 1, 1), (3, 0, 1)]), "stride 0 and dilation 1 does not exist"),
            (lambda: iterated_dilated_conv1d(x, block, blocks=0), "at least 1 block, not 0"),
            (lambda: iterated_dilated_conv1d(x, [(w, b, -1)]), "dilation must be at least 1, not -1"),
            (lambda: iterated_dilated_conv1d(x, [(w[:1], b[:1], 1)], blocks=2), differ),
            (lambda: dynamic_filter_conv1d(x, np.ones((2, 1, 2, 2))), "must have the shapes"),
            (lambda: dynamic_filter_conv1d(x, np.ones((1, 1, 2, 6))), fit),
            (lambda: tdnn_layer(frames, w[:, :1, :2], b, [0, 1]), "must have the shapes"),
            (lambda: tdnn_layer(frames, pair, b[:1], [0, 1]), "must have the shapes"),
            (lambda: tdnn_layer(frames, pair[:0], b, []), offsets),
            (lambda: tdnn_layer(frames, pair, b, [0, 0]), offsets),
            (lambda: tdnn_layer(frames, pair, b, [0, 1, 2]), offsets),
            (lambda: tdnn_layer(frames, pair, b, [-3, 2]), "None of 5 frames"),
        )
    ):
        with case(number=number), pytest.raises(ValueError, match=words):
            wrong()


def test_arguments_are_neither_changed_nor_returned() -> None:
    x, w, b = layer(2, 3, 6, 3, 1)
    ones = np.ones_like(x)
    copies = [array.copy() for array in (x, w, b, ones)]
    weights, offsets = [(w, b, 1)], [0]
    results = [
        dilated_conv1d(x, w),
        iterated_dilated_conv1d(ones, weights, blocks=1),
        dynamic_filter_conv1d(x, np.stack([w, w])),
        tdnn_layer(x.swapaxes(1, 2), w.transpose(2, 1, 0), b, offsets),
    ]
    for result in results:
        assert not any(np.may_share_memory(result, array) for array in (x, w, b, ones))
        result[...] = 7
    for array, copy in zip((x, w, b, ones), copies, strict=True):
        np.testing.assert_array_equal(array, copy)
    assert (len(weights), offsets) == (1, [0])
