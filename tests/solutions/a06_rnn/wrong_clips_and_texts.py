"""Wrong clippings and texts that hidden cases may be too alike to notice: each with the aspects that it must lose."""

import functools
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


def squares_in_own_type(grads: Arrays) -> float:
    """Squares of float32 are infinite from 1e20 on."""
    unit = 1e150 if max(np.abs(grad).max() for grad in grads) > 1e100 else 1.0
    return unit * math.sqrt(sum(float(np.sum((grad / unit if unit > 1 else grad) ** 2)) for grad in grads))


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
    "squares in single precision": (sensible(clipped(squares_in_own_type)), {"scale"}),
    "arrays like those that came": (in_own_arrays, {"dtypes"}),
    "a limit of zero is none": (zero_is_no_limit, {"scale"}),
    "infinity times zero": (sensible(always_multiplied), {"scale"}),
    "tiny gradients are stretched": (sensible(tiny_are_stretched), {"scale"}),
}


def checked(wrong: Function) -> Function:
    """``wrong``, with the checks of `generate`."""

    @functools.wraps(wrong)
    def answer(*given: Any) -> Any:
        generate(*given)
        return wrong(*given)

    return answer


def unchecked(h0: np.ndarray, first: np.ndarray, w_x: Any, w_h: Any, b: Any, *rest: Any) -> Any:
    """A token below zero is counted from the end; shapes that do not fit are stretched."""
    *scoring, steps = rest
    h, token, tokens = h0, first, np.zeros((len(first), max(steps, 0)))
    for t in range(steps):
        h = np.tanh(w_x[token] + h @ w_h + b)
        tokens[:, t] = token = (h @ scoring[0] + scoring[1]).argmax(axis=1)
    return tokens


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
    "nothing is looked at": (unchecked, {"errors"}),
    "nothing to stack": (checked(stacked), {"sizes"}),
    "an unstable sort": (checked(written(choose=lambda scores, h: np.argsort(-scores)[:, 0])), {"ties"}),
    "the end of a sort": (checked(written(choose=lambda scores, h: np.argsort(scores)[:, -1])), {"ties"}),
    "the best score begins at 0": (checked(written(choose=best_from(0.0))), {"sizes"}),
    "the best score begins at -100": (checked(written(choose=best_from(-100.0))), {"sizes"}),
    "softmax of low scores": (checked(written(choose=of_softmax)), {"sizes"}),
    "states in the type of h0": (checked(in_the_type_of_h0), {"dtypes"}),
}
