"""Shingles: every run of `LENGTH` tokens of a notebook is a fingerprint, and common ones count for nothing.

Source: U. Manber, "Finding similar files in a large file system" (1994), for shingles; S. Schleimer, D. Wilkerson and
A. Aiken, "Winnowing: local algorithms for document fingerprinting" (2003), for fingerprints of code and for leaving
out what everybody has. Classes are small enough to keep every shingle, so nothing is winnowed away.

Common is what many have written by themselves: notebooks that are nearly the same from end to end count as one, else
a solution that went round would make itself an idiom and its copies vanish.
"""

import functools
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.reports.similarity import near_copies
from autograder.reports.similarity.reading import Notebook
from autograder.reports.similarity.tokens import Tokens

LENGTH = 12  # tokens: about two short statements, as JPlag's default for Python
DISCOUNTED = -1
MIN_COMMON = 4  # in the smallest class, what three students share is no idiom yet
MIN_WHOLE = 200  # shingles from which on two notebooks are not the same by nature
FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, of the rolling hash


@dataclass(frozen=True, eq=False)
class Fingerprints:
    """The shingles of a class.

    ``blocks[i][j]`` has the number of the shingle at every place in block ``j`` of notebook ``i``, `DISCOUNTED` for one
    that does not count. ``limit`` is the number of students, each with a notebook of their own, from which on a
    shingle is common; ``released`` are the shingles that the course itself hands out, in order.
    """

    blocks: tuple[tuple[np.ndarray, ...], ...]
    limit: float
    released: np.ndarray


def shingles(tokens: Tokens) -> np.ndarray:
    """The hash of every run of `LENGTH` tokens: 64 bits, the same in every process."""
    kinds = np.fromiter(map(_hash, tokens.kinds), dtype=np.uint64, count=len(tokens))
    count = max(0, len(tokens) - LENGTH + 1)
    found = np.zeros(count, dtype=np.uint64)
    for place in range(LENGTH if count else 0):
        found = found * FACTOR + kinds[place : place + count]
    return found


@functools.lru_cache(maxsize=100_000)
def _hash(kind: str) -> int:
    return int.from_bytes(hashlib.blake2b(kind.encode(errors="replace"), digest_size=8).digest(), "big")


def of_class(notebooks: Sequence[Notebook], released: Iterable[Tokens], common: float) -> Fingerprints:
    """The class's fingerprints; shingles of ``released`` code, or of more than the share ``common``, do not count."""
    everybodys = _different(map(shingles, released))
    found = [[shingles(block.tokens) for block in notebook.blocks] for notebook in notebooks]
    own = [np.setdiff1d(_different(blocks), everybodys, assume_unique=True) for blocks in found]
    limit, counting = _that_count(own, common)
    blocks = tuple(tuple(_numbers(block, counting) for block in notebook) for notebook in found)
    return Fingerprints(blocks, limit, everybodys)


def _different(pieces: Iterable[np.ndarray]) -> np.ndarray:
    return np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *pieces]))


def _that_count(own: Sequence[np.ndarray], common: float) -> tuple[float, np.ndarray]:
    """The limit from which on a shingle is common, and the shingles that are not, in order."""
    large = [place for place, shingles in enumerate(own) if len(shingles) >= MIN_WHOLE]
    together = near_copies.groups([own[place] for place in large])
    authors: dict[int, list[np.ndarray]] = {}
    for place, group in zip(large, together, strict=True):
        authors.setdefault(large[group], []).append(own[place])
    for place in set(range(len(own))) - set(large):
        authors[place] = [own[place]]
    pieces = [_different(notebooks) for notebooks in authors.values()]
    shingles, counts = np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *pieces]), return_counts=True)
    limit = max(MIN_COMMON, common * len(authors))
    return limit, shingles[counts < limit]


def _numbers(block: np.ndarray, counting: np.ndarray) -> np.ndarray:
    """The number of each shingle among those that count, or `DISCOUNTED`."""
    places = np.searchsorted(counting, block)
    return np.where(are_in(counting, block), places, DISCOUNTED).astype(np.int32)


def are_in(ordered: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Mark which of the shingles ``found`` are among the ``ordered`` ones, however many these are."""
    places = np.searchsorted(ordered, found)
    inside = places < len(ordered)
    inside[inside] = ordered[places[inside]] == found[inside]
    return inside


def own(ids: np.ndarray, length: int) -> np.ndarray:
    """Mark which of a block's ``length`` tokens stand in a shingle that counts: booleans, shape (length,)."""
    return covered(np.flatnonzero(ids >= 0), length)


def covered(places: Sequence[int] | np.ndarray, length: int) -> np.ndarray:
    """Mark which of ``length`` tokens stand in shingles that begin at one of ``places``: booleans, shape (length,)."""
    steps = np.zeros(length + 1, dtype=int)
    np.add.at(steps, np.asarray(places, dtype=int), 1)
    np.add.at(steps, np.asarray(places, dtype=int) + LENGTH, -1)
    return np.cumsum(steps[:-1]) > 0
