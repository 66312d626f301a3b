"""Both GRUs' forward pass: by hand, over a grid of sizes, at extremes, and against PyTorch's own."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from solutions.a08_gru.reference import gru_forward, gru_step, gru_step_reset_after
from tests.support.grids import case

Arrays = tuple[np.ndarray, ...]
Sizes = tuple[int, int, int, int]
SIZES: list[Sizes] = list(itertools.product((1, 3), (1, 2, 5), (1, 3), (1, 2, 4)))  # N, T, D, U


def parameters(size: Sizes, dtype: Any = np.float64) -> Arrays:
    """x, h0, w_x, w_h, b_x, b_h."""
    n, steps, features, units = size
    rng = np.random.default_rng(size)
    shapes = (n, steps, features), (n, units), (features, 3 * units), (units, 3 * units), (3 * units,), (3 * units,)
    return tuple(rng.normal(size=shape).astype(dtype) for shape in shapes)


def step_by_loops(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The step with its reset before the product, one number at a time: there is no other library to ask."""
    units = h.shape[1]
    out = np.zeros_like(h)

    def total(sample: int, column: int, state: list[float]) -> float:
        return float(x[sample] @ w_x[:, column] + np.dot(state, w_h[:, column]) + b[column])

    for sample, u in itertools.product(range(len(x)), range(units)):
        old = list(h[sample])
        r = [1 / (1 + np.exp(-total(sample, k, old))) for k in range(units)]
        z = 1 / (1 + np.exp(-total(sample, units + u, old)))
        n = np.tanh(total(sample, 2 * units + u, [gate * value for gate, value in zip(r, old, strict=True)]))
        out[sample, u] = z * old[u] + (1 - z) * n
    return out


def test_the_two_resets_worked_by_hand() -> None:
    # z = 0, so the state is the candidate; r = (1/2, 3/4); the candidate's weights are 1 from both units to both
    x, h = np.array([[1.0]]), np.array([[0.8, 0.4]])
    w_x, w_h, b = np.zeros((1, 6)), np.zeros((2, 6)), np.array([0, np.log(3), -100, -100, 0, 0])
    w_h[:, 4:] = 1
    # before: 1/2 · 0.8 + 3/4 · 0.4 = 0.7 for both;  after: 1/2 · (0.8 + 0.4) = 0.6 and 3/4 · 1.2 = 0.9
    np.testing.assert_allclose(gru_step(x, h, w_x, w_h, b), [np.tanh([0.7, 0.7])])
    np.testing.assert_allclose(gru_step_reset_after(x, h, w_x, w_h, b, 0 * b), [np.tanh([0.6, 0.9])])
    b_h = np.array([0, 0, 0, 0, 0.8, 0.8])  # 1/2 · (1.2 + 0.8) and 3/4 · (1.2 + 0.8)
    np.testing.assert_allclose(gru_step_reset_after(x, h, w_x, w_h, b, b_h), [np.tanh([1.0, 1.5])])


def test_the_step_with_reset_before_equals_loops() -> None:
    for size in SIZES:
        x, h, w_x, w_h, b, _ = parameters(size)
        expected = step_by_loops(x[:, 0], h, w_x, w_h, b)
        with case(size=size):
            np.testing.assert_allclose(gru_step(x[:, 0], h, w_x, w_h, b), expected, atol=1e-12)


def test_the_step_with_reset_after_equals_pytorchs_cell() -> None:
    for size in SIZES:
        x, h, w_x, w_h, b_x, b_h = parameters(size)
        cell = torch.nn.GRUCell(size[2], size[3], dtype=torch.float64)
        values = {"weight_ih": w_x.T, "weight_hh": w_h.T, "bias_ih": b_x, "bias_hh": b_h}
        cell.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in values.items()})
        with torch.no_grad():
            expected = cell(torch.tensor(x[:, 0]), torch.tensor(h)).numpy()
        with case(size=size):
            np.testing.assert_allclose(gru_step_reset_after(x[:, 0], h, w_x, w_h, b_x, b_h), expected, atol=1e-12)


