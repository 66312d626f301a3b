"""Finds what two students have in common: passages that stand in both notebooks, aligned by RapidFuzz.

The order of cells and functions does not matter: every block of one is laid beside every block of the other, the best
first, and what has been laid beside something is used up. Inside two blocks the longest common subsequence of shingles
is taken, again and again, so that passages which changed places are found as well.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import LCSseq
from scipy.sparse import csr_array, triu

from autograder.reports.similarity.fingerprints import LENGTH, Fingerprints, covered, own
from autograder.reports.similarity.reading import OTHER, Notebook

MIN_ALIKE = 40  # tokens, some six short lines: below, two independent answers are alike by nature
MIN_SHARE = 0.5  # of an exercise's own tokens
MIN_SHARE_OF_ALL = 0.3  # of a notebook's own tokens
ROWS = 256  # notebooks whose shingles are counted at once against everybody's
ROUNDS = 6  # how often the common subsequence of two blocks is taken


@dataclass(frozen=True, order=True)
class Span:
    """Tokens ``start`` to ``end`` (exclusive) of one of a notebook's blocks."""

    block: int
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """The same code, but for names, in two notebooks."""

    left: Span
    right: Span


@dataclass(frozen=True)
class Part:
    """The likeness in one exercise: tokens, their share of the smaller side's own tokens there, the passages."""

    label: str
    alike: int
    share: float
    passages: tuple[Passage, ...]

    @property
    def striking(self) -> bool:
        """Return whether it is long enough, and enough of the answer, to be shown on its own account."""
        return self.alike >= MIN_ALIKE and self.share >= MIN_SHARE


@dataclass(frozen=True)
class Pair:
    """Two students, by their places in the class, and what they have in common, part by part."""

    left: int
    right: int
    alike: int
    share: float
    parts: tuple[Part, ...]

    @property
    def striking(self) -> bool:
        """Return whether a teacher should look at it."""
        whole = self.alike >= MIN_ALIKE and self.share >= MIN_SHARE_OF_ALL
        return whole or any(part.striking for part in self.parts)

    @property
    def weight(self) -> float:
        """The number by which the pairs are ranked: long passages, and more so where they are most of the answer."""
        return sum(part.alike * part.share for part in self.parts)


@dataclass(frozen=True)
class Candidates:
    """The pairs with enough shingles in common, those with the most first: places in the class, and how many."""

    left: np.ndarray
    right: np.ndarray
    shared: np.ndarray


def candidates(fingerprints: Fingerprints) -> Candidates:
    """Count the shingles that every two students share, some hundred students at a time."""
    sets = [np.unique(np.concatenate([np.empty(0, dtype=np.int32), *row])) for row in fingerprints.blocks]
    columns = np.concatenate([np.empty(0, dtype=np.int32), *(row[row >= 0] for row in sets)])
    starts = np.cumsum([0, *(int((row >= 0).sum()) for row in sets)])
    shape = (len(sets), int(columns.max(initial=-1)) + 1)
    has = csr_array((np.ones(len(columns), dtype=np.int32), columns, starts), shape=shape)
    others = csr_array(has.T)
    nothing = np.empty(0, dtype=np.int32)
    found = [(nothing, nothing, nothing)]
    for first in range(0, len(sets), ROWS):
        shared = triu(has[first : first + ROWS] @ others, k=1 + first).tocoo()
        enough = shared.data >= MIN_ALIKE // 2
        found.append((shared.row[enough] + first, shared.col[enough], shared.data[enough]))
    left, right, counts = (np.concatenate(pieces).astype(np.int64) for pieces in zip(*found, strict=True))
    order = np.lexsort((right, left, -counts))
    return Candidates(left[order], right[order], counts[order])


def compared(i: int, j: int, notebooks: Sequence[Notebook], fingerprints: Fingerprints) -> Pair:
    """Align the notebooks ``i`` and ``j``; what they have in common, part by part."""
    passages = align(fingerprints.blocks[i], fingerprints.blocks[j])
    sides = ([passage.left for passage in passages], [passage.right for passage in passages])
    owns = [_own(notebooks[n], fingerprints.blocks[n]) for n in (i, j)]
    groups: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        groups[_label(passage, notebooks[i], notebooks[j])].append(passage)
    parts = []
    for label, group in groups.items():
        left, right = [passage.left for passage in group], [passage.right for passage in group]
        alike = min(_tokens(left), _tokens(right))
        whole = min(sum(o[b] for b in {s.block for s in side}) for o, side in zip(owns, (left, right), strict=True))
        parts.append(Part(label, alike, min(1.0, alike / max(whole, 1)), tuple(group)))
    alike = min(map(_tokens, sides))
    share = min(1.0, alike / max(1, min(sum(o) for o in owns)))
    return Pair(i, j, alike, share, tuple(sorted(parts, key=lambda part: -part.alike * part.share)))


