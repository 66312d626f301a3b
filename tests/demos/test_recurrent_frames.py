"""What the recurrent demos show, against arithmetic by hand and derivatives measured by wiggling."""

from functools import partial

import numpy as np
import pytest

from course.demos import gradient_clipping, gradient_norms, unrolled_rnn
from course.demos.gradient_norms import SCALES, STEPS, UNITS
from course.gradient import numeric_gradients
from tests.support.grids import case


def test_two_steps_by_hand() -> None:
    w_x, w_h, b = np.array([[1.0, 0]]), np.array([[0.5, 1], [0, 0]]), np.zeros(2)
    frame = unrolled_rnn.frame(np.array([1.0, 0]), w_x, w_h, b)
    states = next(grid for grid in frame.grids if grid.name == "h").rows
    np.testing.assert_array_equal(states, [[0, 0.76, 0.36], [0, 0, 0.64]])  # tanh(1), tanh(0.38); tanh(0), tanh(0.76)
    assert frame.words[1]["terms0"] == "0·1 + 0.762·0.5 + 0·0 + 0"
    assert (frame.words[1]["sum0"], frame.words[1]["new0"]) == ("0.381", "0.363")
    assert [arrows.lit for arrows in frame.arrows] == [[[0], [1]], [[0], [1]]]


def test_negative_numbers_stand_in_brackets_inside_a_sum_and_bare_outside() -> None:
    frame = unrolled_rnn.frame(np.array([1.0, 0]), np.array([[-1.0, 0]]), np.array([[-0.5, 1], [0, 0]]), np.zeros(2))
    assert frame.words[0]["terms0"] == "1·(−1) + 0·(−0.5) + 0·0 + 0"
    assert frame.words[0]["new0"] == "−0.762"
    assert frame.words[1]["before"] == "−0.762, 0"


def test_the_norms_are_those_of_wiggled_states() -> None:
    def end(state: np.ndarray, later: np.ndarray, w_h: np.ndarray) -> np.ndarray:
        for push in later:
            state = np.tanh(push + state @ w_h)
        return state

    pushes, turn = gradient_norms.network(6, 4, seed=1)
    pushes = 50 * pushes
    for scale in (0.5, 1.0, 1.5):
        w_h = scale * turn
        with case(scale=scale):
            states, steep = gradient_norms.slopes(pushes, w_h)
            norms = gradient_norms.backward_norms(steep, w_h)
            for t, state in enumerate(states):
                to_the_end = partial(end, later=pushes[t + 1 :], w_h=w_h)
                rows = [numeric_gradients(to_the_end, (state,), unit)[0] for unit in np.eye(4)]
                assert norms[t] == pytest.approx(np.linalg.norm(rows), rel=1e-6), f"step {t}"


def test_without_tanh_the_norm_changes_by_the_scale_at_every_step() -> None:
    pushes, turn = gradient_norms.network(STEPS, UNITS, seed=8)
    for scale in SCALES:
        with case(scale=scale):
            line = gradient_norms.frame(pushes, turn, scale).charts[0].series["linear"]
            np.testing.assert_allclose(line, np.sqrt(UNITS) * scale ** np.arange(STEPS - 1, -1, -1))


def test_the_verdict_follows_the_scale() -> None:
    pushes, turn = gradient_norms.network(STEPS, UNITS, seed=8)
    verdicts = [gradient_norms.frame(pushes, turn, scale).facts["says"] for scale in SCALES]
    assert verdicts == ["vanishes"] * 5 + ["holds"] * 2 + ["explodes"] * 4


def test_the_length_of_the_gradient_is_that_of_wiggled_weights() -> None:
    pushes, turn = gradient_norms.network(6, 3, seed=1)
    pushes = 30 * pushes

    def loss(w_h: np.ndarray) -> np.ndarray:
        return np.array(0.5 * np.sum((gradient_norms.slopes(pushes, w_h)[0][-1] - 0.5) ** 2))

    for scale in (0.5, 1.2):
        with case(scale=scale):
            measured = np.linalg.norm(numeric_gradients(loss, (scale * turn,), np.array(1.0))[0])
            assert gradient_clipping.gradient_length(pushes, scale * turn) == pytest.approx(measured, rel=1e-6)


def test_clipping_cuts_what_is_above_and_leaves_what_is_below() -> None:
    series = gradient_clipping.frame(np.linspace(0.2, 2.2, len(SCALES)), 1).charts[0].series
    np.testing.assert_allclose(series["after"], [0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 1, 1, 1])
