"""Counts of what a class has understood: scores, exercises and their aspects, mistakes with their students."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.assignment import Exercise
from autograder.judging import SYMPTOMS
from autograder.reports.class_results import ClassResults, Mistake, Row
from autograder.wording import say

BARS = 10  # of the distribution


@dataclass(frozen=True)
class Scores:
    """The scores of a class in a few numbers; zeros where nobody was judged."""

    mean: float
    median: float
    full: int
    zero: int


@dataclass(frozen=True)
class MistakeCount:
    """A mistake, in words, with the students who make it, and those who made it before and have mended it.

    ``share`` is that of the students who were judged.
    """

    mistake: Mistake
    title: str
    hint: str
    students: tuple[str, ...]
    mended: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class AspectCount:
    """The class's success in one aspect of an exercise: the mean share of its points."""

    name: str
    says: str
    max_score: float
    mean: float


@dataclass(frozen=True)
class ExerciseCount:
    """The class's success in one exercise: the mean share of its points, also by aspect, and how many have them all."""

    name: str
    max_score: float
    mean: float
    passed: int
    aspects: tuple[AspectCount, ...]


@dataclass(frozen=True)
class Bar:
    """The number of scores that lie between two numbers of points, also as a share of the tallest bar's."""

    low: float
    high: float
    count: int
    height: float


def scores(values: Sequence[float], max_score: float) -> Scores:
    """Mean, median, and how many have all of the points or none."""
    if not values:
        return Scores(0.0, 0.0, 0, 0)
    full, zero = (sum(value == points for value in values) for points in (max_score, 0))
    return Scores(float(np.mean(values)), float(np.median(values)), full, zero)


def mistakes(results: ClassResults) -> list[MistakeCount]:
    """The mistakes that the class makes or made: misconceptions before symptoms, the commonest first."""
    now: dict[Mistake, list[str]] = defaultdict(list)
    mended: dict[Mistake, list[str]] = defaultdict(list)
    for row in results.rows:
        for mistake in row.mistakes:
            now[mistake].append(row.student)
        for mistake in row.mended:
            mended[mistake].append(row.student)
    hints = {(e.name, m.name): m.hint for e in results.assignment.exercises for m in e.misconceptions}
    counts = [
        MistakeCount(
            mistake=mistake,
            title=title_of(mistake),
            hint=hints.get((mistake.exercise, mistake.name), "") if mistake.named else "",
            students=tuple(now[mistake]),
            mended=tuple(mended[mistake]),
            share=len(now[mistake]) / len(results.rows),
        )
        for mistake in {*now, *mended}
    ]
    return sorted(counts, key=lambda one: (not one.mistake.named, -len(one.students), -len(one.mended), one.mistake))


def title_of(mistake: Mistake) -> str:
    """The mistake in words; evidence of another version may have a name that this one does not know."""
    words = mistake.name.replace("_", " ")
    return words if mistake.named else say(SYMPTOMS.get(mistake.name, words))


def exercises(results: ClassResults) -> list[ExerciseCount]:
    """One row an exercise of the assignment."""
    return [_exercise(exercise, index, results.rows) for index, exercise in enumerate(results.assignment.exercises)]


def _exercise(exercise: Exercise, index: int, rows: Sequence[Row]) -> ExerciseCount:
    outcomes = [row.outcomes[index] for row in rows]
    detailed = [outcome.aspects for outcome in outcomes if outcome.aspects]
    aspects = tuple(
        AspectCount(aspect.name, aspect.says, aspect.points, _mean(one[number] / aspect.points for one in detailed))
        for number, aspect in enumerate(exercise.aspects)
        if detailed
    )
    return ExerciseCount(
        exercise.name,
        exercise.max_score,
        _mean(outcome.score / exercise.max_score for outcome in outcomes),
        sum(outcome.status == "passed" for outcome in outcomes),
        aspects,
    )


def histogram(values: Sequence[float], max_score: float) -> list[Bar]:
    """Count the scores that lie in each tenth of the points; full marks count in the last."""
    counts, edges = np.histogram(values, BARS, (0, max_score))
    tallest = max(1, int(counts.max()))
    return [
        Bar(float(low), float(high), int(count), int(count) / tallest)
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]


def _mean(shares: Iterable[float]) -> float:
    found = list(shares)
    return float(np.mean(found)) if found else 0.0
