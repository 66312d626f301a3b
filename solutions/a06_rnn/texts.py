"""Draws texts that a network writes: with choices that are plain, with scores that are low, with scores that are equal.

Where a token is fed back there are at least as many tokens as units, so that a unit taken for a token can be read.
"""

import functools
import math

import numpy as np

from autograder.authoring import Case, Draw, call
from solutions.a06_rnn.networks import normal
from solutions.a06_rnn.reference import generate, rnn_forward

CLEAR = 0.05  # the best score leads by so much that no rounding changes the choice


def text(d: Draw, N: int, D: int, U: int, steps: int, *, start: bool = True) -> Case:
    """A call for N texts, drawn again until every choice is plain and, with steps enough, each text's tokens vary."""
    while True:
        drawn = any_text(d, N, D, U, steps, start=start)
        if is_plain(drawn) and is_varied(drawn):
            return drawn


def any_text(d: Draw, N: int, D: int, U: int, steps: int, *, start: bool = True) -> Case:
    """A call for N texts, as it is drawn; h0 is zero without a ``start``."""
    tenths = functools.partial(normal, d, decimals=1)
    h0 = d.tenths(N, U) if start else np.zeros((N, U))
    w_x, w_h, b = tenths(1.2, D, U), tenths(1.2 / math.sqrt(U), U, U), tenths(1.0, U)
    return call(h0, d.rng.integers(0, D, N), w_x, w_h, b, tenths(2.5, U, D), tenths(2.0, D), steps)


def low_scores(d: Draw, N: int, D: int, U: int, steps: int) -> Case:
    """A call in which every score is far below zero, the best one, too."""
    *given, b_out, _ = text(d, N, D, U, steps).args
    return call(*given, b_out - 1000, steps)


def tied(d: Draw, N: int, D: int, U: int, steps: int) -> Case:
    """A call in which the best score is that of several tokens at every step, exactly, whatever adds it up.

    All sums are so large that the states are 1 and -1 to the last bit, and scores are whole numbers.
    """
    while True:
        w_x, w_h = 60.0 * d.rng.choice([-1, 1], (D, U)), d.digits(U, U) / 3
        kind = d.rng.integers(0, max(2, D // 4), D)  # tokens of one kind have equal scores
        w_out, b_out = (d.rng.integers(-2, 3, (*shape, D))[..., kind].astype(float) for shape in ((U,), ()))
        b_out[: D // 4] -= 50  # an unstable sort brings others here, and the last of the best ones first
        drawn = call(d.tenths(N, U), d.rng.integers(0, D, N), w_x, w_h, d.tenths(U), w_out, b_out, steps)
        found = scores(drawn)
        best = found.max(axis=-1, keepdims=True)
        if best.min() > 0 and (found == best).sum(axis=-1).min() > 1 and is_varied(drawn):
            return drawn


def scores(drawn: Case) -> np.ndarray:
    """The scores (N, steps, D) by which a right answer chooses."""
    h0, first, w_x, w_h, b, w_out, b_out, _ = drawn.args
    read = np.column_stack([first, generate(*drawn.args)])[:, :-1]
    found: np.ndarray = rnn_forward(np.eye(len(w_x))[read], h0, w_x, w_h, b) @ w_out + b_out
    return found


def is_plain(drawn: Case) -> bool:
    """Say whether the best score is positive at every step, and no other comes near it."""
    best = np.sort(scores(drawn))[..., -2:]
    return best.size == 0 or float((best[..., -1] - np.maximum(best[..., 0], 0)).min()) > CLEAR


def is_varied(drawn: Case) -> bool:
    """Say whether no text of several tokens is one token over and over."""
    tokens = generate(*drawn.args)
    return tokens.shape[1] < 2 or bool((tokens != tokens[:, :1]).any(axis=1).all())
