"""Judges the students of a sample class, and says what their files promise them."""

from collections.abc import Sequence

from autograder.assignment import Assignment
from autograder.judging import judge
from autograder.release import CORRUPT, submissions
from autograder.submission import reader
from tests.support.courses import class_earnings
from tests.support.grids import case

Points = dict[str, list[float]]
Names = dict[str, list[str | None]]


def expected_scores(assignment: Assignment) -> Points:
    """Points for the exercises in their order, as the students' own files say."""
    earned = class_earnings(assignment)
    return {student: list(points.values()) for student, points in earned.items() if student != CORRUPT}


def judged_class(assignment: Assignment, seed: int) -> tuple[Points, Names]:
    """Each student's points, and the misconceptions of those who have any, an entry an exercise."""
    scores: Points = {}
    found: Names = {}
    for student, data in submissions(assignment):
        if student != CORRUPT:
            verdict = judge(assignment, reader.parse(data, student), seed).verdict
            scores[student] = [exercise.score for exercise in verdict.exercises]
            found[student] = [exercise.misconception for exercise in verdict.exercises]
    return scores, {student: names for student, names in found.items() if any(names)}


def with_points_lost(assignment: Assignment, points: list[float]) -> set[str]:
    """The exercises that have not all their points, of those of one student in the exercises' order."""
    return {each.name for each, earned in zip(assignment.exercises, points, strict=True) if earned < each.max_score}


def assert_class_is_judged(assignment: Assignment, points: Points, names: Names, seeds: Sequence[int] = (1, 2)) -> None:
    """Each student gets these points, and those who have a misconception these names, on every draw."""
    for seed in seeds:
        with case(seed=seed):
            scores, found = judged_class(assignment, seed)
            assert scores == points
            assert found == names
