"""Wrong poolings along rows that hidden cases may be too alike to notice: each with the aspects that it must lose."""

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.authoring import Function, then
from solutions.a03_pooling.reference import dynamic_k, dynamic_pool1d, k_max_pool1d
from tests.solutions.a03_pooling.wrong_images import BARELY, UNSTABLE_FROM, Condition, Wrong, checked, unchecked

Cuts = Callable[[int, int], Any]  # the S + 1 bounds of S segments of L values


def keeping(places: Callable[[np.ndarray, int], np.ndarray]) -> Function:
    """k-max pooling of the places that ``places`` finds in x."""
    return checked(lambda x, k: np.take_along_axis(x, np.sort(places(x, k), axis=-1), axis=-1), k_max_pool1d)


def stable_if_short(x: np.ndarray, k: int) -> np.ndarray:
    """The places of the k largest, of equal ones the earlier in short rows and the later in long ones."""
    if x.shape[-1] < UNSTABLE_FROM:
        return np.argsort(-x, axis=-1, kind="stable")[..., :k]
    return np.argsort(x, axis=-1, kind="stable")[..., -k:]


def one_after_another(x: np.ndarray, k: int) -> np.ndarray:
    """k times the maximum, each replaced by a number that is not low enough."""
    left = x.astype(np.float64)
    places = np.empty((*x.shape[:2], k), int)
    for i in range(k):
        places[..., i] = left.argmax(axis=-1)
        np.put_along_axis(left, places[..., i : i + 1], BARELY, axis=-1)
    return places


def without_repeats(x: np.ndarray, k: int) -> np.ndarray:
    """k-max pooling of each row's different values: where there are fewer than k, zeros are left."""
    out = np.zeros((*x.shape[:2], k))
    for row in np.ndindex(*x.shape[:2]):
        _, first = np.unique(x[row], return_index=True)
        kept = x[row][np.sort(first[np.argsort(-x[row][first])][:k])]
        out[row][: len(kept)] = kept
    return out


def cut(cuts: Cuts) -> Function:
    """Dynamic pooling whose segments lie between ``cuts``; an empty one gives 0."""

    def wrong(x: np.ndarray, segments: int) -> np.ndarray:
        bounds = [int(bound) for bound in cuts(x.shape[-1], segments)]
        parts = [x[..., start:end] for start, end in itertools.pairwise(bounds)]
        return np.stack([part.max(axis=-1) if part.size else np.zeros(x.shape[:2]) for part in parts], axis=-1)

    return checked(wrong, dynamic_pool1d)


COUNTS: Mapping[str, Condition] = {
    "0 unchecked": lambda x, count: count == 0,
    "a negative number unchecked": lambda x, count: count < 0,
    "a number that is too large unchecked": lambda x, count: count > x.shape[-1],
}
K_MAX_POOL1D: Wrong = {
    "a stable sort of short rows alone": (keeping(stable_if_short), {"ties"}),
    "whatever argsort does": (keeping(lambda x, k: np.argsort(-x)[..., :k]), {"ties"}),
    "whatever the end of argsort is": (keeping(lambda x, k: np.argsort(x)[..., -k:]), {"ties"}),
    "whatever argpartition does": (keeping(lambda x, k: np.argpartition(-x, k - 1)[..., :k]), {"ties"}),
    "a heap's order": (keeping(lambda x, k: np.argsort(-x, kind="heapsort")[..., :k]), {"ties"}),
    "the maximum replaced by -1e9": (keeping(one_after_another), {"order"}),
    "no value twice": (checked(without_repeats, k_max_pool1d), {"ties"}),
    "a search that begins at -1e9": (then(k_max_pool1d, lambda out: np.maximum(out, BARELY)), {"order"}),
    **{name: (unchecked(k_max_pool1d, condition), {"errors"}) for name, condition in COUNTS.items()},
}
DYNAMIC_POOL1D: Wrong = {
    "linspace": (cut(lambda L, S: np.linspace(0, L, S + 1)), {"exact"}),
    "linspace of shares": (cut(lambda L, S: np.linspace(0, 1, S + 1) * L), {"exact"}),
    "steps added up": (cut(lambda L, S: [*(s * (L / S) for s in range(S)), L]), {"exact"}),
    "share first": (cut(lambda L, S: [s / S * L for s in range(S + 1)]), {"exact"}),
    "rounded to the nearest": (cut(lambda L, S: np.round(np.linspace(0, L, S + 1))), {"uneven", "exact"}),
    "a search that begins at -1e9": (then(dynamic_pool1d, lambda out: np.maximum(out, BARELY)), {"equal"}),
    **{name: (unchecked(dynamic_pool1d, condition), {"errors"}) for name, condition in COUNTS.items()},
}


def rounded_up(share: Callable[[int, int, int], float]) -> Function:
    """The k of a network of which ``share(layer, layers, length)`` is rounded up."""
    return checked(lambda i, n, length, k_top: max(k_top, math.ceil(share(i, n, length))), dynamic_k)


DYNAMIC_K: Wrong = {
    "the length of a layer first": (rounded_up(lambda i, n, length: length / n * (n - i)), {"exact"}),
    "what is lost taken away": (rounded_up(lambda i, n, length: length - i / n * length), {"exact"}),
    "the share of the layers first": (rounded_up(lambda i, n, length: length * ((n - i) / n)), {"exact"}),
    "never more than the length": (
        checked(lambda i, n, length, k_top: min(length, dynamic_k(i, n, length, k_top)), dynamic_k),
        {"k_top"},
    ),
    "layers 0 unchecked": (unchecked(dynamic_k, lambda i, n, length, k_top: n < 1), {"errors"}),
    "length 0 unchecked": (unchecked(dynamic_k, lambda i, n, length, k_top: length < 1), {"errors"}),
    "k_top 0 unchecked": (unchecked(dynamic_k, lambda i, n, length, k_top: k_top < 1), {"errors"}),
    "a layer too many unchecked": (unchecked(dynamic_k, lambda i, n, length, k_top: i > n > 0), {"errors"}),
    "a negative layer unchecked": (unchecked(dynamic_k, lambda i, n, length, k_top: i < 0), {"errors"}),
}
