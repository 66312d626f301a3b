"""``feedback``: the pages that the students of a class get."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import track

from autograder.assignment import Assignment
from autograder.cli import tables
from autograder.cli.parameters import UNJUDGED, AssignmentName, assignments_option, course_at, course_option, db_option
from autograder.errors import Stopped, UsageError
from autograder.plain_text import plain_name

if TYPE_CHECKING:
    from autograder.records import Course

EPILOG = """\b
Examples:
  python -m autograder feedback a02_convolution --course my_course
  python -m autograder feedback a02_convolution --course my_course --again

The pages are nbgrader's, in the folder feedback/, and `nbgrader release_feedback` hands them out. One that was made
from the same notebook, scores and comments is kept: stopped, the same command goes on from there.

Exit status: 0 when everybody graded has a page, 1 when a page failed (named on standard error), 2 for a usage error.
"""


@click.command(epilog=EPILOG, short_help="Make the students' feedback pages.")
@click.argument("assignment", type=AssignmentName())
@course_option
@db_option
@click.option("--jobs", type=click.IntRange(min=1), help="Pages made at once (default: the number of cores).")
@click.option("--again", is_flag=True, help="Make every page anew (default: keep those that are up to date).")
@assignments_option
def feedback(
    assignment: Assignment, root: Path | None, db_url: str | None, jobs: int | None, again: bool, package: str
) -> None:
    """Make the feedback pages of everybody who has been graded for ASSIGNMENT, with the scores in the gradebook."""
    from autograder.nbgrader_plugins import class_feedback  # nbconvert is slow to import

    place = course_at(root, None, db_url)
    made: list[class_feedback.Made] = []
    stopped = ""
    try:
        class_feedback.begin()
        found = list(class_feedback.tasks(place, assignment.name, again))
        todo = [task for task in found if isinstance(task, class_feedback.Task)]
        made += [one for one in found if isinstance(one, class_feedback.Made)]
        making = class_feedback.make(todo, jobs or os.cpu_count() or 1)
        silent = not tables.errors.is_terminal
        made += track(
            making, f"Feedback {assignment.name}", len(todo), console=tables.errors, transient=True, disable=silent
        )
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    except Stopped as error:
        stopped = str(error)
    except KeyboardInterrupt:
        stopped = "Interrupted: the same command goes on from here."
    counts = {outcome: sum(one.outcome == outcome for one in made) for outcome in ("made", "kept", "failed")}
    shown = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count) or "none"
    click.echo(f"Feedback pages in {place.feedback}: {shown}.")
    _link(assignment, place)
    for one in sorted(made, key=lambda one: one.student):
        if one.outcome == "failed":
            click.echo(f"{plain_name(one.student)}: {one.why}", err=True)
    if stopped:
        click.echo(stopped, err=True)
    if stopped or counts["failed"]:
        sys.exit(UNJUDGED)


def _link(assignment: Assignment, course: "Course") -> None:
    """Write the class report anew, so that it leads to the pages; where there is none, none is made."""
    from autograder.reports import class_report, class_results

    path = course.report(assignment.name)
    if not path.exists():
        return
    try:
        class_report.write_report(class_results.from_evidence(assignment, course), path, course)
    except (OSError, Stopped, UsageError) as error:
        click.echo(f"The class report was not written anew: {error}", err=True)
