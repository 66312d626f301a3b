"""The similarity report: clusters and their pairs side by side, what is alike lit and what everybody has dimmed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assignment import Assignment
from autograder.errors import UsageError
from autograder.records import Course, write_atomic
from autograder.reports import page
from autograder.reports.similarity import fingerprints, reading
from autograder.reports.similarity.clusters import Cluster, clusters
from autograder.reports.similarity.fingerprints import LENGTH, Fingerprints
from autograder.reports.similarity.pairs import MIN_ALIKE, MIN_SHARE, MIN_SHARE_OF_ALL, Pair, Part, Span
from autograder.reports.similarity.reading import Block, Notebook, PassedOver
from autograder.reports.similarity.shared import SharedAnswer, shared_answers

FAINT = -1  # in place of a passage's number: discounted


@dataclass(frozen=True)
class Report:
    """The outcome: what was compared, what was found, and who was passed over.

    ``left_out`` pairs had something in common, less than any that was aligned, and were too many to be looked at.
    """

    assignment: Assignment
    notebooks: tuple[Notebook, ...]
    fingerprints: Fingerprints
    clusters: tuple[Cluster, ...]
    left_out: int
    shared: tuple[SharedAnswer, ...]
    passed_over: tuple[PassedOver, ...]
    common: float

    def students(self, pair: Pair) -> tuple[str, str]:
        """The pair's two students."""
        return self.notebooks[pair.left].student, self.notebooks[pair.right].student

    def named(self, places: Sequence[int]) -> list[str]:
        """The students in these places of the class."""
        return [self.notebooks[place].student for place in places]

    @property
    def pairs(self) -> list[Pair]:
        """The pairs that were aligned: the strongest of every cluster, then the others, the weightiest first."""
        others = [pair for cluster in self.clusters for pair in cluster.pairs[1:]]
        others.sort(key=lambda pair: (-pair.weight, pair.left, pair.right))
        return [cluster.strongest for cluster in self.clusters] + others


@dataclass(frozen=True)
class Piece:
    """A stretch of code on the page: plain (None), discounted (`FAINT`), or in a passage, by its number.

    ``opens`` tells that the passage begins here.
    """

    text: str
    passage: int | None
    opens: bool = False


def compare(assignment: Assignment, course: Course, common: float) -> Report:
    """Compare everybody's notebook in ``course``; ``common`` is the share of the class that makes an idiom.

    Raises `autograder.errors.UsageError` where nobody has handed in.
    """
    notebooks, passed_over = reading.students_code(assignment, course)
    released = reading.released_code(assignment)
    found = fingerprints.of_class(notebooks, released, common)
    together = clusters(notebooks, found)
    return Report(
        assignment=assignment,
        notebooks=tuple(notebooks),
        fingerprints=found,
        clusters=together.found,
        left_out=together.left_out,
        shared=tuple(shared_answers(notebooks, found)),
        passed_over=tuple(passed_over),
        common=common,
    )


def as_json(report: Report) -> dict[str, Any]:
    """The report as data."""
    return {
        "assignment": report.assignment.name,
        "compared": len(report.notebooks),
        "clusters": [
            {
                "students": report.named(cluster.students),
                "pairs": cluster.count,
                "strongest": list(report.students(cluster.strongest)),
                "exercises": [{"name": part.label, "students": report.named(part.students)} for part in cluster.parts],
            }
            for cluster in report.clusters
        ],
        "pairs": [
            {
                "students": list(report.students(pair)),
                "alike_tokens": pair.alike,
                "share": round(pair.share, 3),
                "exercises": [
                    {"name": part.label, "alike_tokens": part.alike, "share": round(part.share, 3)}
                    for part in pair.parts
                ],
            }
            for pair in report.pairs
        ],
        "pairs_left_out": report.left_out,
        "shared_by_many": [
            {"exercise": answer.label, "tokens": answer.tokens, "students": list(answer.students)}
            for answer in report.shared
        ],
        "passed_over": [{"student": one.student, "message": one.reason} for one in report.passed_over],
    }


def write(report: Report, path: Path, top: int) -> None:
    """Write the page, with the code of the first ``top`` pairs; whole or not at all."""
    text = page.render(
        "similarity.html",
        styles=("report.css", "similarity.css"),
        report=report,
        pairs=report.pairs,
        shown=[_shown(report, pair) for pair in report.pairs[:top]],
        length=LENGTH,
        min_alike=MIN_ALIKE,
        min_share=MIN_SHARE,
        min_share_of_all=MIN_SHARE_OF_ALL,
    )
    try:
        write_atomic(path, text.encode())
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}).") from None


def _shown(report: Report, pair: Pair) -> list[dict[str, Any]]:
    """The parts of a pair with their code, left and right."""
    parts = []
    for part in pair.parts:
        left = [passage.left for passage in part.passages]
        right = [passage.right for passage in part.passages]
        parts.append(
            {
                "part": part,
                "left": list(_code(report, pair.left, left, part)),
                "right": list(_code(report, pair.right, right, part)),
            }
        )
    return parts


def _code(report: Report, which: int, spans: Sequence[Span], part: Part) -> Iterator[tuple[str, list[Piece]]]:
    """The blocks that the spans are in, each with its label and its text in pieces."""
    for index in sorted({span.block for span in spans}):
        block = report.notebooks[which].blocks[index]
        ids = report.fingerprints.blocks[which][index]
        inside = [(number, span) for number, span in enumerate(spans, 1) if span.block == index]
        yield block.label, _pieces(block, fingerprints.own(ids, len(block.tokens)), inside)


def _pieces(block: Block, own: np.ndarray, spans: Sequence[tuple[int, Span]]) -> list[Piece]:
    """The block's text cut where a passage begins or ends; text between two tokens goes with both or is plain."""
    kinds: list[int | None] = [None if mine else FAINT for mine in own]
    for number, span in spans:
        kinds[span.start : span.end] = [number] * (span.end - span.start)
    pieces: list[Piece] = []
    begun: set[int] = set()
    starts, ends = block.tokens.starts.tolist(), block.tokens.ends.tolist()
    place, last = starts[0] if starts else 0, None
    head = block.text[:place].rpartition("\n")[2]  # a piece of a long cell begins with its line
    if head:
        pieces.append(Piece(head, None))
    for start, end, kind in zip(starts, ends, kinds, strict=True):
        between = block.text[place:start]
        if pieces and kind == last:
            pieces[-1] = Piece(pieces[-1].text + between + block.text[start:end], kind, pieces[-1].opens)
        else:
            if between:
                pieces.append(Piece(between, None))
            opens = kind is not None and kind != FAINT and kind not in begun
            pieces.append(Piece(block.text[start:end], kind, opens))
            if kind is not None:
                begun.add(kind)
        place, last = end, kind
    return pieces
