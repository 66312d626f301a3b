"""Convolution along a line: worked by hand, against NumPy and PyTorch, and by the laws that define it."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from solutions.a02_convolution.reference import convolve1d, cross_correlate1d, toeplitz
from tests.support.grids import case

Function = Callable[..., np.ndarray]

MODES = ("narrow", "equal", "wide")
LENGTHS = [(m, n) for m in range(1, 8) for n in range(1, 8)]
SIZES: dict[str, Callable[[int, int], int]] = {
    "narrow": lambda m, n: m - n + 1,
    "equal": lambda m, n: m,
    "wide": lambda m, n: m + n - 1,
}

values = st.floats(-10, 10).map(lambda value: round(value, 3))


def signals(least: int = 1) -> st.SearchStrategy[np.ndarray]:
    """Signals of ``least`` to 8 values."""
    return st.integers(least, 8).flatmap(lambda length: arrays(np.float64, length, elements=values))


def test_convolution_worked_by_hand() -> None:
    f, g = np.array([1.0, 2.0, 3.0]), np.array([1.0, 10.0])
    # t = 0: 1·1 = 1;  t = 1: 2·1 + 1·10 = 12;  t = 2: 3·1 + 2·10 = 23;  t = 3: 3·10 = 30
    np.testing.assert_array_equal(convolve1d(f, g, "wide"), [1, 12, 23, 30])
    np.testing.assert_array_equal(convolve1d(f, g, "narrow"), [12, 23])
    np.testing.assert_array_equal(convolve1d(f, g, "equal"), [1, 12, 23])  # from index (2 - 1) // 2 = 0


def test_cross_correlation_worked_by_hand() -> None:
    x, w = np.array([1.0, 2.0, 3.0]), np.array([1.0, 10.0])
    # 1·1 + 2·10 = 21, 2·1 + 3·10 = 32; with a zero after: 3·1 + 0·10 = 3; with a zero before: 0·1 + 1·10 = 10
    np.testing.assert_array_equal(cross_correlate1d(x, w, "narrow"), [21, 32])
    np.testing.assert_array_equal(cross_correlate1d(x, w, "equal"), [21, 32, 3])
    np.testing.assert_array_equal(cross_correlate1d(x, w, "wide"), [10, 21, 32, 3])


def test_toeplitz_worked_by_hand() -> None:
    w = np.array([1.0, 10.0])
    np.testing.assert_array_equal(toeplitz(w, 3, "narrow"), [[1, 10, 0], [0, 1, 10]])
    np.testing.assert_array_equal(toeplitz(w, 3, "equal"), [[1, 10, 0], [0, 1, 10], [0, 0, 1]])
    np.testing.assert_array_equal(toeplitz(w, 3, "wide"), [[10, 0, 0], [1, 10, 0], [0, 1, 10], [0, 0, 1]])


def test_the_lectures_lengths_for_7_and_3() -> None:
    for mode, length in (("narrow", 5), ("equal", 7), ("wide", 9)):
        with case(mode=mode):
            assert convolve1d(np.ones(7), np.ones(3), mode).shape == (length,)
            assert cross_correlate1d(np.ones(7), np.ones(3), mode).shape == (length,)
            assert toeplitz(np.ones(3), 7, mode).shape == (length, 7)


def test_convolution_equals_numpy_in_every_mode() -> None:
    for m, n in LENGTHS:
        rng = np.random.default_rng([m, n])
        f, g = rng.normal(size=m), rng.normal(size=n)
        wide, start = np.convolve(f, g, "full"), (n - 1) // 2
        expected = {"wide": wide, "equal": wide[start : start + m]}
        if n <= m:
            expected["narrow"] = np.convolve(f, g, "valid")
        for mode, wanted in expected.items():
            with case(m=m, n=n, mode=mode):
                np.testing.assert_allclose(convolve1d(f, g, mode), wanted)


def test_cross_correlation_equals_pytorch_in_every_mode() -> None:
    for m, n in LENGTHS:
        rng = np.random.default_rng([m, n])
        x, w = rng.normal(size=m), rng.normal(size=n)
        zeros = {"narrow": (0, 0), "equal": ((n - 1) // 2, n // 2), "wide": (n - 1, n - 1)}
        for mode in MODES if n <= m else MODES[1:]:
            padded = torch.nn.functional.pad(torch.tensor(x)[None, None], zeros[mode])
            expected = torch.nn.functional.conv1d(padded, torch.tensor(w)[None, None])[0, 0].numpy()
            with case(m=m, n=n, mode=mode):
                np.testing.assert_allclose(cross_correlate1d(x, w, mode), expected, atol=1e-12)


def test_floats_keep_their_precision_and_integers_become_float64() -> None:
    for dtype, mode in itertools.product((np.float64, np.float32, np.int64), MODES):
        x, w = np.array([1, 2, 3, 4], dtype=dtype), np.array([3, -1], dtype=dtype)
        expected = np.float32 if dtype == np.float32 else np.float64
        with case(dtype=dtype, mode=mode):
            assert convolve1d(x, w, mode).dtype == expected
            assert cross_correlate1d(x, w, mode).dtype == expected
            assert toeplitz(w, 4, mode).dtype == expected
            np.testing.assert_array_equal(cross_correlate1d(x, w, "narrow"), [1, 3, 5])


def test_integers_meet_decimals_without_losing_them() -> None:
    np.testing.assert_array_equal(convolve1d(np.array([1, 3]), np.array([0.5]), "wide"), [0.5, 1.5])
    np.testing.assert_array_equal(cross_correlate1d(np.array([1, 3]), np.array([0.5]), "wide"), [0.5, 1.5])


@pytest.mark.parametrize("function", [convolve1d, cross_correlate1d])
def test_arguments_are_neither_changed_nor_returned(function: Function) -> None:
    for mode in MODES:
        x, w = np.array([1.0, 2.0, 3.0]), np.array([1.0])
        with case(mode=mode):
            out = function(x, w, mode)
            assert not np.may_share_memory(out, x)
            assert not np.may_share_memory(out, w)
            out[:] = 7
            np.testing.assert_array_equal(x, [1, 2, 3])
            np.testing.assert_array_equal(w, [1])


@pytest.mark.parametrize("function", [convolve1d, cross_correlate1d])
def test_arguments_that_make_no_sense_raise(function: Function) -> None:
    with pytest.raises(ValueError, match="A kernel of length 3 does not fit into a signal of length 2"):
        function(np.ones(2), np.ones(3), "narrow")
    with pytest.raises(ValueError, match='must be "narrow", "equal" or "wide", not \'same\''):
        function(np.ones(3), np.ones(2), "same")
    with pytest.raises(ValueError, match="at least one value"):
        function(np.ones(3), np.ones(0), "equal")


def test_toeplitz_raises_where_cross_correlation_does() -> None:
    with pytest.raises(ValueError, match="A kernel of length 3 does not fit"):
        toeplitz(np.ones(3), 2, "narrow")
    with pytest.raises(ValueError, match="The mode must be"):
        toeplitz(np.ones(3), 5, "same")
    with pytest.raises(ValueError, match="at least one value"):
        toeplitz(np.ones(3), 0, "wide")
    with pytest.raises(ValueError, match="at least one value"):
        toeplitz(np.ones(0), 3, "equal")


@given(signals(), signals())
def test_wide_convolution_commutes(f: np.ndarray, g: np.ndarray) -> None:
    np.testing.assert_allclose(convolve1d(f, g, "wide"), convolve1d(g, f, "wide"), atol=1e-9)


@given(signals(), signals(), signals())
def test_wide_convolution_is_associative(f: np.ndarray, g: np.ndarray, h: np.ndarray) -> None:
    left = convolve1d(convolve1d(f, g, "wide"), h, "wide")
    np.testing.assert_allclose(left, convolve1d(f, convolve1d(g, h, "wide"), "wide"), atol=1e-7)


@given(signals(), signals(), st.sampled_from(MODES[1:]))
def test_the_matrix_does_what_the_sliding_does(x: np.ndarray, w: np.ndarray, mode: str) -> None:
    np.testing.assert_allclose(toeplitz(w, len(x), mode) @ x, cross_correlate1d(x, w, mode), atol=1e-9)


@given(signals(least=4), signals().map(lambda w: w[:4]), st.sampled_from(MODES))
def test_every_diagonal_of_the_matrix_holds_one_number(x: np.ndarray, w: np.ndarray, mode: str) -> None:
    matrix = toeplitz(w, len(x), mode)
    assert matrix.shape == (SIZES[mode](len(x), len(w)), len(x))
    np.testing.assert_array_equal(matrix[1:, 1:], matrix[:-1, :-1])


@given(signals(least=4), signals().map(lambda w: w[:4]), values, st.sampled_from(MODES))
def test_cross_correlation_is_linear(x: np.ndarray, w: np.ndarray, factor: float, mode: str) -> None:
    together = cross_correlate1d(x + factor * x[::-1], w, mode)
    apart = cross_correlate1d(x, w, mode) + factor * cross_correlate1d(x[::-1], w, mode)
    np.testing.assert_allclose(together, apart, atol=1e-7)


@given(signals(least=4), signals().map(lambda w: w[:4]))
def test_a_shifted_signal_gives_a_shifted_result(x: np.ndarray, w: np.ndarray) -> None:
    late = np.append(np.zeros(2), x)
    np.testing.assert_allclose(cross_correlate1d(late, w, "wide")[2:], cross_correlate1d(x, w, "wide"), atol=1e-9)
