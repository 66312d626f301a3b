"""Draws texts, tables and filters that answer, or are silent, as a case needs it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.authoring import Case, Draw, Function
from solutions.a04_text_cnn.reference import embed, ngram_conv

Filter = tuple[np.ndarray, np.ndarray]  # (w, b)


def tokens(d: Draw, *shape: int, V: int, least: int = 0) -> np.ndarray:
    """Whole numbers from ``least`` to V - 1, all of which are there if there is room."""
    size = int(np.prod(shape))
    drawn = np.concatenate([d.rng.permutation(np.arange(least, V))[:size], d.rng.integers(least, V, size)])[:size]
    return d.rng.permutation(drawn).reshape(shape).astype(np.int64)


def with_one(d: Draw, texts: np.ndarray, token: int) -> np.ndarray:
    """The texts, one of whose tokens is ``token``."""
    changed = texts.copy()
    changed[np.unravel_index(d.rng.integers(texts.size), texts.shape)] = token
    return changed


def answering(d: Draw, x: np.ndarray, F: int, K: int, *, silent: bool = False) -> Filter:
    """Filters of which each answers to every one of the texts x (N, L, D); with ``silent``, the first to none."""
    w = d.nonzero_reals(F, K, x.shape[2])
    answers = ngram_conv(x, w, np.zeros(F))
    b = np.round(d.rng.uniform(0.2, 0.9, F) - answers.max(axis=1).min(axis=0), 2)
    if silent:
        b[0] = np.round(-d.uniform(0.5, 0.9) - answers[..., 0].max(), 2)
    return w, b


def network(
    d: Draw,
    N: int,
    L: int,
    V: int,
    D: int,
    sizes: Sequence[tuple[int, int]],
    C: int,
    *,
    silent: bool = False,
    bias: bool = True,
) -> tuple[Any, ...]:
    """(tokens, table, filters, w_out, b_out) with so many filters F and words K in each width: ``sizes`` are (F, K)."""
    texts, table = tokens(d, N, L, V=V), d.nonzero_reals(V, D)
    x = embed(texts, table)
    filters = [answering(d, x, F, K, silent=silent) for F, K in sizes]
    b_out = d.nonzero_reals(C) if bias else np.zeros(C)
    return texts, table, filters, d.nonzero_reals(sum(F for F, _ in sizes), C), b_out


def telling(
    right: Function, mistakes: Mapping[str, Function], draw: Callable[[], list[Case]], *unseen: str
) -> list[Case]:
    """Calls, drawn again until they tell each mistake but those ``unseen``: what one costs is no matter of luck."""
    while True:
        drawn = draw()
        pairs = [(one.args, right(*one.args)) for one in drawn]
        told = (
            any(not _same(wrong(*args), truth) for args, truth in pairs)
            for name, wrong in mistakes.items()
            if name not in unseen
        )
        if all(told):
            return drawn


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=0, atol=0.02 * np.abs(other).max(initial=1)))
