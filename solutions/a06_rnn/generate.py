"""Hidden cases of ``generate``: networks that write different tokens, and whose choices are never close.

Where a token is fed back there are at least as many tokens as units, so that a unit taken for a token can be read.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from solutions.a06_rnn.reference import generate, rnn_step

from .draw import between, tenths
from .mistakes import bias_missing, state_ignored, tanh_missing, unrolled, w_h_transposed

CLEAR = 0.05  # the best score leads by so much that no rounding changes the choice
Step = Callable[..., np.ndarray]


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One token first, then a text of one sample from zeros, then from any state, then several samples at once."""
    return [
        _case(rng, ("first_token",), 1, 3, 2, 1, start=False),
        _case(rng, ("first_token",), 2, 5, 3, 1, start=False),
        _case(rng, ("first_token",), 3, 4, 6, 1, start=False),
        _case(rng, ("feedback",), 1, 3, 2, 4, start=False),
        _case(rng, ("feedback",), 1, 5, 4, between(rng, 5, 7), start=False),
        _case(rng, ("feedback",), 1, 7, 4, between(rng, 8, 10), start=False),
        _case(rng, ("h0",), 1, 3, 2, 3),
        _case(rng, ("h0",), 1, 5, 4, 6),
        _case(rng, ("batch",), 2, 3, 2, 3),
        _case(rng, ("batch",), 4, 6, 5, 7),
        _case(rng, ("batch",), 5, 4, 4, 5),
        _case(rng, ("dtypes",), 1, 3, 2, 3, kind=np.float32),
        _case(rng, ("dtypes",), 3, 5, 4, 4, kind=np.float32),
    ]


def _case(
    rng: np.random.Generator,
    aspects: tuple[str, ...],
    N: int,
    D: int,
    U: int,
    steps: int,
    *,
    start: bool = True,
    kind: type = np.float64,
) -> Case:
    """Drawn again until every choice is clear and, where there are steps enough, each sample's tokens vary."""
    while True:
        h0 = tenths(rng, N, U) if start else np.zeros((N, U))
        first = rng.integers(0, D, N)
        w_x, w_h, b = (np.round(rng.normal(0, size, shape), 1) for size, shape in _sizes(D, U))
        w_out, b_out = np.round(rng.normal(0, 1.5, (U, D)), 1), np.round(rng.normal(0, 0.5, D), 1)
        arguments = (h0, first, w_x, w_h, b, w_out, b_out, steps)
        tokens = generate(*arguments)
        lively = steps == 1 or all(len(set(row)) > 1 for row in tokens.tolist())
        if lively and _lead(*arguments) > CLEAR:
            h0, w_x, w_h, b, w_out, b_out = (array.astype(kind) for array in (h0, w_x, w_h, b, w_out, b_out))
            return Case(aspects, (h0, first, w_x, w_h, b, w_out, b_out, steps))


def _sizes(D: int, U: int) -> tuple[tuple[float, Any], ...]:
    return (1.2, (D, U)), (1.2 / np.sqrt(U), (U, U)), (0.5, U)


def _lead(h0: np.ndarray, first: np.ndarray, w_x: Any, w_h: Any, b: Any, w_out: Any, b_out: Any, steps: int) -> float:
    """By how much the best score leads the second where it is closest."""
    tokens = generate(h0, first, w_x, w_h, b, w_out, b_out, steps)
    read = np.concatenate([first[:, None], tokens[:, :-1]], axis=1)
    scores = unrolled(rnn_step, np.eye(len(w_x))[read], h0, w_x, w_h, b) @ w_out + b_out
    two = np.sort(scores, axis=-1)[..., -2:]
    return float((two[..., 1] - two[..., 0]).min())


def _written(
    h0: np.ndarray,
    first: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    w_out: np.ndarray,
    b_out: np.ndarray,
    steps: int,
    *,
    step: Step = rnn_step,
    choose: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda scores, h: scores.argmax(axis=1),
    fed_back: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda token, scores: np.eye(scores.shape[1])[token],
) -> np.ndarray:
    """What generate writes with another step, another choice, or something else fed back."""
    x, h = np.eye(len(w_x))[first], h0
    tokens: list[np.ndarray] = []
    while len(tokens) < steps:
        h = step(x, h, w_x, w_h, b)
        scores = h @ w_out + b_out
        tokens.append(choose(scores, h))
        if len(tokens) < steps:
            x = fed_back(tokens[-1], scores)
    return np.stack(tokens, axis=1)


def _with(**changes: Any) -> Callable[..., np.ndarray]:
    """Wrong: a part of ``_written`` is another one."""
    return lambda *arguments: _written(*arguments, **changes)


def _softmax(token: np.ndarray, scores: np.ndarray) -> np.ndarray:
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _always_first(h0: np.ndarray, first: np.ndarray, *rest: Any) -> np.ndarray:
    return _written(h0, first, *rest, fed_back=lambda token, scores: np.eye(scores.shape[1])[first])


def _always_from_h0(h0: np.ndarray, *rest: Any) -> np.ndarray:
    return _written(h0, *rest, step=lambda x, h, *weights: rnn_step(x, h0, *weights))


def _h0_ignored(h0: np.ndarray, *rest: Any) -> np.ndarray:
    return generate(np.zeros_like(h0), *rest)


