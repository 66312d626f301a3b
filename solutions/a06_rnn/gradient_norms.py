"""Hidden cases of ``gradient_norms``: the identity, one factor, the product; vanishing and exploding."""

from itertools import accumulate
from typing import Any

import numpy as np

from autograder.authoring import DTYPES, Case, Cases, Draw, Function, call, changed, exercise, then
from solutions.a06_rnn.given_steps import norms_of_step
from solutions.a06_rnn.networks import Arrays, calls, network
from solutions.a06_rnn.reference import gradient_norms
from solutions.a06_rnn.steps import states_from_h0

ASPECTS = {
    "last": (0.25, "the last entry, where nothing is multiplied yet"),
    "two_steps": (0.75, "the entry before, one step back"),
    "product": (1.0, "several steps back, vanishing and exploding"),
    "batch": (0.5, "several samples in one norm"),
    "sizes": (0.25, "one sample, one unit, and many of each"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One sample with one, two and more steps, then batches."""
    yield "last", calls(d, network, (1, 1, 3, 2), (3, 1, 2, 4))
    yield "two_steps", calls(d, network, (1, 2, 3, 2), (1, 2, 2, 4), start=False)
    yield "two_steps", [call(*network(d, 1, 2, 4, 3, start=False, scale=2))]
    yield "product", calls(d, network, (1, 3, 2, 3))
    yield "product", [call(*network(d, 1, d.between(9, 11), 2, 3, scale=0.4))]
    yield "product", [call(*quiet(*network(d, 1, d.between(5, 7), 3, 4, scale=2.5)))]
    yield "batch", calls(d, network, (2, 3, 2, 3), (4, 3, 3, 2), (3, 2, 2, 5))
    yield "sizes", calls(d, network, (1, 4, 1, 1), (3, 3, 3, 3), (2, (10, 14), 1, 2), (6, 12, 5, 7), scale=0.5)


def quiet(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> Arrays:
    """The network near the state 0, where no slope of tanh keeps a product from exploding."""
    return x / 1000, h0 / 1000, w_x, w_h, np.zeros_like(b)


def ordinary(d: Draw) -> Case:
    """A network in which every argument counts."""
    return call(*network(d, 2, 3, 2, 3))


def frobenius(matrices: np.ndarray) -> np.ndarray:
    """One norm for each step, of the matrices of all samples together: (T, N, U, U) to (T,)."""
    return np.sqrt((matrices**2).sum(axis=(1, 2, 3)))


def norms(
    measure: Function = lambda J, S: frobenius(J),
    step: Function = lambda before, after, w_h: (1 - after**2)[..., None] * w_h.T,
) -> Function:
    """`gradient_norms` with another ``measure(J, S)``, or with other S, which ``step(before, after, w_h)`` gives.

    J[t] are the Jacobians of the last state with respect to that after step t, S[t] those of step t alone, both of
    shape (T, N, U, U); before and after are the states before and after each step, (T, N, U).
    """

    def wrong(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> Any:
        states = states_from_h0(x, h0, w_x, w_h, b).swapaxes(0, 1)
        S = step(states[:-1], states[1:], w_h)
        identity = np.broadcast_to(np.eye(len(w_h)), S[0].shape)
        J = np.stack([*accumulate(S[:0:-1], np.matmul, initial=identity)])[::-1]  # J[t - 1] = J[t] @ S[t]
        return measure(J, S)

    return wrong


def from_the_start(S: np.ndarray) -> np.ndarray:
    """The Jacobians of the state after each step with respect to h0."""
    return np.stack([*accumulate(S, lambda product, factor: factor @ product)])


MISTAKES = {
    "last_step_first": then(gradient_norms, np.flip),
    "since_the_start": norms(lambda J, S: frobenius(from_the_start(S))),
    "one_step_late": norms(lambda J, S: frobenius(J @ S)),
    "h0_included": norms(lambda J, S: np.append(frobenius(J @ S)[0], frobenius(J))),
    "single_factors": norms(lambda J, S: np.append(frobenius(S)[1:], frobenius(J)[-1])),
    "tanh_slope_missing": norms(step=lambda before, after, w_h: np.ones_like(after)[..., None] * w_h.T),
    "slope_of_the_wrong_state": norms(step=lambda before, after, w_h: (1 - before**2)[..., None] * w_h.T),
    "slope_on_the_wrong_side": norms(step=lambda before, after, w_h: (1 - after**2)[..., None, :] * w_h.T),
    "w_h_transposed": norms(step=lambda before, after, w_h: (1 - after**2)[..., None] * w_h),
    "network_transposed": changed(gradient_norms, w_h=np.transpose),
    "h0_ignored": changed(gradient_norms, h0=np.zeros_like),
    "gradient_of_the_sum": norms(lambda J, S: np.sqrt((J.sum(axis=2) ** 2).sum(axis=(1, 2)))),
    "not_rooted": then(gradient_norms, np.square),
    "spectral_norm": norms(lambda J, S: np.sqrt((np.linalg.norm(J, 2, axis=(2, 3)) ** 2).sum(axis=1))),
    "norms_added_up": norms(lambda J, S: np.linalg.norm(J, axis=(2, 3)).sum(axis=1)),
    "averaged_over_batch": norms(lambda J, S: np.linalg.norm(J, axis=(2, 3)).mean(axis=1)),
    "one_norm_a_sample": norms(lambda J, S: np.linalg.norm(J, axis=(2, 3)).T),
}

EXERCISE = exercise(
    gradient_norms,
    ASPECTS,
    cases,
    MISTAKES,
    ordinary=ordinary,
    builds_on=("rnn_step", "rnn_forward"),
    given={"rnn_step": norms_of_step},
    entrywise=True,
)
