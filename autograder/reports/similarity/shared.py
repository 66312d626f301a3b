"""Answers that many students share: too common to tell a pair, and worth a look for that."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import connected_components

from autograder.reports.similarity.fingerprints import Fingerprints, are_in, covered, shingles
from autograder.reports.similarity.near_copies import NEARLY
from autograder.reports.similarity.pairs import MIN_ALIKE, ROWS
from autograder.reports.similarity.reading import Notebook


@dataclass(frozen=True)
class SharedAnswer:
    """One exercise, answered by many in nearly the same way.

    ``tokens`` are those of the first of the students that the course did not hand out.
    """

    label: str
    tokens: int
    students: tuple[str, ...]


@dataclass(frozen=True)
class _Block:
    """A block that is mostly common: its author, its own tokens, the number of its own shingles, the common ones."""

    student: str
    tokens: int
    shingles: int
    common: np.ndarray


def shared_answers(notebooks: Sequence[Notebook], fingerprints: Fingerprints) -> list[SharedAnswer]:
    """The answers that at least as many students share as make a shingle common, the longest first.

    Every block that is mostly discounted as common is looked at, so that what no pair can show is named here.
    """
    mostly_common: dict[str, list[_Block]] = defaultdict(list)
    for notebook, blocks in zip(notebooks, fingerprints.blocks, strict=True):
        for block, ids in zip(notebook.blocks, blocks, strict=True):
            found = shingles(block.tokens)
            everybodys = are_in(fingerprints.released, found)
            tokens = int(covered(np.flatnonzero(~everybodys), len(block.tokens)).sum())
            own, common = np.unique(found[~everybodys]), np.unique(found[(ids < 0) & ~everybodys])
            if tokens >= MIN_ALIKE and 2 * len(common) >= len(own):
                mostly_common[block.label].append(_Block(notebook.student, tokens, len(own), common))
    answers = []
    for label, found_blocks in mostly_common.items():
        together: dict[int, dict[str, int]] = defaultdict(dict)
        for group, one in zip(_nearly_the_same(found_blocks), found_blocks, strict=True):
            together[group].setdefault(one.student, one.tokens)
        answers += [
            SharedAnswer(label, next(iter(students.values())), tuple(students))
            for students in together.values()
            if len(students) >= fingerprints.limit
        ]
    return sorted(answers, key=lambda answer: (-answer.tokens, answer.label, answer.students))


def _nearly_the_same(blocks: Sequence[_Block]) -> list[int]:
    """The group of each block: those with `NEARLY` of their shingles in common, connected.

    Common shingles are few, because each has many authors: the blocks are rows of a small table, and the numbers that
    they share are a product of it with itself, some hundred rows at a time.
    """
    columns = np.unique(np.concatenate([block.common for block in blocks]))
    table = np.zeros((len(blocks), len(columns)), dtype=np.float32)
    for row, block in zip(table, blocks, strict=True):
        row[np.searchsorted(columns, block.common)] = 1
    sizes = np.array([block.shingles for block in blocks], dtype=np.float32)
    alike = []
    for first in range(0, len(blocks), ROWS):
        shared = table[first : first + ROWS] @ table.T
        alike.append(csr_array(shared >= NEARLY * (sizes[first : first + ROWS, None] + sizes - shared)))
    return connected_components(vstack(alike), directed=False)[1].tolist()
