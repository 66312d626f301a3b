"""The data of the table of students, as the page's script reads it.

Thousands of students have few different outcomes in an exercise: each outcome is written once, and a student is a row
of numbers. ``students.js`` says what the places of the lists mean.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.records import Course
from autograder.reports.class_results import ClassResults, EarlierAttempt, Mistake, Outcome
from autograder.reports.counts import MistakeCount
from autograder.reports.page import script_words
from autograder.wording import Language, in_language

GRADED, FEEDBACK = 1, 2  # the pages of a student that are there
STUDENT = "-any-student-"  # stands for the name in a path


def of_class(
    results: ClassResults,
    mistakes: Sequence[MistakeCount],
    course: Course | None,
    page: Path,
    language: Language = "en",
) -> dict[str, Any]:
    """The data of an assignment's table on the ``page`` with that path; links lead to what is in ``course``."""
    numbers = {one.mistake: number for number, one in enumerate(mistakes)}
    pools: list[dict[Outcome, int]] = [{} for _ in results.assignment.exercises]
    name = results.assignment.name
    students: list[list[Any]] = []
    for row in results.rows:
        chosen = [pool.setdefault(one, len(pool)) for pool, one in zip(pools, row.outcomes, strict=True)]
        there = _pages(course, row.student, name) if course else 0
        earlier = [_earlier(attempt, numbers) for attempt in row.earlier]
        students.append(
            _trimmed([row.student, row.score, chosen, there, earlier, in_language(row.message, language), row.late])
        )
    students += [[student, None, [], 0, [], in_language(message, language)] for student, message in results.unjudged]
    return {
        "assignment": name,
        "max": results.assignment.max_score,
        "columns": [
            {
                "name": exercise.name,
                "max": exercise.max_score,
                "aspects": [
                    [aspect.name, aspect.points, in_language(aspect.says, language)] for aspect in exercise.aspects
                ],
                "outcomes": [_outcome(one, numbers) for one in pool],
            }
            for exercise, pool in zip(results.assignment.exercises, pools, strict=True)
        ],
        "mistakes": [[one.mistake.exercise, in_language(one.title, language), len(one.students)] for one in mistakes],
        "links": dict(_links(course, name, page)) if course else {},
        "students": students,
        **in_words(language),
    }


def in_words(language: Language) -> dict[str, Any]:
    """The words of the script, where it does not have them itself."""
    return {"words": words} if (words := script_words(language)) else {}


def _trimmed(row: list[Any]) -> list[Any]:
    """The row without the empty places at its end."""
    while row and not row[-1]:
        row.pop()
    return row


def _outcome(outcome: Outcome, numbers: dict[Mistake, int]) -> list[Any]:
    mistakes = [numbers[mistake] for mistake in outcome.mistakes]
    return [outcome.score, outcome.status, mistakes, list(outcome.aspects), outcome.given or ""]


def _earlier(attempt: EarlierAttempt, numbers: dict[Mistake, int]) -> list[Any]:
    moment = attempt.received.isoformat(timespec="minutes")
    return [attempt.score, moment, [numbers[mistake] for mistake in attempt.mistakes]]


def _pages(course: Course, student: str, assignment: str) -> int:
    graded = course.notebook("autograded", student, assignment).exists()
    return GRADED * graded + FEEDBACK * course.notebook("feedback", student, assignment).with_suffix(".html").exists()


def _links(course: Course, assignment: str, page: Path) -> Iterator[tuple[str, list[str]]]:
    """The two halves of the address from the page to a student's file, between which the student's name stands."""
    for step, suffix in (("autograded", ".ipynb"), ("feedback", ".html")):
        path = course.notebook(step, STUDENT, assignment).with_suffix(suffix)
        yield step, quote(os.path.relpath(path, page.parent)).split(STUDENT)
