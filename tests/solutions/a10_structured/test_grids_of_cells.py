"""Two-dimensional LSTMs: by hand, number by number, as sequences in either direction, and by counting paths."""

import itertools
import math

import numpy as np
import pytest

from solutions.a07_lstm.reference import lstm_forward, lstm_step
from solutions.a10_structured.reference import lstm2d_forward, lstm2d_step
from tests.solutions.a10_structured import number_by_number
from tests.support.grids import case

Arrays = tuple[np.ndarray, ...]
NO_WEIGHTS = np.zeros((1, 5))
ALONG_A_ROW, DOWN_A_COLUMN = (0, 1, 3, 4), (0, 2, 3, 4)  # the blocks that are an LSTM's i, f, g, o


def weights(features: int, units: int) -> Arrays:
    """w_x, w_left, w_up, b."""
    rng = np.random.default_rng((features, units))
    wide = 5 * units
    return tuple(rng.normal(size=shape) for shape in ((features, wide), (units, wide), (units, wide), (wide,)))


def blocks(array: np.ndarray, chosen: tuple[int, ...]) -> np.ndarray:
    """Some of the five blocks, side by side."""
    split = np.split(array, 5, axis=-1)
    return np.concatenate([split[k] for k in chosen], axis=-1)


def test_a_step_worked_by_hand() -> None:
    # a = (0, ln 3, -ln 3, ln 2, -ln 3): i = 1/2, f_left = 3/4, f_up = 1/4, g = 3/5, o = 1/4
    # c = 3/4 · 0.8 + 1/4 · 0.4 + 1/2 · 3/5 = 1
    ln2, ln3 = np.log(2), np.log(3)
    x, h_left, c_left, h_up, c_up = (np.array([[number]]) for number in (1.0, 2.0, 0.8, -1.0, 0.4))
    rows = [0, 0, 0, ln2, 0], [0, ln3 / 2, 0, 0, 0], [0, 0, ln3, 0, 0]
    w_x, w_left, w_up = (np.array([row]) for row in rows)
    h, c = lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, np.array([0, 0, 0, 0, -ln3]))
    np.testing.assert_allclose(c, [[1]])
    np.testing.assert_allclose(h, [[np.tanh(1) / 4]])


def test_a_step_equals_the_formulas_number_by_number() -> None:
    for N, D, U in itertools.product((1, 3), (1, 3), (1, 2, 4)):
        rng = np.random.default_rng((N, D, U))
        x, *states = rng.normal(size=(N, D)), *rng.normal(size=(4, N, U))
        with case(N=N, D=D, U=U):
            h, c = lstm2d_step(x, *states, *weights(D, U))
            for n in range(N):
                h_left, c_left, h_up, c_up = (list(state[n]) for state in states)
                wanted = number_by_number.cell(list(x[n]), (h_left, c_left), (h_up, c_up), *weights(D, U))
                np.testing.assert_allclose([h[n], c[n]], wanted, atol=1e-12)


def test_without_one_neighbour_it_is_a_step_of_an_lstm() -> None:
    rng = np.random.default_rng(1)
    x, h, c = rng.normal(size=(3, 2)), rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    none = np.zeros((3, 4))
    w_x, w_left, w_up, b = weights(2, 4)
    on_the_left = lstm2d_step(x, h, c, none, none, w_x, w_left, w_up, b)
    from_above = lstm2d_step(x, none, none, h, c, w_x, w_left, w_up, b)
    for found, w_h, chosen in ((on_the_left, w_left, ALONG_A_ROW), (from_above, w_up, DOWN_A_COLUMN)):
        with case(blocks=chosen):
            wanted = lstm_step(x, h, c, *(blocks(array, chosen) for array in (w_x, w_h, b)))
            np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_a_grid_equals_the_formulas_number_by_number() -> None:
    for N, R, S, D, U in ((1, 1, 1, 1, 1), (2, 2, 3, 1, 2), (1, 4, 2, 3, 1), (2, 3, 3, 2, 2)):
        x = np.random.default_rng((N, R, S, D, U)).normal(size=(N, R, S, D))
        with case(N=N, R=R, S=S, D=D, U=U):
            found = lstm2d_forward(x, *weights(D, U))
            np.testing.assert_allclose(found, number_by_number.grid(x, *weights(D, U)), atol=1e-12)


def test_a_grid_of_one_row_or_one_column_is_a_sequence() -> None:
    for N, T, D, U in itertools.product((1, 3), (1, 2, 6), (1, 3), (1, 2, 4)):
        x = np.random.default_rng((N, T, D, U)).normal(size=(N, T, D))
        w_x, w_left, w_up, b = weights(D, U)
        none = np.zeros((N, U))
        with case(N=N, T=T, D=D, U=U):
            row = lstm_forward(x, none, none, *(blocks(array, ALONG_A_ROW) for array in (w_x, w_left, b)))[0]
            np.testing.assert_allclose(lstm2d_forward(x[:, None], w_x, w_left, w_up, b)[:, 0], row, atol=1e-12)
            column = lstm_forward(x, none, none, *(blocks(array, DOWN_A_COLUMN) for array in (w_x, w_up, b)))[0]
            np.testing.assert_allclose(lstm2d_forward(x[:, :, None], w_x, w_left, w_up, b)[:, :, 0], column, atol=1e-12)


