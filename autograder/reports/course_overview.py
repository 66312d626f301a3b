"""The course's overview: one page over all assignments, from the gradebook's scores as they count."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import PACKAGE, assignment_names, load_assignment
from autograder.records import Course, write_atomic
from autograder.reports import counts, page, table_data
from autograder.wording import Language


@dataclass(frozen=True)
class Line:
    """One assignment: its scores in a few numbers, and its class report where there is one."""

    name: str
    title: str
    max_score: float
    students: int
    scores: counts.Scores
    report: str


def path_of(course: Course) -> Path:
    """The page's path."""
    return course.report("index")


def write(course: Course, package: str = PACKAGE, language: Language | None = None) -> Path:
    """Write the page, whole or not at all, and return where it is.

    Without a ``language`` it is that of the page that was there. Titles are those of the assignments in ``package``.
    Raises `OSError` where it cannot be written, `Stopped` and `UsageError` where the gradebook cannot be read.
    """
    from autograder.records import course_scores  # nbgrader is slow to import

    scores = course_scores.of_course(course.db_url)
    titles = {name: load_assignment(name, package).title for name in assignment_names(package)}
    lines = []
    for name, max_score in scores.assignments.items():
        found = [score for (_, assignment), score in scores.points.items() if assignment == name]
        report = course.report(name)
        lines.append(
            Line(
                name=name,
                title=titles.get(name, name),
                max_score=max_score,
                students=len(found),
                scores=counts.scores(found, max_score),
                report=report.name if report.exists() else "",
            )
        )
    path = path_of(course)
    language = language or page.language_at(path)
    data = {**_data(scores), **table_data.in_words(language)}
    write_atomic(path, page.render("course_overview.html", lines=lines, data=data, language=language).encode())
    return path


def _data(scores: Any) -> dict[str, Any]:
    """The table of students as the script reads it: a column an assignment."""
    names = list(scores.assignments)
    pools: list[dict[float, int]] = [{} for _ in names]
    students: dict[str, list[int]] = {}
    totals: dict[str, float] = {}
    for (student, name), score in sorted(scores.points.items()):
        column = names.index(name)
        pool = pools[column]
        students.setdefault(student, [-1] * len(names))[column] = pool.setdefault(score, len(pool))
        totals[student] = totals.get(student, 0.0) + score
    return {
        "max": sum(scores.assignments.values()),
        "columns": [
            {
                "name": name,
                "max": max_score,
                "outcomes": [[score, _status(score, max_score)] for score in pool],
            }
            for (name, max_score), pool in zip(scores.assignments.items(), pools, strict=True)
        ],
        "mistakes": [],
        "links": {},
        "students": [[student, round(totals[student], 2), chosen] for student, chosen in students.items()],
    }


def _status(score: float, max_score: float) -> str:
    return "passed" if score >= max_score else "partial" if score > 0 else "failed"
