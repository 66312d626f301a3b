"""Hidden cases of ``generate``: networks that write different tokens, and whose choices are never close.

Where a token is fed back there are at least as many tokens as units, so that a unit taken for a token can be read.
"""

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Case,
    Cases,
    Draw,
    Function,
    call,
    changed,
    exercise,
    other_types,
    then,
)
from solutions.a06_rnn.networks import misfits, normal
from solutions.a06_rnn.reference import generate, rnn_forward, rnn_step
from solutions.a06_rnn.steps import total

CLEAR = 0.05  # the best score leads by so much that no rounding changes the choice

ASPECTS = {
    "first_token": (0.5, "the first token, from a state of zeros"),
    "feedback": (0.75, "what is written when each token comes back as input"),
    "h0": (0.5, "other states before the first step"),
    "batch": (0.25, "several samples at once"),
    "sizes": (0.25, "one unit, one token, no steps at all, and many of each"),
    "ties": (0.25, "of equal scores the first"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


FROM_ZEROS = ("h0_ignored",)
OF_ONE_SAMPLE = ("one_choice_for_all", "tokens_reshaped")
OF_STATES = ("always_from_h0", "state_forgotten", "h0_ignored", "w_h_transposed")
FED_BACK = ("not_fed_back", "zeros_fed_back", "scores_fed_back", "softmax_fed_back")
OF_LATER_STEPS = (*OF_STATES, *FED_BACK, "tokens_reshaped")


def cases(d: Draw) -> Cases:
    """One token first, then a text of one sample from zeros, then from any state, then several samples at once."""
    sizes = (1, 3, 2, 1), (6, 5, 6, 1)
    yield "first_token", telling(lambda: [text(d, *size, start=False) for size in sizes], *OF_LATER_STEPS)
    sizes = (1, 3, 2, 4), (1, 7, 4, 8)
    yield "feedback", telling(lambda: [text(d, *size, start=False) for size in sizes], *FROM_ZEROS, *OF_ONE_SAMPLE)
    sizes = (1, 3, 2, 3), (1, 5, 4, 6)
    yield "h0", telling(lambda: [text(d, *size) for size in sizes], *OF_ONE_SAMPLE)
    sizes = (2, 3, 2, 3), (4, 6, 5, 7)
    yield "batch", telling(lambda: [text(d, *size) for size in sizes])
    yield "sizes", [text(d, 2, 3, 1, 3), drawn_text(d, 2, 1, 1, 2), text(d, 2, 4, 3, 0)]
    yield "sizes", telling(lambda: [text(d, 6, 9, 7, 10)])
    yield "ties", telling(lambda: [tied(d, 1, 4, 2, 3), tied(d, 4, 24, 3, 5)], "bias_missing", *OF_STATES, ties=True)
    yield "errors", [unknown_token(d, -1), unknown_token(d, 3), negative_steps(d)]
    yield "errors", misfits(text(d, 3, 4, 2, 2).args, (0, 0), (1, 0), (6, 0))


def telling(draw: Callable[[], list[Case]], *unseen: str, ties: bool = False) -> list[Case]:
    """Calls, drawn again until each mistake but those ``unseen`` gives something else in one of them.

    So what a mistake costs is no matter of luck. Without ``ties`` nobody is wrong about them.
    """
    names = [name for name in MISTAKES if name not in unseen and (ties or name != "last_of_equals")]
    while True:
        drawn = [(one, generate(*one.args)) for one in draw()]
        if all(any(shows(MISTAKES[name], *one) for one in drawn) for name in names):
            return [one for one, _ in drawn]


def shows(wrong: Function, drawn: Case, right: np.ndarray) -> bool:
    """Say whether ``wrong`` gives anything but the ``right`` text."""
    return not np.array_equal(wrong(*drawn.args), right)


def text(d: Draw, N: int, D: int, U: int, steps: int, *, start: bool = True) -> Case:
    """A call for N texts, drawn again until every choice is clear and, with steps enough, each text's tokens vary."""
    while True:
        drawn = drawn_text(d, N, D, U, steps, start=start)
        if lead(drawn) > CLEAR and varied(drawn):
            return drawn


def drawn_text(d: Draw, N: int, D: int, U: int, steps: int, *, start: bool = True) -> Case:
    """A call for N texts."""
    tenths = functools.partial(normal, d, decimals=1)
    h0 = d.tenths(N, U) if start else np.zeros((N, U))
    w_x, w_h, b = tenths(1.2, D, U), tenths(1.2 / math.sqrt(U), U, U), tenths(1.0, U)
    return call(h0, d.rng.integers(0, D, N), w_x, w_h, b, tenths(2.5, U, D), tenths(2.0, D), steps)


def tied(d: Draw, N: int, D: int, U: int, steps: int) -> Case:
    """A call in which the best score is that of several tokens at every step, exactly, whatever adds it up.

    All sums are so large that the states are 1 and -1 to the last bit, and scores are whole numbers.
    """
    while True:
        w_x, w_h = 40.0 * d.rng.choice([-1, 1], (D, U)), d.digits(U, U) / 3
        kind = d.rng.integers(0, max(2, D // 6), D)  # tokens of one kind have equal scores
        w_out, b_out = (d.rng.integers(-2, 3, (*shape, D))[..., kind].astype(float) for shape in ((U,), ()))
        drawn = call(d.tenths(N, U), d.rng.integers(0, D, N), w_x, w_h, d.tenths(U), w_out, b_out, steps)
        best = scores(drawn) == scores(drawn).max(axis=-1, keepdims=True)
        if best.sum(axis=-1).min() > 1 and varied(drawn):
            return drawn


def scores(drawn: Case) -> np.ndarray:
    """The scores (N, steps, D) by which a right answer chooses."""
    h0, first, w_x, w_h, b, w_out, b_out, _ = drawn.args
    read = np.column_stack([first, generate(*drawn.args)])[:, :-1]
    hidden: np.ndarray = rnn_forward(np.eye(len(w_x))[read], h0, w_x, w_h, b) @ w_out + b_out
    return hidden


def lead(drawn: Case) -> float:
    """The least difference between a best score and the one next to it."""
    return float(np.diff(np.sort(scores(drawn)))[..., -1:].min(initial=np.inf))


def varied(drawn: Case) -> bool:
    """Say whether no text of several tokens is one token over and over."""
    tokens = generate(*drawn.args)
    return tokens.shape[1] < 2 or bool((tokens != tokens[:, :1]).any(axis=1).all())


def ordinary(d: Draw) -> Case:
    """A text whose choices are clear in any type of numbers."""
    while True:
        (drawn,) = telling(lambda: [text(d, 3, 5, 4, 5)])
        if all(lead(other) > CLEAR for other in other_types(drawn)):
            return drawn


def unknown_token(d: Draw, token: int) -> Case:
    """A call in which one of two first tokens is none."""
    h0, first, *rest = text(d, 2, 3, 2, 2).args
    first[d.between(0, 1)] = token
    return call(h0, first, *rest, raises=ValueError)


def negative_steps(d: Draw) -> Case:
    """A call that makes no sense."""
    *given, _ = text(d, 2, 3, 2, 2).args
    return call(*given, -1, raises=ValueError)


def written(
    step: Function = rnn_step,
    remember: Function = lambda h, h0: h,
    choose: Function = lambda scores, h: scores.argmax(axis=1),
    feed_back: Function = lambda token, scores, start: np.eye(scores.shape[1])[token],
) -> Function:
    """`generate` with another step, state before it, choice or input fed back; ``start`` is the first input."""

    def wrong(h0: np.ndarray, first: np.ndarray, w_x: Any, w_h: Any, b: Any, w_out: Any, b_out: Any, steps: int) -> Any:
        h, token, scored, start = h0, first, np.zeros(()), np.eye(len(w_x))[first]
        tokens = np.zeros((len(first), steps))
        for t in range(steps):
            x = feed_back(token, scored, start) if t else start
            h = step(x, remember(h, h0), w_x, w_h, b)
            scored = h @ w_out + b_out
            tokens[:, t] = token = choose(scored, h)
        return tokens

    return wrong


def last_of_equals(scores: np.ndarray, h: np.ndarray) -> np.ndarray:
    """The last of the best scores."""
    return scores.shape[1] - 1 - scores[:, ::-1].argmax(axis=1)


def softmax(scores: np.ndarray) -> np.ndarray:
    """The probabilities of the tokens, which add up to 1 in every row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


MISTAKES = {
    "first_included": lambda h0, first, *rest: np.column_stack([first, generate(h0, first, *rest)])[:, : rest[-1]],
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
    "last_of_equals": written(choose=last_of_equals),
    "smallest_score": written(choose=lambda scores, h: scores.argmin(axis=1)),
    "largest_magnitude": written(choose=lambda scores, h: np.abs(scores).argmax(axis=1)),
    "one_choice_for_all": written(choose=lambda scores, h: np.full(len(h), scores.argmax() % scores.shape[1])),
    "output_bias_missing": changed(generate, b_out=np.zeros_like),
    "bias_missing": changed(generate, b=np.zeros_like),
    "tanh_missing": written(step=total),
    "w_h_transposed": changed(generate, w_h=np.transpose),
    "time_first": then(generate, np.transpose),
    "tokens_reshaped": then(generate, lambda tokens: tokens.T.reshape(tokens.shape)),
    "last_token_only": then(generate, lambda tokens: tokens[:, -1:].sum(axis=1)),
}

EXERCISE = exercise(generate, ASPECTS, cases, MISTAKES, ordinary=ordinary, builds_on=("rnn_step",))
