"""The class report: one HTML page that needs nothing else, for a TA who asks what the class has not understood."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
import numpy as np

from autograder.assignment import Assignment
from autograder.judging import SYMPTOMS, ExerciseVerdict
from autograder.records import Judged, write_atomic

TEMPLATES = Path(__file__).with_name("templates")
BARS = 10  # of the distribution


@dataclass(frozen=True)
class MisconceptionCount:
    """A misconception in one exercise, with the students who have it."""

    exercise: str
    name: str
    hint: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class SymptomCount:
    """A kind of sentence about wrong answers to one exercise whose mistake has no name, with their authors."""

    exercise: str
    says: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class ExerciseSummary:
    """The class's success in one exercise: the mean share of its points, and how many passed."""

    name: str
    max_score: float
    mean: float
    passed: int


@dataclass(frozen=True)
class Bar:
    """The number of scores that lie between two numbers of points, also as a share of the tallest bar's."""

    low: float
    high: float
    count: int
    height: float


def write_report(assignment: Assignment, results: Sequence[Judged], path: Path) -> None:
    """Write the report on ``results`` to ``path``, whole or not at all."""
    write_atomic(path, render(assignment, results).encode())


def render(assignment: Assignment, results: Sequence[Judged]) -> str:
    """The report as HTML."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    judged = [result for result in results if result.verdict is not None]
    scores = [result.score for result in judged if result.score is not None]
    return environment.get_template("class_report.html").render(
        assignment=assignment,
        results=results,
        judged=judged,
        mean=float(np.mean(scores)) if scores else 0.0,
        median=float(np.median(scores)) if scores else 0.0,
        summaries=summaries(assignment, judged),
        misconceptions=misconceptions(assignment, judged),
        symptoms=symptoms(judged),
        unjudged=[result for result in results if result.verdict is None and not result.absent],
        absent=[result for result in results if result.absent],
        unreadable=[result for result in judged if result.message],
        bars=histogram(scores, assignment.max_score),
    )


def misconceptions(assignment: Assignment, judged: Sequence[Judged]) -> list[MisconceptionCount]:
    """The misconceptions that were found, those beside others included, the commonest first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for result in judged:
        for exercise in _exercises(result):
            for name in filter(None, (exercise.misconception, exercise.also)):
                found[exercise.name, name].append(result.student)
    hints = {(e.name, m.name): m.hint for e in assignment.exercises for m in e.misconceptions}
    counts = [MisconceptionCount(e, m, hints[e, m], tuple(names)) for (e, m), names in found.items()]
    return sorted(counts, key=lambda count: (-len(count.students), count.exercise, count.name))


def symptoms(judged: Sequence[Judged]) -> list[SymptomCount]:
    """The symptoms of mistakes without a name, the commonest first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for result in judged:
        for exercise in _exercises(result):
            if exercise.symptom is not None:
                found[exercise.name, exercise.symptom].append(result.student)
    # a verdict that was stored by another version may have a name that this one does not know
    counts = [SymptomCount(e, SYMPTOMS.get(s, s.replace("_", " ")), tuple(names)) for (e, s), names in found.items()]
    return sorted(counts, key=lambda count: (-len(count.students), count.exercise, count.says))


def summaries(assignment: Assignment, judged: Sequence[Judged]) -> list[ExerciseSummary]:
    """One row an exercise."""
    rows = []
    for index, exercise in enumerate(assignment.exercises):
        verdicts = [_exercises(result)[index] for result in judged]
        mean = float(np.mean([verdict.score / verdict.max_score for verdict in verdicts])) if verdicts else 0.0
        passed = sum(verdict.status == "passed" for verdict in verdicts)
        rows.append(ExerciseSummary(exercise.name, exercise.max_score, mean, passed))
    return rows


def histogram(scores: Sequence[float], max_score: float) -> list[Bar]:
    """Count the scores that lie in each tenth of the points; full marks count in the last."""
    counts, edges = np.histogram(scores, BARS, (0, max_score))
    tallest = max(1, int(counts.max()))
    return [
        Bar(float(low), float(high), int(count), int(count) / tallest)
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]


def _exercises(result: Judged) -> tuple[ExerciseVerdict, ...]:
    return result.verdict.exercises if result.verdict is not None else ()
