"""Answers to a04_text_cnn that are right in ordinary calls alone lose points for the others, the same on every draw."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Exercise, load_assignment
from tests.support.handing_in import require_losses
from tests.support.marking import in_one_process

Function = Callable[..., Any]
EXERCISES = {one.name: one for one in load_assignment("a04_text_cnn").exercises if one.library == "numpy"}
EVERY_EXERCISE = pytest.mark.parametrize("exercise", in_one_process(EXERCISES.values()))


def looked_up(tokens: np.ndarray, table: np.ndarray, low: bool = True, high: bool = True) -> Any:
    """``embed``."""
    if (low and (tokens < 0).any()) or (high and (tokens >= len(table)).any()):
        raise ValueError("beside the table")
    return np.take(table, tokens, axis=0, mode="raise" if high else "wrap")


def answers(x: np.ndarray, w: np.ndarray, b: np.ndarray, *, fitting: bool = True, kind: Any = float) -> Any:
    """``ngram_conv``."""
    K, n = w.shape[1], x.shape[1] - w.shape[1] + 1
    if n < 1 or (fitting and (x.shape[2] != w.shape[2] or len(b) != len(w))):
        raise ValueError("shapes")
    out = np.zeros((len(x), n, len(w)), kind)
    for place in range(n):
        out[:, place] = (x[:, None, place : place + K] * w).sum(axis=(2, 3)) + b
    return out


def empty_where_too_short(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> Any:
    """No windows, no answers, and no error."""
    short = x.shape[1] < w.shape[1]
    return np.zeros((len(x), 0, len(w))) if short else answers(x, w, b)


def found(x: np.ndarray, w: np.ndarray, b: np.ndarray, **how: Any) -> Any:
    return np.maximum(answers(x, w, b, **how), 0).max(axis=1)


def classified(
    tokens: np.ndarray,
    table: np.ndarray,
    filters: Any,
    w_out: np.ndarray,
    b_out: np.ndarray,
    look: Function = looked_up,
    checked: bool = True,
    **how: Any,
) -> Any:
    """``text_cnn``."""
    if checked and b_out.shape != w_out.shape[1:]:
        raise ValueError("output")
    return np.hstack([found(look(tokens, table), *one, **how) for one in filters]) @ w_out + b_out


def bias_overwritten(tokens: np.ndarray, table: np.ndarray, filters: Any, *output: Any) -> Any:
    """Zeros are left in a bias that was given."""
    result = classified(tokens, table, filters, *output)
    filters[0][1][...] = 0
    return result


def spelt(
    chars: np.ndarray, table: np.ndarray, w: np.ndarray, b: np.ndarray, look: Function = looked_up, **how: Any
) -> Any:
    """``char_word_vectors``."""
    return np.stack([found(look(text, table), w, b, **how) for text in chars])


def begun_at(least: float, *arguments: np.ndarray) -> Any:
    """A maximum that begins at a number below 0 is right only where something is found."""
    chars, table, w, b = arguments
    return np.stack([answers(looked_up(text, table), w, b).max(axis=1).clip(min=least) for text in chars])


no_negatives, no_high = partial(looked_up, low=False), partial(looked_up, high=False)
RIGHT: Mapping[str, Function] = {
    "embed": looked_up,
    "ngram_conv": answers,
    "text_cnn": classified,
    "char_word_vectors": spelt,
}
# What each loses of the exercise's points.
WRONG: Mapping[str, Mapping[str, tuple[Function, float]]] = {
    "embed": {
        "negative tokens counted from the end": (no_negatives, 0.25),
        "an IndexError": (lambda tokens, table: table[tokens], 0.25),
        "large tokens wrapped": (no_high, 0.25),
        "clipped": (lambda tokens, table: table[np.clip(tokens, 0, len(table) - 1)], 0.25),
        "the table shifted in place": (lambda tokens, table: (looked_up(tokens, table), table.sort(axis=0))[0], 0.25),
    },
    "ngram_conv": {
        "shapes unchecked": (partial(answers, fitting=False), 0.25),
        "nothing where the text is too short": (empty_where_too_short, 0.25),
        "the type of x": (lambda x, w, b: answers(x, w, b, kind=x.dtype), 0.25),
        "the type of w": (lambda x, w, b: answers(x, w, b, kind=w.dtype), 0.25),
        "the type of b": (lambda x, w, b: answers(x, w, b, kind=b.dtype), 0.25),
        "at most eight words": (
            lambda x, w, b: answers(x, w, b) * (np.arange(x.shape[1] - w.shape[1] + 1) < 7)[:, None],
            0.25,
        ),
    },
    "text_cnn": {
        "negative tokens": (partial(classified, look=no_negatives), 0.25),
        "tokens beyond": (partial(classified, look=no_high), 0.25),
        "output unchecked": (partial(classified, checked=False), 0.25),
        "filters unchecked": (partial(classified, fitting=False), 0.25),
        "answers of whole numbers": (lambda t, table, *rest: classified(t, table, *rest, kind=table.dtype), 0.25),
        "a filter's bias overwritten": (bias_overwritten, 0.35),
    },
    "char_word_vectors": {
        "negative letters": (partial(spelt, look=no_negatives), 0.25),
        "letters beyond": (partial(spelt, look=no_high), 0.25),
        "filters unchecked": (partial(spelt, fitting=False), 0.25),
        "a maximum begun at -1": (partial(begun_at, -1.0), 0.75),
    },
}


@EVERY_EXERCISE
def test_what_is_right_in_ordinary_calls_alone_loses_the_same_points_on_every_draw(exercise: Exercise) -> None:
    require_losses(exercise, RIGHT[exercise.name], WRONG[exercise.name])
