"""Wrong clippings and texts that hidden cases may be too alike to notice: each with the aspects that it must lose."""

import math
from typing import Any

import numpy as np

from autograder.authoring import Function
from solutions.a06_rnn.clip_gradients import Arrays, clipped, norm_of
from solutions.a06_rnn.generate import written
from solutions.a06_rnn.reference import clip_gradients, generate, rnn_step
from tests.solutions.a06_rnn.wrong_networks import Wrong


def factor(norm: float, limit: float) -> float:
    return limit / norm if norm > limit else 1.0


def without_check(grads: Arrays, max_norm: float) -> Any:
    norm = norm_of(grads)
    return [factor(norm, max_norm) * grad for grad in grads], norm


def sensible(wrong: Function) -> Function:
    """``wrong``, with the check of max_norm."""

    def answer(grads: Arrays, max_norm: float) -> Any:
        clip_gradients([], max_norm)
        return wrong(grads, max_norm)

    return answer


def first_three(grads: Arrays, max_norm: float) -> Any:
    return clipped(lambda arrays: norm_of(arrays[:3]))(grads, max_norm)


def in_own_arrays(grads: Arrays, max_norm: float) -> Any:
    """Results in arrays like those that came."""
    right, norm = clip_gradients(grads, max_norm)
    out = [np.zeros_like(grad) for grad in grads]
    for array, values in zip(out, right, strict=True):
        array[...] = values
    return out, norm


def zero_is_no_limit(grads: Arrays, max_norm: float) -> Any:
    return clip_gradients(grads, max_norm or math.inf)


def always_multiplied(grads: Arrays, max_norm: float) -> Any:
    """One factor for all limits: infinity times zero is NaN."""
    norm = norm_of(grads)
    scale = max_norm * (1 / norm if norm > max_norm else 0.0) + (norm <= max_norm)
    return [scale * grad for grad in grads], norm


def tiny_are_stretched(grads: Arrays, max_norm: float) -> Any:
    """Gradients that seem to have vanished are brought to the limit."""
    norm = norm_of(grads)
    return [(max_norm / norm if 0 < norm < 1e-6 else factor(norm, max_norm)) * grad for grad in grads], norm


CLIP_GRADIENTS: Wrong = {
    "a negative limit": (without_check, {"errors"}),
    "the first three arrays": (sensible(first_three), {"norm", "clipped", "zero", "errors"}),
    "arrays like those that came": (in_own_arrays, {"dtypes"}),
    "a limit of zero is none": (zero_is_no_limit, {"scale"}),
    "infinity times zero": (sensible(always_multiplied), {"scale"}),
    "tiny gradients are stretched": (sensible(tiny_are_stretched), {"scale"}),
}


def stacked(*given: Any) -> Any:
    """Of no tokens there is nothing to stack."""
    return np.stack(list(generate(*given).T), axis=1)


def best_from(start: float) -> Function:
    """A loop over the scores that begins with ``start`` as the best one."""

    def choose(scores: np.ndarray, h: np.ndarray) -> np.ndarray:
        best, chosen = np.full(len(scores), start), np.zeros(len(scores), int)
        for k, column in enumerate(scores.T):
            chosen[column > best], best = k, np.maximum(best, column)
        return chosen

    return choose


def of_softmax(scores: np.ndarray, h: np.ndarray) -> np.ndarray:
    """The likeliest token by powers that are zero, all of them, where the scores are low."""
    powers = np.exp(scores - np.maximum(scores.max(axis=1, keepdims=True), 0))
    return (powers / powers.sum(axis=1, keepdims=True)).argmax(axis=1)


def in_the_type_of_h0(h0: np.ndarray, *rest: Any) -> Any:
    """The new state is written over a copy of h0."""
    return written(step=lambda *given: rnn_step(*given).astype(h0.dtype))(h0, *rest)


GENERATE: Wrong = {
    "nothing to stack": (stacked, {"sizes"}),
    "an unstable sort": (written(choose=lambda scores, h: np.argsort(-scores)[:, 0]), {"ties"}),
    "the end of a sort": (written(choose=lambda scores, h: np.argsort(scores)[:, -1]), {"ties"}),
    "the best score begins at 0": (written(choose=best_from(0.0)), {"sizes"}),
    "the best score begins at -100": (written(choose=best_from(-100.0)), {"sizes"}),
    "softmax of low scores": (written(choose=of_softmax), {"sizes"}),
    "states in the type of h0": (in_the_type_of_h0, {"dtypes"}),
}
