"""``similarity``: which answers of a class are suspiciously alike."""

import json
from pathlib import Path

import click

from autograder.assignment import Assignment
from autograder.cli.parameters import AssignmentName, assignments_option, course_at, course_option, submitted_option
from autograder.errors import UsageError

NAMED = 8  # students of a cluster; the page has them all
EPILOG = """\b
Examples:
  python -m autograder similarity a02_convolution --course my_course
  python -m autograder similarity a02_convolution --common 0.4 --json

The report shows passages side by side. Names, comments and layout do not matter; the released text, the chapters, and
what more than the share --common of the class wrote count for nothing. Alikeness is no proof: read before you ask.
No submission is executed, and one that cannot be read is passed over with a note.
"""


@click.command(epilog=EPILOG)
@click.argument("assignment", type=AssignmentName())
@submitted_option
@course_option
@click.option(
    "--common",
    type=click.FloatRange(0, 1),
    default=0.25,
    show_default=True,
    help="What more than this share of the class has is an idiom, and counts for nothing.",
)
@click.option(
    "--top", type=click.IntRange(min=1), default=30, show_default=True, help="How many pairs are shown with their code."
)
@click.option(
    "--report",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the report (default: COURSE/reports/ASSIGNMENT-similarity.html).",
)
@assignments_option
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def similarity(
    assignment: Assignment,
    submitted: Path | None,
    root: Path | None,
    common: float,
    top: int,
    path: Path | None,
    package: str,
    as_json: bool,
) -> None:
    """Report answers that are alike.

    The students' answers to ASSIGNMENT are compared with one another; nothing is graded.
    """
    # SciPy, Jupytext and Pygments' lexers are slow to import
    from autograder.reports.similarity import report as reports

    course = course_at(root, submitted)
    path = path or course.report(assignment.name).with_name(f"{assignment.name}-similarity.html")
    try:
        report = reports.compare(assignment, course, common)
        reports.write(report, path, top)
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    for one in report.passed_over:
        click.echo(f"{one.student}: {one.reason}", err=True)
    if as_json:
        click.echo(json.dumps(reports.as_json(report), indent=1, ensure_ascii=False))
        return
    for cluster in report.clusters:
        parts = ", ".join(part.label for part in cluster.parts) or "here and there"
        names = report.named(cluster.students)
        said = f"{', '.join(names[:NAMED])}{f' and {len(names) - NAMED} more' if len(names) > NAMED else ''}"
        pair = cluster.strongest
        strongest = f"; strongest: {' and '.join(report.students(pair))}" if len(names) > 2 else ""
        click.echo(f"{said}: {pair.alike} tokens alike ({parts}){strongest}")
    if not report.clusters:
        click.echo(f"Among {len(report.notebooks)} notebooks no two are strikingly alike.")
    click.echo(f"Similarity report: {path}")
