"""``grade``: a class graded, with gradebook, evidence, graded notebooks and the class report."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import tables
from autograder.commands.parameters import UNJUDGED, AssignmentName, folder
from autograder.exercise import Assignment
from autograder.results import Judged, UsageError


@click.command()
@click.argument("assignment", type=AssignmentName())
@click.option("--submitted", type=folder, help="The folder with one folder a student (default: COURSE/submitted).")
@click.option("--course", type=folder, default=Path(), help="The course's folder (default: this one).")
@click.option("--db", "db_url", help="The gradebook's database URL (default: nbgrader's COURSE/gradebook.db).")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the class report.")
@click.option("--jobs", type=click.IntRange(min=1), help="Submissions judged at once (default: the number of cores).")
@click.option("--seed", type=int, help="Draw everybody's hidden cases from this seed, not from fresh ones.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def grade(
    assignment: Assignment,
    submitted: Path | None,
    course: Path,
    db_url: str | None,
    report: Path | None,
    jobs: int | None,
    seed: int | None,
    as_json: bool,
) -> None:
    """Grade the whole class for ASSIGNMENT: gradebook, evidence, graded notebooks and the class report."""
    from autograder import batch  # nbgrader and matplotlib are slow to import
    from autograder import report as reports

    place = batch.Course.at(course, submitted, db_url)
    try:
        total = len(batch.students(place, assignment.name))
        results = _with_progress(batch.grade(assignment, place, jobs, seed), total, assignment.name)
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    report = report or place.root / "reports" / f"{assignment.name}.html"
    reports.write_report(assignment, results, report)
    if as_json:
        click.echo(json.dumps(_as_json(assignment, results), indent=1, ensure_ascii=False))
    else:
        tables.show_class(assignment, results)
        click.echo(f"Class report: {report}")
    unjudged = [result for result in results if result.verdict is None]
    for result in unjudged:
        click.echo(f"{result.student} stayed unjudged: {result.message}", err=True)
    if unjudged:
        sys.exit(UNJUDGED)


def _with_progress(results: Iterable[Judged], total: int, title: str) -> list[Judged]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=tables.errors, transient=True) as progress:
        return list(progress.track(results, total=total, description=f"Grading {title}"))


def _as_json(assignment: Assignment, results: list[Judged]) -> dict[str, Any]:
    return {
        "assignment": assignment.name,
        "submissions": [
            {
                "student": result.student,
                "score": result.verdict.score if result.verdict else None,
                "max_score": assignment.max_score,
                "status": "judged" if result.verdict else "unjudged",
                "message": result.message,
                "exercises": result.verdict.public()["exercises"] if result.verdict else [],
            }
            for result in results
        ],
    }
