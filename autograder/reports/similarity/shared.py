"""Answers that many students share: too common to tell a pair, and worth a look for that."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.reports.similarity.fingerprints import Fingerprints, covered, shingles
from autograder.reports.similarity.pairs import MIN_ALIKE
from autograder.reports.similarity.reading import OTHER, Notebook
from autograder.reports.similarity.tokens import Token


@dataclass(frozen=True)
class SharedAnswer:
    """One exercise, answered by many with the same tokens; ``tokens`` are those that the course did not hand out."""

    label: str
    tokens: int
    students: tuple[str, ...]


def shared_answers(
    notebooks: Sequence[Notebook], released: Iterable[Sequence[Token]], fingerprints: Fingerprints
) -> list[SharedAnswer]:
    """The answers that at least as many students share as make a shingle common, the longest first."""
    everybodys = {shingle for piece in released for shingle in shingles(piece)}
    groups: dict[tuple[str, tuple[str, ...]], dict[str, int]] = defaultdict(dict)
    for notebook in notebooks:
        for block in notebook.blocks:
            if block.label == OTHER:
                continue
            places = [place for place, shingle in enumerate(shingles(block.tokens)) if shingle not in everybodys]
            own = int(covered(places, len(block.tokens)).sum())
            if own >= MIN_ALIKE:
                groups[block.label, tuple(token.kind for token in block.tokens)][notebook.student] = own
    found = [
        SharedAnswer(label, next(iter(students.values())), tuple(students))
        for (label, _), students in groups.items()
        if len(students) >= fingerprints.limit
    ]
    return sorted(found, key=lambda answer: (-answer.tokens, answer.label))
