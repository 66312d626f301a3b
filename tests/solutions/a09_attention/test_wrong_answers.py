"""Answers to a09_attention that are right in ordinary calls alone lose points for the others, alike on every draw."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Exercise, load_assignment
from tests.support.handing_in import require_losses
from tests.support.marking import in_one_process

Function = Callable[..., Any]
EXERCISES = {one.name: one for one in load_assignment("a09_attention").exercises if one.library == "numpy"}
EVERY_EXERCISE = pytest.mark.parametrize("exercise", in_one_process(EXERCISES.values()))


def weights(
    scores: np.ndarray, mask: np.ndarray, *, out: float = -np.inf, checked: bool = True, kind: Any = float
) -> Any:
    """``masked_softmax``; ``out`` is the score of what is left out."""
    if checked and scores.shape != mask.shape:
        raise ValueError("mask")
    scores, kept = np.broadcast_arrays(np.asarray(scores, float), np.asarray(mask, bool))
    low = np.where(kept, scores, out)
    top = low.max(axis=-1, keepdims=True)
    powers = np.exp(low - np.where(np.isfinite(top), top, 0)) * kept
    total = powers.sum(axis=-1, keepdims=True)
    return np.where(total > 0, powers / np.where(total > 0, total, 1), 0).astype(kind)


def shifted_by_all(scores: np.ndarray, mask: np.ndarray) -> Any:
    """The largest score of all is taken away, whether it is kept or not."""
    if scores.shape != mask.shape:
        raise ValueError("mask")
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True)) * np.asarray(mask, bool)
    total = powers.sum(axis=-1, keepdims=True)
    return powers / np.where(total > 0, total, 1)


def written_into_the_scores(scores: np.ndarray, mask: np.ndarray) -> Any:
    """What is left out becomes minus infinity in the argument itself, where that can hold it."""
    found = weights(scores, mask)
    if scores.dtype.kind == "f":
        scores[~np.asarray(mask, bool)] = -np.inf
    return found


def indexed_by_the_mask(scores: np.ndarray, mask: np.ndarray) -> Any:
    """A mask of integers is taken for places."""
    low = np.full(scores.shape, -np.inf)
    low[mask] = scores[mask]
    return weights(low, np.isfinite(low)) if mask.dtype == bool else weights(np.zeros(scores.shape), mask) * 0


def pooled(hs: np.ndarray, mask: np.ndarray, w: np.ndarray, v: np.ndarray, soft: Function = weights) -> Any:
    """``attention_pool``."""
    if len(w) != hs.shape[2] or v.shape != w.shape[1:]:
        raise ValueError("shapes")
    found = soft(np.tanh(hs @ w) @ v, mask)
    return (found[..., None] * hs).sum(axis=1), found


def asked(
    query: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    mask: np.ndarray,
    soft: Function = weights,
    checked: bool = True,
) -> Any:
    """``dot_attention``."""
    if checked and (query.shape != (len(keys), keys.shape[2]) or values.shape[:2] != keys.shape[:2]):
        raise ValueError("shapes")
    found = soft((query[:, None] * keys).sum(axis=2), mask)
    return (found[..., None] * values).sum(axis=1), found


def back(
    dcontext: np.ndarray, *arguments: np.ndarray, attend: Function = asked, checked: bool = True, kind: Any = float
) -> Any:
    """``attention_backward``."""
    context, found = attend(*arguments)
    if checked and dcontext.shape != context.shape:
        raise ValueError("dcontext")
    query, keys, values, _ = arguments
    worth = ((values - context[:, None]) * dcontext[:, None]).sum(axis=2)
    dscores = (found * worth)[..., None]
    return (dscores * keys).sum(axis=1).astype(kind), dscores * query[:, None], found[..., None] * dcontext[:, None]


def first_text_alone(function: Function) -> Function:
    """The mask of the first text holds for all."""
    return lambda *arguments: function(*arguments[:-1], np.broadcast_to(arguments[-1][:1], arguments[-1].shape))


stretched = partial(weights, checked=False)
RIGHT: Mapping[str, Function] = {
    "masked_softmax": weights,
    "attention_pool": pooled,
    "dot_attention": asked,
    "attention_backward": back,
}
# What each loses of the exercise's points.
WRONG: Mapping[str, Mapping[str, tuple[Function, float]]] = {
    "masked_softmax": {
        "a mask that is stretched": (stretched, 0.25),
        "the largest of all": (shifted_by_all, 0.7),
        "the type of the scores": (lambda scores, mask: weights(scores, mask, kind=scores.dtype), 0.25),
        "minus infinity written into the scores": (written_into_the_scores, 0.3),
        "a mask of places": (indexed_by_the_mask, 0.5),
    },
    "attention_pool": {
        "a mask that is stretched": (partial(pooled, soft=stretched), 0.25),
    },
    "dot_attention": {
        "a mask that is stretched": (partial(asked, soft=stretched), 0.25),
        "shapes that are stretched": (partial(asked, checked=False), 0.25),
        "the first mask for all": (first_text_alone(asked), 1.65),
    },
    "attention_backward": {
        "a gradient that is stretched": (partial(back, checked=False), 0.25),
        "shapes that are stretched": (partial(back, attend=partial(asked, checked=False)), 0.25),
        "the type of the keys": (lambda *arguments: back(*arguments, kind=arguments[2].dtype), 0.25),
    },
}


@EVERY_EXERCISE
def test_what_is_right_in_ordinary_calls_alone_loses_the_same_points_on_every_draw(exercise: Exercise) -> None:
    require_losses(exercise, RIGHT[exercise.name], WRONG[exercise.name])
