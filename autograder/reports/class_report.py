"""The class report: one HTML page that needs nothing else, for a TA who asks what the class has not understood."""

import os
from pathlib import Path

from autograder.records import Course, write_atomic
from autograder.reports import counts, page, table_data
from autograder.reports.class_results import ClassResults
from autograder.wording import Language

NAMED = 12  # students of a mistake who stand on the page without a script; the table shows the others
FIRST = 8  # mistakes that stand there at once; the rarer ones are folded away


def write_report(
    results: ClassResults,
    path: Path,
    course: Course | None = None,
    stopped: str = "",
    language: Language | None = None,
) -> Path:
    """Write the report in ``language``, whole or not at all, and return where it is.

    Without a ``language`` it is that of the report that was there.

    That of a batch that ``stopped``, for the reason given, is written beside: the last whole one stays as it is, and
    the next whole one takes the place of both. Raises `OSError` where it cannot be written.
    """
    aside = path.with_name(f"{path.stem}.stopped{path.suffix}")
    place = aside if stopped else path
    language = language or page.language_at(path)
    write_atomic(place, render(results, course, place, stopped, language).encode())
    if not stopped:
        aside.unlink(missing_ok=True)
    return place


def render(
    results: ClassResults,
    course: Course | None = None,
    path: Path = Path("report.html"),
    stopped: str = "",
    language: Language = "en",
) -> str:
    """The report as HTML, in ``language``; its links lead from ``path`` to what is in ``course``."""
    mistakes = counts.mistakes(results)
    unjudged: dict[str, list[str]] = {}
    for student, message in results.unjudged:
        unjudged.setdefault(message, []).append(student)
    return page.render(
        "class_report.html",
        assignment=results.assignment,
        results=results,
        scores=counts.scores(results.scores, results.assignment.max_score),
        bars=counts.histogram(results.scores, results.assignment.max_score),
        exercises=counts.exercises(results),
        misconceptions=[(place, one) for place, one in enumerate(mistakes) if one.mistake.named],
        symptoms=[(place, one) for place, one in enumerate(mistakes) if not one.mistake.named],
        named=NAMED,
        first=FIRST,
        unjudged=unjudged,
        to_read=[row for row in results.rows if row.ways_around],
        unreadable=[row for row in results.rows if row.message],
        stopped=stopped,
        overview=os.path.relpath(course.report("index"), path.parent) if course else "",
        data=table_data.of_class(results, mistakes, course, path, language),
        language=language,
    )
