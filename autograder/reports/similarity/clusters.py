"""Clusters: students who are connected by pairs that are strikingly alike.

Two clusters become one where a pair is alike in most of its code. What is alike in an exercise or two, with both
students in other clusters already, makes a cluster of its own: else one borrowed function would tie all of them up.

One solution that went round makes a pair of every two who have it. Of a cluster it is enough to align what connects
its students, and some pairs more; so a cluster of hundreds costs little, and hides no other.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.reports.similarity.fingerprints import Fingerprints
from autograder.reports.similarity.near_copies import Groups
from autograder.reports.similarity.pairs import Pair, candidates, compared
from autograder.reports.similarity.reading import Notebook

WHOLE = 0.5  # of a notebook's own tokens: the pair has more than an exercise in common
MAX_INSIDE = 45  # pairs that are aligned although both are in the same cluster already: all of ten students'
MAX_IN_VAIN = 1000  # pairs that are aligned and turn out not to be striking


Place = tuple[int, ...]  # a group, or the two between which a pair is


@dataclass(frozen=True)
class SharedPart:
    """An exercise that pairs of a cluster have in common, and the students whose pairs do."""

    label: str
    students: tuple[int, ...]


@dataclass(frozen=True)
class Cluster:
    """Students, by their places in the class, and the striking pairs that were aligned, the weightiest first.

    ``count`` is the number of pairs, those included that have enough in common and were not aligned.
    """

    students: tuple[int, ...]
    pairs: tuple[Pair, ...]
    count: int

    @property
    def strongest(self) -> Pair:
        """The weightiest pair."""
        return self.pairs[0]

    @property
    def parts(self) -> list[SharedPart]:
        """The exercises that they share, the one that most of them share first."""
        who: dict[str, set[int]] = defaultdict(set)
        for pair in self.pairs:
            for part in pair.parts:
                if part.striking:
                    who[part.label] |= {pair.left, pair.right}
        shared = [SharedPart(label, tuple(sorted(students))) for label, students in who.items()]
        return sorted(shared, key=lambda part: (-len(part.students), part.label))


@dataclass(frozen=True)
class Clusters:
    """The clusters, the weightiest first; ``left_out`` candidates between them were too many to be aligned."""

    found: tuple[Cluster, ...]
    left_out: int


def clusters(notebooks: Sequence[Notebook], fingerprints: Fingerprints) -> Clusters:
    """Align candidates, those with the most in common first, and connect who is strikingly alike."""
    wanted = candidates(fingerprints)
    groups = Groups(len(notebooks))
    striking: list[Pair] = []
    aligned: dict[Place, int] = defaultdict(int)  # pairs that join nobody any more
    in_vain = 0
    unaligned: list[tuple[int, int]] = []
    for left, right in zip(wanted.left.tolist(), wanted.right.tolist(), strict=True):
        place = _place(groups, left, right)
        if in_vain >= MAX_IN_VAIN if len(place) > 1 and not aligned[place] else aligned[place] >= MAX_INSIDE:
            unaligned.append((left, right))
            continue
        pair = compared(left, right, notebooks, fingerprints)
        if not pair.striking:
            in_vain += 1
            continue
        striking.append(pair)
        alone = len(groups.members(left)) == 1 or len(groups.members(right)) == 1
        if len(place) > 1 and (alone or pair.share >= WHOLE):
            before = sum(aligned.pop(one, 0) for one in ((min(place),), (max(place),)))
            groups.join(left, right)
            aligned[_place(groups, left, right)] += before
        else:
            aligned[place] += 1
    found = _sorted(groups, striking, unaligned)
    left_out = {_place(groups, *pair) for pair in unaligned} - {_place(groups, p.left, p.right) for p in striking}
    return Clusters(found, sum(_place(groups, *pair) in left_out for pair in unaligned))


def _place(groups: Groups, left: int, right: int) -> Place:
    """The group that both are in, or the two between which they are, in order."""
    return tuple(sorted({groups.of(left), groups.of(right)}))


def _sorted(groups: Groups, striking: Sequence[Pair], unaligned: Sequence[tuple[int, int]]) -> tuple[Cluster, ...]:
    pairs: dict[Place, list[Pair]] = defaultdict(list)
    for pair in striking:
        pairs[_place(groups, pair.left, pair.right)].append(pair)
    counts = Counter(_place(groups, *pair) for pair in unaligned)
    found = []
    for place, own in pairs.items():
        students = {student for pair in own for student in (pair.left, pair.right)}
        own.sort(key=lambda pair: (-pair.weight, pair.left, pair.right))
        found.append(Cluster(tuple(sorted(students)), tuple(own), len(own) + counts[place]))
    return tuple(sorted(found, key=lambda one: (-one.strongest.weight, one.students)))
