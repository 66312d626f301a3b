"""Answers that many students share: too common to tell a pair, and worth a look for that."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.reports.similarity import near_copies
from autograder.reports.similarity.fingerprints import Fingerprints, covered, shingles
from autograder.reports.similarity.pairs import MIN_ALIKE
from autograder.reports.similarity.reading import Notebook


@dataclass(frozen=True)
class SharedAnswer:
    """One exercise, answered by many in nearly the same way.

    ``tokens`` are those of the first of the students that the course did not hand out.
    """

    label: str
    tokens: int
    students: tuple[str, ...]


def shared_answers(notebooks: Sequence[Notebook], fingerprints: Fingerprints) -> list[SharedAnswer]:
    """The answers that at least as many students share as make a shingle common, the longest first.

    Every block that is mostly discounted as common is looked at, so that what no pair can show is named here.
    """
    common: dict[str, list[tuple[str, int, np.ndarray]]] = defaultdict(list)
    for notebook, blocks in zip(notebooks, fingerprints.blocks, strict=True):
        for block, ids in zip(notebook.blocks, blocks, strict=True):
            found = shingles(block.tokens)
            everybodys = np.isin(found, fingerprints.released)
            discounted = (ids < 0) & ~everybodys
            own = int(covered(np.flatnonzero(~everybodys), len(block.tokens)).sum())
            if own >= MIN_ALIKE and 2 * discounted.sum() >= (~everybodys).sum():
                common[block.label].append((notebook.student, own, np.unique(found[~everybodys])))
    answers = []
    for label, blocks_so_labelled in common.items():
        together: dict[int, dict[str, int]] = defaultdict(dict)
        of = near_copies.groups([elements for _, _, elements in blocks_so_labelled])
        for group, (student, own, _) in zip(of, blocks_so_labelled, strict=True):
            together[group].setdefault(student, own)
        answers += [
            SharedAnswer(label, next(iter(students.values())), tuple(students))
            for students in together.values()
            if len(students) >= fingerprints.limit
        ]
    return sorted(answers, key=lambda answer: (-answer.tokens, answer.label, answer.students))
