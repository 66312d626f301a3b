"""The check that numbers count and not the arrays that they come in: right functions pass, each usual fault is told."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course import check
from course.check import CheckFailed
from course.number_kinds import kinds

X, W = np.array([[0.2, -0.4, 3.6]]), np.array([1.5, 2.25, -3.0])


def product(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return 2.3 * np.asarray(x, dtype=np.float64) * w


def in_type_of_x(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    out = np.zeros_like(x)
    out[:] = product(x, w).astype(x.dtype)
    return out


def in_type_of_w(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return product(x, w).astype(w.dtype)


def double_only(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return product(x, w) if x.dtype == np.float64 else np.zeros(x.shape)


def contiguous_only(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return product(x, np.frombuffer(w.base if w.base is not None else w, w.dtype)[:3])


def with_an_overflow(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return product(x, w) + 0 / (1 + np.exp(x * w))


def test_every_kind_comes_with_the_same_numbers_as_decimals() -> None:
    found = list(kinds((X, W, 2), ("x", "w", "n")))
    assert [kind for kind, *_ in found] == [
        "whole numbers in x",
        "whole numbers in w",
        "whole numbers in x and w",
        "single precision",
        "arrays that are every other entry of larger ones",
    ]
    for _, special, plain in found:
        for one, other in zip(special, plain, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-6)
    assert found[0][1][0].tolist() == [[1, -1, 4]], "rounded, and none of them zero"
    assert not found[-1][1][0].flags["C_CONTIGUOUS"]


def test_whole_numbers_lie_in_other_memory_too_and_in_no_other_kind() -> None:
    tokens = np.array([2, 0, 1])
    *found, last = (special[1] for _, special, _ in kinds((X, tokens), ("x", "tokens")))
    assert all(same is tokens for same in found)
    assert not last.flags["C_CONTIGUOUS"]
    np.testing.assert_array_equal(last, tokens)


def test_a_right_function_passes_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    check.any_numbers(product, X, W)
    assert capsys.readouterr().out.startswith("✓ product takes whole numbers, single precision")
    check.any_numbers(lambda grads, limit: ([limit * grad for grad in grads], 1.0), [X, W], 0.5)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (in_type_of_x, "in_type_of_x with whole numbers in x"),
        (in_type_of_w, "in_type_of_w with whole numbers in w"),
        (double_only, "double_only with whole numbers in x"),
        (contiguous_only, "contiguous_only with arrays that are every other entry"),
        (with_an_overflow, "with_an_overflow overflows on the way for large numbers"),
        (lambda x, w: x * w / (x.max() < 1e4), "gives NaN or infinity for large numbers"),
    ],
)
def test_each_usual_fault_is_told(function: Callable[..., Any], said: str) -> None:
    with np.errstate(divide="ignore"), pytest.raises(CheckFailed, match=said):
        check.any_numbers(function, X, W)
