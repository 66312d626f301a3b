"""``grade``: a class graded, with gradebook, evidence, graded notebooks and the class report."""

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.assignment import Assignment
from autograder.batch import fork_server
from autograder.cli.parameters import (
    UNJUDGED,
    AssignmentName,
    Grouped,
    assignments_option,
    course_at,
    course_option,
    db_option,
    existing_file,
    language_option,
    submitted_option,
    unsafe_option,
)
from autograder.errors import Stopped, UsageError
from autograder.plain_text import plain_name
from autograder.records import Judged, receipts
from autograder.sandbox import Limits
from autograder.wording import Language

if TYPE_CHECKING:
    from autograder.records import Course
    from autograder.reports import class_results

SMALL_CLASS = 40  # students: their table fits on a screen

GROUPS = {
    "Where things are": ("root", "submitted", "db_url", "report", "package"),
    "Who is judged": ("again", "regrade"),
    "How": ("jobs", "scheduler", "tls_ca_file", "tls_cert", "tls_key", "seed", "wait", "limits"),
    "Output": ("table", "as_json", "language"),
}

OPEN = (
    "Whoever reaches {} in your network can run anything on its workers, and read what is sent there: use a private "
    "network, or tls:// with certificates of your own."
)
FEW = 5  # sentences of one kind, each named
EPILOG = """\b
Examples:
  python -m autograder grade a02_convolution --course my_course
  python -m autograder grade a02_convolution --course my_course --jobs 8
  python -m autograder grade a02_convolution --course my_course --regrade
  python -m autograder grade a02_convolution --db postgresql://ta@host/course

Exit status: 0 when everything was judged, 1 when something stayed unjudged (named on standard error), 2 for a command
that cannot be carried out.
"""


@click.command(cls=Grouped, groups=GROUPS, epilog=EPILOG, short_help="Grade the whole class.")
@click.argument("assignment", type=AssignmentName())
@course_option
@submitted_option
@db_option
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="The class report (default: in COURSE)."
)
@click.option("--jobs", type=click.IntRange(min=1), help="Submissions judged at once (default: the number of cores).")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Judge on the Dask cluster at tls://host:8786 or tcp://host:8786, not on this machine. Whoever reaches a "
    "tcp:// scheduler can run anything there.",
)
@click.option("--tls-ca-file", type=existing_file, help="The authority's certificate (PEM), for a tls:// scheduler.")
@click.option("--tls-cert", type=existing_file, help="This machine's certificate (PEM), for a tls:// scheduler.")
@click.option("--tls-key", type=existing_file, help="Its key (PEM), for a tls:// scheduler.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    help="Draw the hidden cases from this number (default: a fresh secret for each batch).",
)
@click.option("--wait", is_flag=True, help="Let another batch on this course finish first (default: stop).")
@click.option(
    "--again", is_flag=True, help="Judge those, too, whose newest notebook is judged already (default: keep)."
)
@click.option("--regrade", is_flag=True, help="Judge everybody again, and say whose score changed, and why.")
@unsafe_option
@assignments_option
@click.option("--table", is_flag=True, help=f"Print everybody's scores (default: in classes below {SMALL_CLASS}).")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON (default: a summary).")
@language_option
def grade(
    assignment: Assignment,
    root: Path | None,
    submitted: Path | None,
    db_url: str | None,
    report: Path | None,
    jobs: int | None,
    scheduler: str | None,
    tls_ca_file: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    seed: int | None,
    wait: bool,
    again: bool,
    regrade: bool,
    limits: Limits,
    package: str,
    table: bool,
    as_json: bool,
    language: Language | None,
) -> None:
    """Grade the whole class for ASSIGNMENT: gradebook, evidence, graded notebooks and the class report.

    Whoever handed in the same notebook for the same assignment as at the last batch is kept as judged. A batch may be
    stopped at any moment: the same command goes on from there.
    """
    if scheduler is None:
        fork_server.begin(assignment, limits)
    from autograder.batch import dask_cluster, grade_class  # slow to import
    from autograder.cli import penalties, progress, tables
    from autograder.records import students
    from autograder.reports import class_json, class_results, class_summary, score_moves

    place = course_at(root, submitted, db_url)
    certificates = None
    if tls_ca_file and tls_cert and tls_key:
        certificates = dask_cluster.Certificates(tls_ca_file, tls_cert, tls_key)
    if scheduler and dask_cluster.is_open(scheduler):
        click.echo(OPEN.format(scheduler), err=True)
    options = grade_class.Options(jobs, scheduler, seed, again or regrade, regrade, wait, limits, certificates)
    results: list[Judged] = []
    stopped = ""
    try:
        names = students(place, assignment.name)
        grading = grade_class.grade(assignment, place, options)
        with contextlib.closing(grading), progress.bar(assignment.name, len(names)) as advance:
            for result in grading:
                results.append(result)
                advance(result)
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    except Stopped as error:
        stopped = str(error)
    except KeyboardInterrupt:
        stopped = "The batch was interrupted: the same command goes on from here."
    if stopped:
        done = {result.student for result in results}
        results += [Judged(plain_name(name), None, stopped) for name in names if plain_name(name) not in done]
    results.sort(key=lambda result: result.student)
    counted = class_results.of(assignment, results, place.evidence(assignment.name))
    written = _write_pages(counted, place, report or place.report(assignment.name), package, stopped, language)
    if as_json:
        click.echo(class_json.dumps(assignment, results))
    else:
        if table or len(results) < SMALL_CLASS:
            tables.show_class(assignment, results)
        if regrade:
            tables.show_moves(score_moves.moves(results))
        penalties.show(results)
        for line in (*class_summary.lines(counted, language or "en"), *written):
            click.echo(line)
    _name_doubtful(place, assignment.name, results)
    _name_unjudged(results)


