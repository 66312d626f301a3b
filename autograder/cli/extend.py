"""``extend``: more time for one student."""

from datetime import UTC, datetime
from pathlib import Path

import click

from autograder.assignment import Assignment
from autograder.cli.moment import Moment
from autograder.cli.parameters import AssignmentName, assignments_option, course_at, course_option, db_option
from autograder.errors import Stopped, UsageError

EPILOG = """\b
Examples:
  python -m autograder extend a02_convolution anna --until 2026-12-03
  python -m autograder extend a02_convolution anna \\
      --until 2026-12-03T18:00+01:00

A time without an offset is one in the course's time zone (c.Exchange.timezone, UTC by default); a day lasts to its end.

The extension is nbgrader's own, kept as the time after the due date: a due date that is moved moves it, too. The next
grade counts it, also for who is judged already.
"""


@click.command(epilog=EPILOG)
@click.argument("assignment", type=AssignmentName())
@click.argument("student")
@click.option("--until", type=Moment(), help="The new time, such as 2026-12-03T18:00+01:00, or a day.")
@click.option("--none", "take_back", is_flag=True, help="Take an extension back.")
@course_option
@db_option
@assignments_option
def extend(
    assignment: Assignment,
    student: str,
    until: datetime | None,
    take_back: bool,
    root: Path | None,
    db_url: str | None,
    package: str,
) -> None:
    """Let one student hand in later.

    STUDENT, as the gradebook names them, may hand in ASSIGNMENT until the time that you give.
    """
    if take_back == (until is not None):
        raise click.UsageError("Say either --until when, or --none.")
    from autograder.records import enrolment  # nbgrader is slow to import
    from autograder.reports.exports import reading

    course = course_at(root, db_url=db_url)
    try:
        if until is not None and until.tzinfo is None:
            until = until.replace(tzinfo=course.zone)
        with reading.opened(course.db_url):
            pass  # a gradebook is not made by an extension
        with enrolment.opened(course.db_url) as roster:
            extension = roster.extend(assignment.name, student, until)
    except (UsageError, Stopped) as error:
        raise click.UsageError(str(error)) from None
    if until is None or extension is None:
        click.echo(f"{student} has no extension for {assignment.name} any more.")
        return
    there = "" if until.utcoffset() == UTC.utcoffset(None) else f" ({until.astimezone(UTC):%Y-%m-%d %H:%M} UTC)"
    click.echo(
        f"{student} may hand in {assignment.name} until {until:%Y-%m-%d %H:%M %Z}{there}, "
        f"{str(extension).partition('.')[0]} after the due date. The next grade counts it."
    )
