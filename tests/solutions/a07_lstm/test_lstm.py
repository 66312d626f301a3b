"""The LSTM's forward pass: by hand, over a grid of sizes, at extremes, and against PyTorch's own."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch

from solutions.a07_lstm.reference import bidirectional, lstm_forward, lstm_step
from tests.support.grids import case

Arrays = tuple[np.ndarray, ...]
SIZES = list(itertools.product((1, 3), (1, 2, 5), (1, 3), (1, 2, 4)))  # N, T, D, U


def parameters(n: int, steps: int, features: int, units: int, dtype: Any = np.float64) -> Arrays:
    """x, h0, c0, w_x, w_h, b."""
    rng = np.random.default_rng((n, steps, features, units))
    shapes = (n, steps, features), (n, units), (n, units), (features, 4 * units), (units, 4 * units), (4 * units,)
    return tuple(rng.normal(size=shape).astype(dtype) for shape in shapes)


def test_a_step_worked_by_hand() -> None:
    # a = 1·(0, 0, ln 2, 0) + 2·(0, ln 3 / 2, 0, 0) + (0, 0, 0, -ln 3) = (0, ln 3, ln 2, -ln 3)
    # i = 1/2, f = 3/4, g = (2 - 1/2) / (2 + 1/2) = 3/5, o = 1/4;  c = 3/4 · 0.8 + 1/2 · 3/5 = 0.9
    w_x, w_h, b = [[0, 0, np.log(2), 0]], [[0, np.log(3) / 2, 0, 0]], [0, 0, 0, -np.log(3)]
    h, c = lstm_step(*map(np.array, ([[1.0]], [[2.0]], [[0.8]], w_x, w_h, b)))
    np.testing.assert_allclose(c, [[0.9]])
    np.testing.assert_allclose(h, [[np.tanh(0.9) / 4]])


def test_a_step_equals_pytorchs_cell() -> None:
    for n, steps, features, units in SIZES:
        x, h, c, w_x, w_h, b = parameters(n, steps, features, units)
        cell = torch.nn.LSTMCell(features, units, dtype=torch.float64)
        # PyTorch adds two biases
        _load(cell, {"weight_ih": w_x.T, "weight_hh": w_h.T, "bias_ih": b, "bias_hh": 0 * b})
        with torch.no_grad():
            expected = cell(torch.tensor(x[:, 0]), (torch.tensor(h), torch.tensor(c)))
        with case(n=n, steps=steps, features=features, units=units):
            for actual, wanted in zip(lstm_step(x[:, 0], h, c, w_x, w_h, b), expected, strict=True):
                np.testing.assert_allclose(actual, wanted.numpy(), atol=1e-12)


def test_many_steps_equal_pytorchs_layer() -> None:
    for n, steps, features, units in SIZES:
        x, h0, c0, w_x, w_h, b = parameters(n, steps, features, units)
        layer = torch.nn.LSTM(features, units, batch_first=True, dtype=torch.float64)
        _load(layer, {"weight_ih_l0": w_x.T, "weight_hh_l0": w_h.T, "bias_ih_l0": b, "bias_hh_l0": 0 * b})
        with torch.no_grad():
            wanted_hs, (_, wanted_c) = layer(torch.tensor(x), (torch.tensor(h0)[None], torch.tensor(c0)[None]))
        with case(n=n, steps=steps, features=features, units=units):
            hs, c = lstm_forward(x, h0, c0, w_x, w_h, b)
            np.testing.assert_allclose(hs, wanted_hs.numpy(), atol=1e-12)
            np.testing.assert_allclose(c, wanted_c[0].numpy(), atol=1e-12)


def _load(module: torch.nn.Module, values: dict[str, np.ndarray]) -> None:
    module.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in values.items()})


def test_a_sequence_of_no_steps_leaves_the_state() -> None:
    x, h0, c0, *rest = parameters(2, 1, 3, 4)
    hs, c = lstm_forward(x[:, :0], h0, c0, *rest)
    assert hs.shape == (2, 0, 4)
    np.testing.assert_array_equal(c, c0)
    assert not np.may_share_memory(c, c0)


def test_nothing_overflows() -> None:
    for size in (1e3, -1e3, 1e300):
        x, h, c, w_x, w_h, b = parameters(2, 1, 3, 4)
        with case(size=size):
            for state in lstm_step(size * x[:, 0], h, c, w_x, w_h, b):  # a warning would be an error
                assert np.isfinite(state).all()
                assert np.abs(state).max() <= np.abs(c).max() + 1


def test_an_open_forget_gate_keeps_the_cell_and_a_closed_one_empties_it() -> None:
    x, h0, c0, w_x, w_h, _ = parameters(2, 6, 3, 1)
    keep, empty = np.array([-1e4, 1e4, 0, 0]), np.array([-1e4, -1e4, 0, 0])
    np.testing.assert_allclose(lstm_forward(x, h0, c0, w_x, w_h, keep)[1], c0)
    np.testing.assert_array_equal(lstm_forward(x, h0, c0, w_x, w_h, empty)[1], 0 * c0)


def test_dtypes() -> None:
    for dtype, expected in ((np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)):
        arrays = [np.round(3 * array).astype(dtype) for array in parameters(2, 3, 3, 2)]
        with case(dtype=dtype):
            exact = lstm_forward(*(array.astype(np.float64) for array in arrays))
            for actual, wanted in zip(lstm_forward(*arrays), exact, strict=True):
                assert actual.dtype == expected
                np.testing.assert_allclose(actual, wanted, atol=1e-5)


def test_shapes_that_do_not_belong_together_raise() -> None:
    for which in range(6):
        arrays = list(parameters(3, 2, 3, 2))
        arrays[which] = np.ones(tuple(size + 2 for size in arrays[which].shape))
        with case(which=which), pytest.raises(ValueError, match=r".+"):
            lstm_forward(*arrays)


def test_merges_worked_by_hand() -> None:
    forward, backward = np.array([[[1.0], [2.0], [3.0]]]), np.array([[[10.0], [20.0], [50.0]]])
    # position 0 meets what the backward layer knew after its last step, 50; then 20, then 10
    np.testing.assert_array_equal(bidirectional(forward, backward, "sum"), [[[51], [22], [13]]])
    np.testing.assert_array_equal(bidirectional(forward, backward, "mul"), [[[50], [40], [30]]])
    np.testing.assert_array_equal(bidirectional(forward, backward, "ave"), [[[25.5], [11], [6.5]]])
    np.testing.assert_array_equal(bidirectional(forward, backward, "concat"), [[[1, 50], [2, 20], [3, 10]]])
    first, second = bidirectional(forward, backward, None)
    np.testing.assert_array_equal(first, forward)
    np.testing.assert_array_equal(second, [[[50], [20], [10]]])


def test_concat_of_two_readings_equals_pytorchs_bidirectional_layer() -> None:
    for n, steps, features, units in SIZES:
        x, h0, c0, *there = parameters(n, steps, features, units)
        _, _, _, *back = parameters(n + 1, steps, features, units)
        layer = torch.nn.LSTM(features, units, batch_first=True, bidirectional=True, dtype=torch.float64)
        for suffix, (w_x, w_h, b) in (("", there), ("_reverse", back)):
            with torch.no_grad():
                for name, value in (("weight_ih", w_x.T), ("weight_hh", w_h.T), ("bias_ih", b), ("bias_hh", 0 * b)):
                    getattr(layer, f"{name}_l0{suffix}").copy_(torch.tensor(np.ascontiguousarray(value)))
        with torch.no_grad():
            state = torch.tensor(np.stack([h0, h0])), torch.tensor(np.stack([c0, c0]))
            expected = layer(torch.tensor(x), state)[0]
        with case(n=n, steps=steps, features=features, units=units):
            readings = lstm_forward(x, h0, c0, *there)[0], lstm_forward(x[:, ::-1], h0, c0, *back)[0]
            np.testing.assert_allclose(bidirectional(*readings, "concat"), expected.numpy(), atol=1e-12)


def test_merged_arrays_are_new_and_floating() -> None:
    for merge in ("sum", "mul", "concat", "ave", None):
        forward, backward = np.arange(6).reshape(1, 3, 2), np.arange(6, 12).reshape(1, 3, 2)
        with case(merge=merge):
            merged = bidirectional(forward, backward, merge)
            for array in merged if isinstance(merged, tuple) else (merged,):
                assert array.dtype == np.float64
                array[...] = -1
            halves = forward / 2, backward / 2
            for array in bidirectional(*halves, merge):
                assert not any(np.may_share_memory(array, half) for half in halves)
            np.testing.assert_array_equal(forward.ravel(), range(6))
            np.testing.assert_array_equal(backward.ravel(), range(6, 12))


def test_merges_that_make_no_sense_raise() -> None:
    both = np.ones((1, 2, 3)), np.ones((1, 2, 3))
    for merge in ("max", "", "SUM"):
        with case(merge=merge), pytest.raises(ValueError, match="The merge must be"):
            bidirectional(*both, merge)
    with pytest.raises(ValueError, match="must have one shape"):
        bidirectional(both[0], both[1][:, :1], "sum")
