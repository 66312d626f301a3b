"""The transposed convolution: by hand in its three views, and a grid against PyTorch."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch

from solutions.a02_convolution.reference import conv2d_backward, toeplitz
from solutions.a05_receptive_field.reference import conv_transpose2d
from tests.support.grids import case

functional: Any = torch.nn.functional  # its types do not take unpacked arguments
STRIDES: tuple[Any, ...] = (1, 2, 3, (1, 2), (3, 1))
PADDINGS: tuple[Any, ...] = (0, 1, (0, 1), (2, 0))
SHAPES = [  # N, C, H, W, F, KH, KW
    (2, 3, 4, 5, 4, 3, 2),
    (1, 2, 5, 4, 3, 5, 3),
    (3, 1, 6, 3, 2, 3, 3),
    (2, 2, 5, 5, 1, 1, 1),
]
ROW, KERNEL = np.array([1.0, 2]), np.array([1.0, 2, 3])


def layer(shape: tuple[int, ...]) -> list[np.ndarray]:
    N, C, H, W, F, KH, KW = shape
    rng = np.random.default_rng(shape)
    return [rng.normal(size=size) for size in ((N, C, H, W), (C, F, KH, KW), (F,))]


def row(values: np.ndarray) -> np.ndarray:
    return values[None, None, None]


def test_stamps_worked_by_hand() -> None:
    # 1 2 3 0 0  +  0 0 2 4 6
    out = conv_transpose2d(row(ROW), row(KERNEL), stride=2)
    np.testing.assert_array_equal(out, row(np.array([1.0, 2, 5, 4, 6])))
    x, w = np.array([[[[1.0, 2], [3, 4]]]]), np.array([[[[1.0, 10], [100, 1000]]]])
    full = [[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]]  # each digit tells whose stamp it is
    np.testing.assert_array_equal(conv_transpose2d(x, w), [[full]])
    np.testing.assert_array_equal(conv_transpose2d(x, w, padding=1), [[[[1234]]]])


def test_zeros_between_and_a_kernel_turned_round_give_the_same() -> None:
    wide = np.array([0.0, 0, 1, 0, 2, 0, 0])
    out = conv_transpose2d(row(ROW), row(KERNEL), stride=2)[0, 0, 0]
    np.testing.assert_array_equal(out, np.correlate(wide, KERNEL[::-1], "valid"))
    np.testing.assert_array_equal(np.correlate(wide, KERNEL, "valid"), [3, 2, 7, 4, 2])  # the mistake


def test_it_multiplies_by_the_transpose_and_not_by_the_inverse() -> None:
    matrix = toeplitz(KERNEL, 5, "narrow")[::2]  # rows 1 2 3 0 0 and 0 0 1 2 3
    out = conv_transpose2d(row(ROW), row(KERNEL), stride=2)[0, 0, 0]
    np.testing.assert_array_equal(out, matrix.T @ ROW)
    np.testing.assert_array_equal(matrix @ out, [20, 31])


def test_gaps_hold_the_bias_alone() -> None:
    out = conv_transpose2d(row(ROW), row(np.array([1.0])), np.array([5.0]), stride=3)
    np.testing.assert_array_equal(out, row(np.array([6.0, 5, 5, 7])))


def test_it_equals_pytorchs() -> None:
    for shape, stride, padding in itertools.product(SHAPES, STRIDES, PADDINGS):
        x, w, b = layer(shape)
        options = {"stride": stride, "padding": padding}
        with case(shape=shape, **options):
            right = functional.conv_transpose2d(*map(torch.tensor, (x, w, b)), **options).numpy()
            np.testing.assert_allclose(conv_transpose2d(x, w, b, **options), right, atol=1e-12)
            np.testing.assert_allclose(conv_transpose2d(x, w, **options), right - b[:, None, None], atol=1e-12)


def test_it_is_the_way_back_of_a_convolution() -> None:
    for shape, stride, padding in itertools.product(SHAPES, STRIDES, PADDINGS):
        x, w, _ = layer(shape)
        out = conv_transpose2d(x, w, stride=stride, padding=padding)
        with case(shape=shape, stride=stride, padding=padding):
            dx, _, _ = conv2d_backward(x, np.zeros_like(out), w, stride=stride, padding=padding)
            np.testing.assert_allclose(out, dx, atol=1e-12)


def test_floats_keep_their_precision_and_integers_become_float64() -> None:
    dtypes: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]
    for dtype, expected in dtypes:
        x, w, b = ((10 * array).round().astype(dtype) for array in layer(SHAPES[0]))
        tensors = (torch.tensor(array.astype(np.float64)) for array in (x, w, b))
        with case(dtype=dtype):
            out = conv_transpose2d(x, w, b, stride=2)
            assert out.dtype == conv_transpose2d(x, w).dtype == expected
            np.testing.assert_allclose(out, functional.conv_transpose2d(*tensors, stride=2).numpy(), rtol=1e-5)


def test_what_makes_no_sense_is_refused() -> None:
    x, w, b = layer((1, 2, 3, 3, 2, 2, 2))
    nothing = "leaves nothing of 4 rows and 4 columns"
    for option, value, words in (
        ("stride", 0, "stride must be at least 1"),
        ("stride", (1, -1), "stride must be at least 1"),
        ("padding", -1, "padding must be at least 0"),
        ("padding", (2, 0), nothing),
        ("padding", (0, 2), nothing),
    ):
        options: dict[str, Any] = {option: value}
        with case(**options), pytest.raises(ValueError, match=words):
            conv_transpose2d(x, w, b, **options)
    for number, arguments in enumerate(((x[:, :1], w, b), (x, w[:1], b), (x, w, b[:1]))):
        with case(number=number), pytest.raises(ValueError, match="differ in their channels"):
            conv_transpose2d(*arguments)
    assert conv_transpose2d(x, w, padding=1).shape == (1, 2, 2, 2)  # as much as can be cut off, but for one


def test_arguments_are_neither_changed_nor_returned() -> None:
    x, w, b = layer((2, 2, 3, 3, 2, 1, 1))
    copies = [array.copy() for array in (x, w, b)]
    for result in (conv_transpose2d(x, w), conv_transpose2d(x, w, b, stride=2)):
        assert not any(np.may_share_memory(result, array) for array in (x, w, b))
        result[...] = 7
    for array, copy in zip((x, w, b), copies, strict=True):
        np.testing.assert_array_equal(array, copy)