def _write_pages(
    results: "class_results.ClassResults",
    course: "Course",
    path: Path,
    package: str,
    stopped: str,
    language: Language | None,
) -> list[str]:
    """Write the class report and the course's overview; lines that say where they are, or why they are not."""
    from autograder.reports import class_report, course_overview

    lines = []
    try:
        written = class_report.write_report(results, path, course, stopped, language)
        lines.append(f"Class report: {written}")
        if stopped and path.exists():
            lines.append(f"The last whole one is untouched: {path}")
    except OSError as error:
        click.echo(f"The class report was not written: {error}", err=True)
    if stopped:
        return lines  # the overview is of what the gradebook has, and that may be what stopped the batch
    try:
        lines.append(f"Overview of the course: {course_overview.write(course, package, language)}")
    except (OSError, Stopped, UsageError) as error:
        click.echo(f"The overview of the course was not written: {error}", err=True)
    return lines


def _name_doubtful(course: "Course", assignment: str, results: list[Judged]) -> None:
    """Name on standard error whose time of handing in is uncertain, where there is a due date to be kept."""
    doubts = {}
    for result in results:
        if result.standing is not None and result.standing.due is not None:
            receipt = receipts.of(course.root, assignment, result.student)
            if receipt is not None and receipt.doubt:
                doubts[f"{result.student} ({result.late})" if result.late else result.student] = receipt.doubt
    if len(doubts) > FEW:
        where = course.root / receipts.FOLDER / assignment
        click.echo(f"When they handed in is uncertain ({where} says why): {', '.join(doubts)}", err=True)
        return
    for student, doubt in doubts.items():
        click.echo(f"{student}: {doubt}", err=True)


def _name_unjudged(results: list[Judged]) -> None:
    """Name on standard error who has no verdict, a line for each reason, and end with the status that says so."""
    reasons: dict[str, list[str]] = {}
    for result in results:
        if result.verdict is None and not result.absent:
            reasons.setdefault(result.message, []).append(result.student)
    for message, students in reasons.items():
        click.echo(f"{', '.join(students)} stayed unjudged: {message}", err=True)
    if reasons:
        sys.exit(UNJUDGED)