def _first_included(h0: np.ndarray, first: np.ndarray, *rest: Any) -> np.ndarray:
    return np.concatenate([first[:, None], generate(h0, first, *rest)[:, :-1]], axis=1)


def _one_too_many(h0: np.ndarray, first: np.ndarray, *rest: Any) -> np.ndarray:
    return np.concatenate([first[:, None], generate(h0, first, *rest)], axis=1)


def _first_ignored(h0: np.ndarray, first: np.ndarray, *rest: Any) -> np.ndarray:
    return generate(h0, np.zeros_like(first), *rest)


def _output_bias_missing(
    h0: np.ndarray, first: np.ndarray, w_x: Any, w_h: Any, b: Any, w_out: Any, b_out: np.ndarray, steps: int
) -> np.ndarray:
    return generate(h0, first, w_x, w_h, b, w_out, np.zeros_like(b_out), steps)


def _one_choice_for_all(*arguments: Any) -> np.ndarray:
    return _written(*arguments, choose=lambda scores, h: np.full(len(scores), scores.argmax() % scores.shape[1]))


def _last_token_only(*arguments: Any) -> np.ndarray:
    return generate(*arguments)[:, -1]


MISCONCEPTIONS = (
    Misconception(
        "first_included",
        "Your text begins with the token `first`: that one was given. The result begins with the token that the "
        "network chose after reading it.",
        _first_included,
    ),
    Misconception(
        "one_too_many",
        "You return steps + 1 tokens, `first` among them: it was given, and is not part of the result.",
        _one_too_many,
    ),
    Misconception(
        "not_fed_back",
        "Every step reads the token `first` again: from the second step on, the input is the token that was chosen "
        "one step before.",
        _always_first,
    ),
    Misconception(
        "zeros_fed_back",
        "From the second step on your network reads nothing: the token that was chosen comes back as a one-hot row.",
        _with(fed_back=lambda token, scores: np.zeros_like(scores)),
    ),
    Misconception(
        "scores_fed_back",
        "You feed the scores back as they are: the next input is the one-hot row of the chosen token, a single 1 and "
        "else zeros.",
        _with(fed_back=lambda token, scores: scores),
    ),
    Misconception(
        "softmax_fed_back",
        "You feed the probabilities back: the next input is the one-hot row of the chosen token, a single 1 and else "
        "zeros.",
        _with(fed_back=_softmax),
    ),
    Misconception(
        "always_from_h0",
        "Every one of your steps starts from h0 again: the state goes on from step to step, beside the token.",
        _always_from_h0,
    ),
    Misconception(
        "state_forgotten",
        "Your state is set to zeros before every step: it starts as h0 and goes on from step to step.",
        _with(step=state_ignored),
    ),
    Misconception(
        "h0_ignored",
        "Your network starts from zeros, whatever h0 is: the state before the first step is h0.",
        _h0_ignored,
    ),
    Misconception(
        "first_ignored",
        "Your first input is token 0 whatever `first` says: read the one-hot row of first[n] for sample n.",
        _first_ignored,
    ),
    Misconception(
        "argmax_of_the_state",
        "You choose the largest unit of the state: choose the largest of the scores, h @ w_out + b_out, one for each "
        "token.",
        _with(choose=lambda scores, h: h.argmax(axis=1)),
    ),
    Misconception(
        "smallest_score",
        "You choose the token with the lowest score: the next token is the one with the highest.",
        _with(choose=lambda scores, h: scores.argmin(axis=1)),
    ),
    Misconception(
        "largest_magnitude",
        "You choose the score that is largest without its sign: a score of -5 is a bad one.",
        _with(choose=lambda scores, h: np.abs(scores).argmax(axis=1)),
    ),
    Misconception(
        "one_choice_for_all",
        "All samples of your batch get the same token: take the argmax of each row by itself, axis=1.",
        _one_choice_for_all,
    ),
    Misconception("output_bias_missing", "The scores lack b_out: they are h @ w_out + b_out.", _output_bias_missing),
    Misconception("bias_missing", "The bias b of the recurrent step is missing.", _with(step=bias_missing)),
    Misconception(
        "tanh_missing", "Your recurrent step has no tanh: use rnn_step, or end it with tanh.", _with(step=tanh_missing)
    ),
    Misconception(
        "w_h_transposed",
        "In your recurrent step rows and columns of w_h have changed places: h @ w_h, without .T.",
        _with(step=w_h_transposed),
    ),
    Misconception(
        "time_first",
        "Your tokens come as (steps, N): a row for each sample is asked for, (N, steps).",
        lambda *arguments: generate(*arguments).T,
    ),
    Misconception(
        "last_token_only", "You return the last token alone: all `steps` tokens are asked for.", _last_token_only
    ),
)

EXERCISE = Exercise(
    name="generate",
    reference=generate,
    aspects=(
        Aspect("first_token", 0.75, "the first token, from a state of zeros"),
        Aspect("feedback", 1.0, "what is written when each token comes back as input"),
        Aspect("h0", 0.5, "other states before the first step"),
        Aspect("batch", 0.5, "several samples at once"),
        Aspect("dtypes", 0.25, "single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=MISCONCEPTIONS,
)
