"""Draws masks and states, and makes attentions with another softmax inside."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import Draw, Function, then
from solutions.a09_attention.reference import masked_softmax

Softmax = Callable[[np.ndarray, np.ndarray], np.ndarray]


def everything(N: int, T: int) -> np.ndarray:
    """A mask that keeps all words."""
    return np.ones((N, T), dtype=bool)


def some(d: Draw, N: int, T: int) -> np.ndarray:
    """A mask that keeps half of the words of each text, the larger half; the first text begins with one left out."""
    mask: np.ndarray = d.rng.permuted(np.tile(np.arange(T) < (T + 1) // 2, (N, 1)), axis=1)
    mask[0] = np.roll(mask[0], -int(np.argmin(mask[0])))
    return mask


def with_an_empty_one(d: Draw, N: int, T: int) -> np.ndarray:
    """A mask of which one row, any of them, keeps nothing."""
    mask = some(d, N, T)
    mask[d.between(0, N - 1)] = False
    return mask


def whole_numbers(mask: np.ndarray) -> np.ndarray:
    """The mask as 0 and 1."""
    return mask.astype(np.int64)


def kept(mask: np.ndarray) -> np.ndarray:
    """The mask as booleans."""
    return np.asarray(mask) != 0


def softmax(scores: np.ndarray) -> np.ndarray:
    """Weights over all of the last axis."""
    return masked_softmax(scores, np.ones(scores.shape, dtype=bool))


def filled(value: float) -> Softmax:
    """A softmax in which what is left out has a score of ``value``."""
    return lambda scores, mask: softmax(np.where(kept(mask), scores, value))


def product(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Weights over everything, those that are left out set to zero."""
    return softmax(scores) * kept(mask)


def nothing_is_nan(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Zero by zero where nothing is kept."""
    empty = ~kept(mask).any(axis=-1, keepdims=True)
    return np.where(empty, np.nan, masked_softmax(scores, mask))


def uniform_where_empty(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The same weight for all words where nothing is kept."""
    empty = ~kept(mask).any(axis=-1, keepdims=True)
    return np.where(empty, 1 / scores.shape[-1], masked_softmax(scores, mask))


SOFTMAXES: dict[str, Softmax] = {
    "product_not_renormalised": product,
    "scores_set_to_0": filled(0.0),
    "nan_where_nothing_is_kept": nothing_is_nan,
    "uniform_where_nothing_is_kept": uniform_where_empty,
    "mask_ignored": lambda scores, mask: softmax(scores),
    "mask_turned": lambda scores, mask: masked_softmax(scores, ~kept(mask)),
}


def with_softmaxes(make: Callable[[Softmax], Function]) -> dict[str, Function]:
    """What ``make`` makes of each wrong softmax."""
    return {name: make(wrong) for name, wrong in SOFTMAXES.items()}


def side_by_side(function: Function) -> Function:
    """``function``, whose outputs all stand in one row."""
    return then(function, lambda *outputs: np.concatenate([np.ravel(output) for output in outputs]))


def over_the_batch(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Weights that sum to one over the texts."""
    return masked_softmax(scores.T, np.asarray(mask).T).T
