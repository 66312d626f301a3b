"""The scores that a regrading changed, those together who moved alike."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.records import Change, Judged


@dataclass(frozen=True)
class Move:
    """Students whose score in an exercise changed from the same to the same, and their reasons, the commonest first."""

    exercise: str
    before: float
    after: float
    students: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Moves:
    """All moves, the largest groups first; ``compared`` students had an attempt before."""

    compared: int
    moves: tuple[Move, ...]


def moves(results: Iterable[Judged]) -> Moves:
    """Group what a regrading changed in ``results``."""
    groups: dict[tuple[str, float, float], list[tuple[str, Change]]] = {}
    compared = 0
    for result in results:
        if result.regraded is None:
            continue
        compared += 1
        for change in result.regraded.changes:
            groups.setdefault((change.exercise, change.before, change.after), []).append((result.student, change))
    found = [
        Move(
            *key,
            students=tuple(student for student, _ in group),
            reasons=tuple(reason for reason, _ in Counter(change.why for _, change in group).most_common()),
        )
        for key, group in groups.items()
    ]
    return Moves(compared, tuple(sorted(found, key=lambda move: (-len(move.students), move.exercise, move.before))))