def test_many_steps_are_one_after_the_other() -> None:
    for size in SIZES:
        x, h, w_x, w_h, b, _ = parameters(size)
        with case(size=size):
            hs = gru_forward(x, h, w_x, w_h, b)
            assert hs.shape == (size[0], size[1], size[3])
            for t in range(size[1]):
                h = step_by_loops(x[:, t], h, w_x, w_h, b)
                np.testing.assert_allclose(hs[:, t], h, atol=1e-12)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**32))
def test_with_one_unit_the_two_resets_agree(n: int, features: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shapes = (n, features), (n, 1), (features, 3), (1, 3), (3,)
    x, h, w_x, w_h, b = (rng.normal(size=shape) for shape in shapes)
    np.testing.assert_allclose(gru_step(x, h, w_x, w_h, b), gru_step_reset_after(x, h, w_x, w_h, b, 0 * b), atol=1e-12)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**32))
def test_the_new_state_lies_between_the_old_one_and_a_tanh(n: int, units: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, h, w_x, w_h, b, b_h = (
        3 * rng.normal(size=shape)
        for shape in ((n, 2), (n, units), (2, 3 * units), (units, 3 * units), (3 * units,), (3 * units,))
    )
    for new in (gru_step(x, h, w_x, w_h, b), gru_step_reset_after(x, h, w_x, w_h, b, b_h)):
        assert (new <= np.maximum(h, 1)).all()
        assert (new >= np.minimum(h, -1)).all()


def test_nothing_overflows() -> None:
    for size in (1e3, -1e3, 1e300):
        x, h, w_x, w_h, b_x, b_h = parameters((2, 1, 3, 4))
        with case(size=size):
            for state in (
                gru_step(size * x[:, 0], h, w_x, w_h, b_x),  # a warning would be an error
                gru_step_reset_after(size * x[:, 0], h, w_x, w_h, b_x, b_h),
            ):
                assert np.isfinite(state).all()


def test_a_sequence_of_no_steps_has_no_states() -> None:
    x, h0, w_x, w_h, b, _ = parameters((2, 1, 3, 4))
    assert gru_forward(x[:, :0], h0, w_x, w_h, b).shape == (2, 0, 4)


def test_an_open_update_gate_copies_the_past() -> None:
    x, h0, w_x, w_h, _, _ = parameters((2, 6, 3, 2))
    b = np.array([0.0, 0, 1e4, 1e4, 0, 0])
    hs = gru_forward(x, h0, w_x, w_h, b)
    np.testing.assert_allclose(hs, np.repeat(h0[:, None], 6, axis=1))
    copies = x.copy(), h0.copy()
    hs[...] = 7
    np.testing.assert_array_equal(x, copies[0])
    np.testing.assert_array_equal(h0, copies[1])


def test_dtypes() -> None:
    for dtype, expected in ((np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)):
        x, h, w_x, w_h, b_x, b_h = (np.round(3 * array).astype(dtype) for array in parameters((2, 3, 3, 2)))
        with case(dtype=dtype):
            assert gru_forward(x, h, w_x, w_h, b_x).dtype == expected
            assert gru_step_reset_after(x[:, 0], h, w_x, w_h, b_x, b_h).dtype == expected
            wide = (array.astype(np.float64) for array in (x, h, w_x, w_h, b_x))
            np.testing.assert_allclose(gru_forward(x, h, w_x, w_h, b_x), gru_forward(*wide), atol=1e-5)


def test_shapes_that_do_not_belong_together_raise() -> None:
    for which in range(6):
        arrays = list(parameters((3, 2, 3, 2)))
        arrays[which] = np.ones(tuple(size + 2 for size in arrays[which].shape))
        if which < 5:
            with case(which=which, function=gru_forward), pytest.raises(ValueError, match=r".+"):
                gru_forward(*arrays[:5])
        x, *rest = arrays
        with case(which=which, function=gru_step_reset_after), pytest.raises(ValueError, match=r".+"):
            gru_step_reset_after(x[:, 0], *rest)
