"""``report``: the class reports and the course's overview, written anew from what is judged already."""

from pathlib import Path

import click

from autograder.assignment import Assignment, assignment_names, load_assignment
from autograder.cli.parameters import (
    AssignmentName,
    assignments_option,
    course_at,
    course_option,
    db_option,
    language_option,
    submitted_option,
    writing,
)
from autograder.wording import Language

EPILOG = """\b
Examples:
  python -m autograder report --course my_course
  python -m autograder report a02_convolution --course my_course

Nothing is graded: the evidence and the gradebook are read. Use it when feedback pages or manual scores have come since.
"""


@click.command(epilog=EPILOG)
@click.argument("assignments", nargs=-1, type=AssignmentName())
@course_option
@submitted_option
@db_option
@language_option
@assignments_option
def report(
    assignments: tuple[Assignment, ...],
    root: Path | None,
    submitted: Path | None,
    db_url: str | None,
    language: Language | None,
    package: str,
) -> None:
    """Write the class reports anew, without grading.

    Those of ASSIGNMENTS (default: all that have been graded), and the overview of the course.
    """
    from autograder.reports import class_report, class_results, course_overview

    place = course_at(root, submitted, db_url)
    chosen = assignments or tuple(
        load_assignment(name, package) for name in assignment_names(package) if place.evidence(name).is_dir()
    )
    if not chosen:
        raise click.UsageError(f"Nothing has been graded in {place.root} yet: `python -m autograder grade` does it.")
    for assignment in chosen:
        path = place.report(assignment.name)
        with writing(path):
            results = class_results.from_evidence(assignment, place)
            click.echo(f"Class report: {class_report.write_report(results, path, place, language=language)}")
    with writing(course_overview.path_of(place)):
        click.echo(f"Overview of the course: {course_overview.write(place, package, language)}")
