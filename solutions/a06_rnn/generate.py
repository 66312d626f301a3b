"""Hidden cases of ``generate``: networks that write different tokens, drawn until each mistake shows in them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.authoring import DTYPES, Case, Cases, Draw, Function, changed, exercise, other_types, then
from solutions.a06_rnn.reference import generate, rnn_step
from solutions.a06_rnn.steps import total
from solutions.a06_rnn.texts import any_text, is_plain, is_varied, low_scores, text, tied

ASPECTS = {
    "first_token": (0.5, "the first token, from a state of zeros"),
    "feedback": (1.0, "what is written when each token comes back as input"),
    "h0": (0.5, "other states before the first step"),
    "batch": (0.25, "several samples at once"),
    "sizes": (0.25, "one unit, one token, low scores, no steps at all, and many of each"),
    "ties": (0.25, "of equal scores the first"),
    "dtypes": DTYPES,
}


# Mistakes that do not show where it is not about them.
FROM_ZEROS = ("h0_ignored",)
OF_ONE_SAMPLE = ("one_choice_for_all", "tokens_reshaped")
OF_STATES = ("always_from_h0", "state_forgotten", "h0_ignored", "w_h_transposed")
FED_BACK = ("not_fed_back", "zeros_fed_back", "scores_fed_back", "softmax_fed_back")
OF_LATER_STEPS = (*OF_STATES, *FED_BACK, "tokens_reshaped")
OF_TIES = ("last_of_equals",)


def cases(d: Draw) -> Cases:
    """One token first, then a text of one sample from zeros, then from any state, then several samples at once."""
    one = (1, 3, 2, 1), (6, 5, 6, 1)
    yield "first_token", telling(lambda: [text(d, *size, start=False) for size in one], *OF_LATER_STEPS, *OF_TIES)
    more, unseen = ((1, 3, 2, 4), (1, 7, 4, 8)), (*OF_ONE_SAMPLE, *OF_TIES)
    yield "feedback", telling(lambda: [text(d, *size, start=False) for size in more], *FROM_ZEROS, *unseen)
    yield "h0", telling(lambda: [text(d, 1, 3, 2, 3), text(d, 1, 5, 4, 6)], *unseen)
    yield "batch", telling(lambda: [text(d, 2, 3, 2, 3), text(d, 4, 6, 5, 7)], *OF_TIES)
    yield "sizes", [low_scores(d, 2, 3, 1, 3), any_text(d, 2, 1, 1, 2), text(d, 2, 4, 3, 0)]
    yield "sizes", telling(lambda: [text(d, 6, 9, 7, 10)], *OF_TIES)
    yield "ties", telling(lambda: [tied(d, 1, 4, 2, 3), tied(d, 8, 60, 6, 4)], "bias_missing", *OF_STATES)


def telling(draw: Callable[[], list[Case]], *unseen: str) -> list[Case]:
    """Calls, drawn again until they tell each mistake but those ``unseen``: what one costs is no matter of luck."""
    while True:
        drawn = draw()
        if tell(drawn, *unseen):
            return drawn


def tell(drawn: Sequence[Case], *unseen: str) -> bool:
    """Say whether each mistake but those ``unseen`` gives something else than what is right in one of the calls."""
    pairs = [(one.args, generate(*one.args)) for one in drawn]
    return all(
        any(not np.array_equal(wrong(*args), right) for args, right in pairs)
        for name, wrong in MISTAKES.items()
        if name not in unseen
    )


def ordinary(d: Draw) -> Case:
    """A text whose choices are plain in any type of numbers."""
    while True:
        drawn = text(d, 3, 5, 4, 4)
        others = other_types(drawn)
        whole_h0 = others[0]
        if all(map(is_plain, others)) and is_varied(whole_h0) and tell(others, *OF_TIES):
            return drawn


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