def align(left: Sequence[np.ndarray], right: Sequence[np.ndarray]) -> list[Passage]:
    """The passages that the blocks ``left`` and ``right`` have in common, each place in one of them at most."""
    a = [[number if number >= 0 else _left(place) for place, number in enumerate(ids.tolist())] for ids in left]
    b = [[number if number >= 0 else _right(place) for place, number in enumerate(ids.tolist())] for ids in right]
    counts = [Counter(ids[ids >= 0].tolist()) for ids in left], [Counter(ids[ids >= 0].tolist()) for ids in right]
    common = [(_in_common(x, y), i, j) for i, x in enumerate(counts[0]) for j, y in enumerate(counts[1])]
    passages = []
    for count, i, j in sorted(common, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if not count:
            break
        for _ in range(ROUNDS):
            runs = [(op.src_start, op.src_end, op.dest_start) for op in LCSseq.opcodes(a[i], b[j]) if op.tag == "equal"]
            for start, end, other in runs:
                length = end - start
                passages.append(Passage(Span(i, start, end + LENGTH - 1), Span(j, other, other + length + LENGTH - 1)))
                a[i][start:end] = map(_left, range(start, end))  # used up
                b[j][other : other + length] = map(_right, range(other, other + length))
            if not runs:
                break
    return _joined(passages)


def _joined(passages: Sequence[Passage]) -> list[Passage]:
    """The passages, those made one that touch or overlap on both sides: a common idiom in their midst parts no two."""
    joined: list[Passage] = []
    for passage in sorted(passages, key=lambda p: (p.left.block, p.right.block, p.left.start - p.right.start, p.left)):
        last = joined[-1] if joined else None
        if last is not None and _goes_on(last, passage):
            left = replace(last.left, end=max(last.left.end, passage.left.end))
            joined[-1] = Passage(left, replace(last.right, end=max(last.right.end, passage.right.end)))
        else:
            joined.append(passage)
    return sorted(joined, key=lambda passage: (passage.left, passage.right))


def _goes_on(last: Passage, passage: Passage) -> bool:
    same_blocks = (last.left.block, last.right.block) == (passage.left.block, passage.right.block)
    offsets = last.left.start - last.right.start, passage.left.start - passage.right.start
    return same_blocks and offsets[0] == offsets[1] and passage.left.start <= last.left.end


def _left(place: int) -> int:
    """The stand-in on the left for a shingle that is discounted or used up: even, so that nothing on the right is it.

    -1 is left out, because RapidFuzz compares by hash, and Python's hash(-1) is hash(-2).
    """
    return -2 - 2 * place


def _right(place: int) -> int:
    """Likewise on the right, odd."""
    return -3 - 2 * place


def _in_common(left: Counter[int], right: Counter[int]) -> int:
    small, large = sorted((left, right), key=len)
    return sum(min(count, large[number]) for number, count in small.items() if number in large)


def _own(notebook: Notebook, blocks: Sequence[np.ndarray]) -> list[int]:
    """The number of each block's tokens that are neither released nor common."""
    return [int(own(ids, len(b.tokens)).sum()) for ids, b in zip(blocks, notebook.blocks, strict=True)]


def _label(passage: Passage, left: Notebook, right: Notebook) -> str:
    """The exercise that a passage belongs to; an answer may stand in a helper's cell on one side."""
    labels = left.blocks[passage.left.block].label, right.blocks[passage.right.block].label
    return labels[0] if labels[0] != OTHER else labels[1]


def _tokens(spans: Sequence[Span]) -> int:
    """The number of tokens that the spans cover together."""
    total = 0
    for block in {span.block for span in spans}:
        inside = [span for span in spans if span.block == block]
        places = [start for span in inside for start in range(span.start, span.end - LENGTH + 1)]
        total += int(covered(places, max(span.end for span in inside)).sum())
    return total
