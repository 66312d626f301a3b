"""Pooling along a row of values: by hand, against a plain second way to say the same, and at the edges."""

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from solutions.a03_pooling.reference import dynamic_k, dynamic_pool1d, k_max_pool1d
from tests.support.grids import case

Function = Callable[..., np.ndarray]
BOTH = pytest.mark.parametrize("pool", [k_max_pool1d, dynamic_pool1d])
DTYPES: list[tuple[Any, Any]] = [(np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)]


def row(*values: float) -> np.ndarray:
    return np.array([[values]], dtype=np.float64)


def test_the_k_largest_worked_by_hand() -> None:
    # 9, 7 and 5 stand at the places 1, 3 and 4
    np.testing.assert_array_equal(k_max_pool1d(row(3, 9, 1, 7, 5), 3), row(9, 7, 5))
    np.testing.assert_array_equal(k_max_pool1d(row(5, 1, 7, 3, 9), 3), row(5, 7, 9))


def test_of_equal_values_the_earlier_is_kept() -> None:
    np.testing.assert_array_equal(k_max_pool1d(row(4, 8, 4), 2), row(4, 8))
    np.testing.assert_array_equal(k_max_pool1d(row(0, 5, 0, 0, 5), 4), row(0, 5, 0, 5))
    np.testing.assert_array_equal(k_max_pool1d(row(-0.0, 1, 0.0), 2), row(0, 1))


def test_every_row_keeps_places_of_its_own() -> None:
    x = np.array([[[1.0, 2, 3], [3, 2, 1]], [[2, 3, 1], [1, 3, 2]]])
    np.testing.assert_array_equal(k_max_pool1d(x, 2), [[[2, 3], [3, 2]], [[2, 3], [3, 2]]])


def test_the_k_largest_are_pytorchs_topk_in_the_order_of_their_places() -> None:
    for length in (1, 2, 5, 9):
        x = np.random.default_rng(length).normal(size=(2, 3, length))
        for k in range(1, length + 1):
            places = torch.topk(torch.tensor(x), k).indices.sort().values
            with case(length=length, k=k):
                np.testing.assert_array_equal(k_max_pool1d(x, k), torch.tensor(x).gather(-1, places).numpy())


def test_segments_worked_by_hand() -> None:
    # 7 / 3: the cuts 0, 2⅓, 4⅔ and 7 are rounded down to 0, 2, 4 and 7
    np.testing.assert_array_equal(dynamic_pool1d(row(1, 5, 2, 0, 4, 3, 6), 3), row(5, 2, 6))


def test_segments_begin_and_end_where_the_definition_says() -> None:
    for length in (1, 2, 5, 7, 12, 15, 30):
        x = np.random.default_rng(length).normal(size=(2, 3, length))
        for count in range(1, length + 1):
            cuts = [math.floor(Fraction(s * length, count)) for s in range(count + 1)]
            expected = [x[..., start:end].max(axis=-1) for start, end in itertools.pairwise(cuts)]
            with case(length=length, count=count):
                assert {end - start for start, end in itertools.pairwise(cuts)} <= {
                    length // count,
                    length // count + 1,
                }
                np.testing.assert_array_equal(dynamic_pool1d(x, count), np.stack(expected, axis=-1))


def test_where_segments_are_equally_long_it_is_pytorchs_max_pool() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 12))
    expected = torch.nn.functional.max_pool1d(torch.tensor(x), 4).numpy()
    np.testing.assert_array_equal(dynamic_pool1d(x, 3), expected)


def test_one_segment_is_k_max_pooling_with_k_one() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 7))
    np.testing.assert_array_equal(dynamic_pool1d(x, 1), k_max_pool1d(x, 1))
    np.testing.assert_array_equal(dynamic_pool1d(x, 7), x)
    np.testing.assert_array_equal(k_max_pool1d(x, 7), x)


@BOTH
def test_floats_keep_their_precision_and_integers_become_float64(pool: Function) -> None:
    for dtype, expected in DTYPES:
        with case(dtype=dtype):
            out = pool(np.array([[[3, -9, 1, 7, 5]]], dtype=dtype), 3)
            assert out.dtype == expected


@BOTH
def test_the_argument_is_neither_changed_nor_returned(pool: Function) -> None:
    for count in (1, 3, 5):
        x = row(3, 9, 1, 7, 5)
        with case(count=count):
            out = pool(x, count)
            assert not np.may_share_memory(out, x)
            out[...] = 7
            np.testing.assert_array_equal(x, row(3, 9, 1, 7, 5))


@BOTH
def test_more_values_than_there_are_cannot_be_kept(pool: Function) -> None:
    for count in (-1, 0, 6):
        with case(count=count), pytest.raises(ValueError, match=f"5 values .* not {count}"):
            pool(row(3, 9, 1, 7, 5), count)


def test_the_papers_example() -> None:
    assert [dynamic_k(layer, 3, 18, 3) for layer in (1, 2, 3)] == [12, 6, 3]  # section 3.3


def test_shares_are_rounded_up() -> None:
    assert [dynamic_k(layer, 3, 7, 1) for layer in (1, 2, 3)] == [5, 3, 1]  # 4⅔, 2⅓, 0


def test_no_layer_keeps_fewer_than_k_top() -> None:
    assert [dynamic_k(layer, 4, 8, 5) for layer in (1, 2, 3, 4)] == [6, 5, 5, 5]


def test_the_rounding_is_exact_where_floats_are_not() -> None:
    assert math.ceil((1 - 1 / 3) * 9) == 7
    assert dynamic_k(1, 3, 9, 1) == 6
    assert math.ceil((14 - 5) / 14 * 42) == 28
    assert dynamic_k(5, 14, 42, 1) == 27
    for layers in range(1, 15):
        for layer in range(1, layers + 1):
            for length in range(1, 60):
                exact = math.ceil(Fraction(layers - layer, layers) * length)
                assert dynamic_k(layer, layers, length, 1) == max(1, exact)
    huge = 10**30
    assert dynamic_k(1, 3, 3 * huge + 1, 1) == 2 * huge + 1


def test_numpys_whole_numbers_do() -> None:
    assert dynamic_k(*np.array([1, 3, 18, 3])) == 12
    assert isinstance(dynamic_k(*np.array([1, 3, 18, 3])), int)


def test_networks_that_cannot_be_raise() -> None:
    reasons = {
        (1, 0, 18, 3): "layers 0, length 18 and k_top 3 must all be at least 1",
        (1, 3, 0, 3): "layers 3, length 0 and k_top 3 must all be at least 1",
        (1, 3, 18, 0): "layers 3, length 18 and k_top 0 must all be at least 1",
        (4, 3, 18, 3): "There is no layer 4 in a network of 3",
        (-1, 3, 18, 3): "There is no layer -1 in a network of 3",
    }
    for arguments, reason in reasons.items():
        with case(arguments=arguments), pytest.raises(ValueError, match=reason):
            dynamic_k(*arguments)