def test_a_grid_turned_over_with_its_weights_gives_the_states_turned_over() -> None:
    x = np.random.default_rng(2).normal(size=(2, 3, 4, 2))
    w_x, w_left, w_up, b = weights(2, 3)
    turned = [blocks(array, (0, 2, 1, 3, 4)) for array in (w_x, w_up, w_left, b)]
    wanted = lstm2d_forward(x, w_x, w_left, w_up, b).swapaxes(1, 2)
    np.testing.assert_allclose(lstm2d_forward(x.swapaxes(1, 2), *turned), wanted, atol=1e-12)


def test_a_cell_sees_what_lies_above_and_to_the_left_of_it_and_nothing_else() -> None:
    x = np.random.default_rng(3).normal(size=(1, 4, 4, 2))
    before = lstm2d_forward(x, *weights(2, 3))
    for r, s in np.ndindex(4, 4):
        moved = x.copy()
        moved[0, r, s] += 1
        with case(r=r, s=s):
            seen = (lstm2d_forward(moved, *weights(2, 3)) != before)[0].any(axis=-1)
            np.testing.assert_array_equal(seen, np.outer(np.arange(4) >= r, np.arange(4) >= s))


def memory_in_the_corner(R: int, S: int, forget_bias: float) -> float:
    """What arrives in the last cell of a 1 in the first one, all gates but the two forget gates open."""
    x = np.zeros((1, R, S, 1))
    x[0, 0, 0] = 1
    b = np.array([100.0, forget_bias, forget_bias, 0, 100])
    h = lstm2d_forward(x, np.array([[0.0, 0, 0, 100, 0]]), NO_WEIGHTS, NO_WEIGHTS, b)[0, -1, -1, 0]
    return math.atanh(h)


def test_memory_goes_along_every_path() -> None:
    # C(14, 7) = 3 432 paths of 14 steps lead across 8 × 8 cells; one path leads along 15
    assert math.comb(14, 7) == 3432
    assert memory_in_the_corner(8, 8, 0) == pytest.approx(0.209, abs=5e-4)
    assert memory_in_the_corner(8, 8, -1) == pytest.approx(0.00004, abs=5e-6)
    assert memory_in_the_corner(1, 15, 0) == pytest.approx(0.00006, abs=5e-6)
    assert memory_in_the_corner(1, 15, 1) == pytest.approx(0.0125, abs=5e-5)


def test_with_open_gates_the_memory_grows() -> None:
    # tanh hides how large the cell is, so the steps are taken one by one
    cells: dict[tuple[int, int], np.ndarray] = {}
    b, zero = np.array([-100.0, 1, 1, 0, 100]), np.zeros((1, 1))
    for r, s in np.ndindex(8, 8):
        left, up = cells.get((r, s - 1), zero), cells.get((r - 1, s), zero)
        given = zero, zero, left, zero, up, NO_WEIGHTS, NO_WEIGHTS, NO_WEIGHTS, b
        cells[r, s] = lstm2d_step(*given)[1] if (r, s) != (0, 0) else np.ones((1, 1))
    assert cells[7, 7][0, 0] == pytest.approx(42.7, abs=0.05)


def test_states_that_would_be_stretched_raise() -> None:
    x, *states = np.zeros((3, 2)), *np.zeros((4, 3, 4))
    for which in range(4):
        for cut in (np.s_[:1], np.s_[:, :1], np.s_[:2]):
            wrong = [state[cut] if place == which else state for place, state in enumerate(states)]
            with case(which=which, cut=cut), pytest.raises(ValueError, match="the shape"):
                lstm2d_step(x, *wrong, *weights(2, 4))
    with pytest.raises(ValueError, match="the shape"):
        lstm2d_step(x, *(state[:1] for state in states), *weights(2, 4))


def test_nothing_overflows_and_types_stay() -> None:
    rng = np.random.default_rng(4)
    for dtype, expected in ((np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)):
        arrays = [np.round(3 * array).astype(dtype) for array in (rng.normal(size=(2, 3, 2, 2)), *weights(2, 3))]
        with case(dtype=dtype), np.errstate(over="raise"):
            found = lstm2d_forward(*arrays)
            assert found.dtype == expected
            np.testing.assert_allclose(found, lstm2d_forward(*(one.astype(np.float64) for one in arrays)), atol=1e-5)
            assert np.isfinite(lstm2d_forward(*(np.multiply(1e4, one) for one in arrays))).all()
