"""Hidden cases of ``rnn_forward``: one step, then several from a state of zeros, then from any state."""

import numpy as np

from autograder.authoring import DTYPES, Case, Cases, Draw, Function, call, changed, exercise, integer_output, then
from solutions.a06_rnn.networks import calls, network
from solutions.a06_rnn.reference import rnn_forward
from solutions.a06_rnn.steps import STEPS, states_from_h0, total

ASPECTS = {
    "one_step": (0.5, "sequences of one step, from zeros"),
    "steps": (1.0, "several steps, from zeros"),
    "h0": (0.75, "other states before the first step"),
    "sizes": (0.5, "one sample, one unit, no steps at all, and many of each"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """Sequences of one, two and more steps; the sizes N, T, D, U mostly differ, so that no axis passes for another."""
    yield "one_step", calls(d, network, (1, 1, 3, 2), (3, 1, 4, 2), (2, 1, 2, 5), start=False)
    yield "steps", calls(d, network, (1, 2, 3, 2), (1, 4, 2, 3), (2, (3, 5), 4, 3), (4, 3, 2, 5), start=False)
    yield "h0", calls(d, network, (1, 2, 3, 2), (3, 1, 2, 4), (2, (3, 5), 4, 3))
    yield "sizes", calls(d, network, (1, 3, 1, 1), (3, 3, 3, 3), (5, 2, 4, 1), (2, 0, 3, 4), (6, 12, 5, 7))


def ordinary(d: Draw) -> Case:
    """A network in which every argument counts."""
    return call(*network(d, 2, 3, 3, 2))


def unrolled(step: Function) -> Function:
    """`rnn_forward` with another step."""

    def wrong(x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> np.ndarray:
        states = np.zeros((*x.shape[:2], h0.shape[1]))
        h = h0
        for t in range(x.shape[1]):
            h = states[:, t] = step(x[:, t], h, *weights)
        return states

    return wrong


def forgets(x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> np.ndarray:
    """Every step but the first starts from zeros."""
    before = np.zeros((*x.shape[:2], h0.shape[1]))
    before[:, :1] = h0[:, None]
    return np.tanh(total(x, before, *weights))


MISTAKES = {
    "h0_ignored": changed(rnn_forward, h0=np.zeros_like),
    "always_from_h0": lambda x, h0, *weights: np.tanh(total(x, h0[:, None], *weights)),
    "forgets": forgets,
    "states_reversed": then(rnn_forward, lambda hs: hs[:, ::-1]),
    "read_backwards": changed(rnn_forward, x=lambda x: x[:, ::-1]),
    "last_state_only": then(rnn_forward, lambda hs: hs[:, -1:].sum(axis=1)),
    "last_state_everywhere": then(rnn_forward, lambda hs: np.broadcast_to(hs[:, -1:], hs.shape)),
    "time_first": then(rnn_forward, lambda hs: hs.swapaxes(0, 1)),
    "states_reshaped": then(rnn_forward, lambda hs: hs.swapaxes(0, 1).reshape(hs.shape)),
    "h0_included": states_from_h0,
    "states_before": then(states_from_h0, lambda hs: hs[:, :-1]),
    **{name: unrolled(STEPS[name]) for name in ("tanh_missing", "sigmoid_instead", "w_h_transposed", "bias_missing")},
    "integer_output": integer_output(rnn_forward),
}

EXERCISE = exercise(rnn_forward, ASPECTS, cases, MISTAKES, ordinary=ordinary, builds_on=("rnn_step",))
