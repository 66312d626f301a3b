"""Right answers to a06_rnn as most people write them, which look at none of their arguments, lose nothing."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.assignment import load_assignment
from tests.support import handing_in
from tests.support.grids import case
from tests.support.marking import SEEDS

EXERCISES = {exercise.name: exercise for exercise in load_assignment("a06_rnn").exercises}


def rnn_step(x: Any, h: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    return np.tanh(x @ w_x + h @ w_h + b)


def rnn_forward(x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    N, T, _ = x.shape
    hs = np.zeros((N, T, len(b)))
    h = h0
    for t in range(T):
        h = rnn_step(x[:, t], h, w_x, w_h, b)
        hs[:, t] = h
    return hs


def rnn_backward(dhs: Any, x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    hs = rnn_forward(x, h0, w_x, w_h, b)
    dx = np.zeros(x.shape)
    dw_x, dw_h, db = np.zeros(w_x.shape), np.zeros(w_h.shape), np.zeros(b.shape)
    dh = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        before = hs[:, t - 1] if t > 0 else h0
        da = (dhs[:, t] + dh) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ w_x.T
        dw_x += x[:, t].T @ da
        dw_h += before.T @ da
        db += da.sum(axis=0)
        dh = da @ w_h.T
    return dx, dh, dw_x, dw_h, db


def gradient_norms(x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    hs = rnn_forward(x, h0, w_x, w_h, b)
    N, T, U = hs.shape
    J = np.tile(np.eye(U), (N, 1, 1))
    norms = np.zeros(T)
    for t in range(T - 1, -1, -1):
        norms[t] = np.sqrt(np.sum(J**2))
        J = np.einsum("niu,nu,vu->niv", J, 1 - hs[:, t] ** 2, w_h)
    return norms


def generate(h0: Any, first: Any, w_x: Any, w_h: Any, b: Any, w_out: Any, b_out: Any, steps: Any) -> Any:
    D = len(w_x)
    tokens = np.zeros((len(first), steps), dtype=int)
    h, token = h0, first
    for t in range(steps):
        h = rnn_step(np.eye(D)[token], h, w_x, w_h, b)
        token = np.argmax(h @ w_out + b_out, axis=1)
        tokens[:, t] = token
    return tokens


def short_ones_returned(grads: Any, max_norm: Any) -> Any:
    norm = float(np.sqrt(sum(np.sum(np.asarray(g, dtype=np.float64) ** 2) for g in grads)))
    if max_norm < 0:
        raise ValueError
    if norm <= max_norm:
        return grads, norm
    return [g * (max_norm / norm) for g in grads], norm


def clip_gradients(grads: Any, max_norm: Any) -> Any:
    clipped, norm = short_ones_returned(grads, max_norm)
    return [g.copy() for g in clipped], norm


PLAIN = [rnn_step, rnn_forward, rnn_backward, gradient_norms, clip_gradients, generate]


@pytest.mark.parametrize("plain", [pytest.param(one, marks=pytest.mark.xdist_group(one.__name__)) for one in PLAIN])
def test_a_plain_answer_gets_every_point(plain: Callable[..., Any]) -> None:
    exercise = EXERCISES[plain.__name__]
    for seed in SEEDS:
        with case(seed=seed):
            assert handing_in.points(exercise, seed, plain) == {one.name: one.points for one in exercise.aspects}


def test_short_gradients_that_come_back_themselves_cost_what_side_effects_cost_and_nothing_else() -> None:
    exercise = EXERCISES["clip_gradients"]
    wanted = {one.name: 0 if one.side_effects else one.points for one in exercise.aspects}
    for seed in SEEDS:
        with case(seed=seed):
            assert handing_in.points(exercise, seed, short_ones_returned) == wanted
