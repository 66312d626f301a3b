"""Shingles: every run of `LENGTH` tokens of a notebook is a fingerprint, and common ones count for nothing.

Source: U. Manber, "Finding similar files in a large file system" (1994), for shingles; S. Schleimer, D. Wilkerson and
A. Aiken, "Winnowing: local algorithms for document fingerprinting" (2003), for fingerprints of code and for leaving
out what everybody has. Classes are small enough to keep every shingle, so nothing is winnowed away.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.reports.similarity.reading import Notebook
from autograder.reports.similarity.tokens import Token

LENGTH = 12  # tokens: about two short statements, as JPlag's default for Python
DISCOUNTED = -1
MIN_COMMON = 4  # in the smallest class, what three students share is no idiom yet


@dataclass(frozen=True)
class Fingerprints:
    """The shingles of a class.

    ``blocks[i][j]`` has the number of the shingle at every place in block ``j`` of notebook ``i``, `DISCOUNTED` for one
    that does not count. ``limit`` is the number of students from which on a
    shingle is common.
    """

    blocks: tuple[tuple[tuple[int, ...], ...], ...]
    limit: float


def shingles(tokens: Sequence[Token]) -> list[tuple[str, ...]]:
    """Every run of `LENGTH` tokens."""
    kinds = [token.kind for token in tokens]
    return [tuple(kinds[start : start + LENGTH]) for start in range(len(kinds) - LENGTH + 1)]


def of_class(notebooks: Sequence[Notebook], released: Iterable[Sequence[Token]], common: float) -> Fingerprints:
    """The class's fingerprints; shingles of ``released`` code, or of more than the share ``common``, do not count."""
    everybodys = {shingle for piece in released for shingle in shingles(piece)}
    found = [[shingles(block.tokens) for block in notebook.blocks] for notebook in notebooks]
    students = Counter(shingle for blocks in found for shingle in {s for block in blocks for s in block})
    limit = max(MIN_COMMON, common * len(notebooks))
    numbers: dict[tuple[str, ...], int] = {}
    for shingle, count in students.items():
        if count < limit and shingle not in everybodys:
            numbers[shingle] = len(numbers)
    blocks = tuple(
        tuple(tuple(numbers.get(shingle, DISCOUNTED) for shingle in block) for block in notebook) for notebook in found
    )
    return Fingerprints(blocks, limit)


def own(ids: Sequence[int], length: int) -> np.ndarray:
    """Mark which of a block's ``length`` tokens stand in a shingle that counts: booleans, shape (length,)."""
    return covered([place for place, number in enumerate(ids) if number >= 0], length)


def covered(places: Sequence[int], length: int) -> np.ndarray:
    """Mark which of ``length`` tokens stand in shingles that begin at one of ``places``: booleans, shape (length,)."""
    steps = np.zeros(length + 1, dtype=int)
    np.add.at(steps, places, 1)
    np.add.at(steps, np.asarray(places, dtype=int) + LENGTH, -1)
    return np.cumsum(steps[:-1]) > 0
