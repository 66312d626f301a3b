"""Hidden cases of ``generate``: networks that write different tokens, and whose choices are never close.

Where a token is fed back there are at least as many tokens as units, so that a unit taken for a token can be read.
"""

import functools
import math
from typing import Any

import numpy as np

from autograder.authoring import Case, Cases, Draw, Function, call, changed, exercise, singles, then
from solutions.a06_rnn.networks import normal
from solutions.a06_rnn.reference import generate, rnn_forward, rnn_step
from solutions.a06_rnn.steps import total

CLEAR = 0.05  # the best score leads by so much that no rounding changes the choice

ASPECTS = {
    "first_token": (0.75, "the first token, from a state of zeros"),
    "feedback": (1.0, "what is written when each token comes back as input"),
    "h0": (0.5, "other states before the first step"),
    "batch": (0.5, "several samples at once"),
    "dtypes": (0.25, "single precision"),
}


def cases(d: Draw) -> Cases:
    """One token first, then a text of one sample from zeros, then from any state, then several samples at once."""
    yield "first_token", [text(d, N, D, U, 1, start=False) for N, D, U in ((1, 3, 2), (2, 5, 3), (3, 4, 6))]
    yield "feedback", [text(d, 1, 3, 2, 4, start=False)]
    yield "feedback", [text(d, 1, 5, 4, d.between(5, 7), start=False)]
    yield "feedback", [text(d, 1, 7, 4, d.between(8, 10), start=False)]
    yield "h0", [text(d, 1, 3, 2, 3), text(d, 1, 5, 4, 6)]
    yield "batch", [text(d, 2, 3, 2, 3), text(d, 4, 6, 5, 7), text(d, 5, 4, 4, 5)]
    yield "dtypes", [text(d, 1, 3, 2, 3, single=True), text(d, 3, 5, 4, 4, single=True)]


def text(d: Draw, N: int, D: int, U: int, steps: int, *, start: bool = True, single: bool = False) -> Case:
    """A call for N texts, drawn again until every choice is clear and, with steps enough, each text's tokens vary."""
    tenths = functools.partial(normal, d, decimals=1)
    while True:
        h0 = d.tenths(N, U) if start else np.zeros((N, U))
        first = d.rng.integers(0, D, N)
        w_x, w_h, b = tenths(1.2, D, U), tenths(1.2 / math.sqrt(U), U, U), tenths(0.5, U)
        w_out, b_out = tenths(1.5, U, D), tenths(0.5, D)
        tokens = generate(h0, first, w_x, w_h, b, w_out, b_out, steps)
        read = np.column_stack([first, tokens[:, :-1]])
        scores = rnn_forward(np.eye(D)[read], h0, w_x, w_h, b) @ w_out + b_out
        lead = np.diff(np.sort(scores, axis=-1))[..., -1]
        lively = steps == 1 or all(len(set(row)) > 1 for row in tokens.tolist())
        if lively and lead.min() > CLEAR:
            floats = h0, w_x, w_h, b, w_out, b_out
            h0, *weights = singles(*floats) if single else floats
            return call(h0, first, *weights, steps)


def written(
    step: Function = rnn_step,
    remember: Function = lambda h, h0: h,
    choose: Function = lambda scores, h: scores.argmax(axis=1),
    feed_back: Function = lambda token, scores, start: np.eye(scores.shape[1])[token],
) -> Function:
    """`generate` with another step, state before it, choice or input fed back; ``start`` is the first input."""

    def wrong(h0: np.ndarray, first: np.ndarray, w_x: Any, w_h: Any, b: Any, w_out: Any, b_out: Any, steps: int) -> Any:
        start = x = np.eye(len(w_x))[first]
        h, tokens = h0, list[np.ndarray]()
        while True:
            h = step(x, remember(h, h0), w_x, w_h, b)
            scores = h @ w_out + b_out
            tokens.append(choose(scores, h))
            if len(tokens) == steps:
                return np.stack(tokens, axis=1)
            x = feed_back(tokens[-1], scores, start)

    return wrong


def softmax(scores: np.ndarray) -> np.ndarray:
    """The probabilities of the tokens, which add up to 1 in every row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


MISTAKES = {
    "first_included": lambda h0, first, *rest: np.column_stack([first, generate(h0, first, *rest)[:, :-1]]),
    "one_too_many": lambda h0, first, *rest: np.column_stack([first, generate(h0, first, *rest)]),
    "not_fed_back": written(feed_back=lambda token, scores, start: start),
    "zeros_fed_back": written(feed_back=lambda token, scores, start: np.zeros_like(scores)),
    "scores_fed_back": written(feed_back=lambda token, scores, start: scores),
    "softmax_fed_back": written(feed_back=lambda token, scores, start: softmax(scores)),
    "always_from_h0": written(remember=lambda h, h0: h0),
    "state_forgotten": written(remember=lambda h, h0: np.zeros_like(h)),
    "h0_ignored": changed(generate, h0=np.zeros_like),
    "first_ignored": changed(generate, first=np.zeros_like),
    "argmax_of_the_state": written(choose=lambda scores, h: h.argmax(axis=1)),
    "smallest_score": written(choose=lambda scores, h: scores.argmin(axis=1)),
    "largest_magnitude": written(choose=lambda scores, h: np.abs(scores).argmax(axis=1)),
    "one_choice_for_all": written(choose=lambda scores, h: np.full(len(h), scores.argmax() % scores.shape[1])),
    "output_bias_missing": changed(generate, b_out=np.zeros_like),
    "bias_missing": changed(generate, b=np.zeros_like),
    "tanh_missing": written(step=total),
    "w_h_transposed": changed(generate, w_h=np.transpose),
    "time_first": then(generate, np.transpose),
    "last_token_only": then(generate, lambda tokens: tokens[:, -1]),
}

EXERCISE = exercise(generate, ASPECTS, cases, MISTAKES)
