"""``collect``: a class brought in from what Canvas, Moodle, Gradescope or GitHub Classroom hand out."""

import sys
from pathlib import Path

import click

from autograder.assignment import Assignment
from autograder.cli.parameters import (
    UNJUDGED,
    AssignmentName,
    assignments_option,
    course_at,
    course_option,
    db_option,
    existing_file,
    submitted_option,
)
from autograder.errors import Stopped, UsageError
from autograder.plain_text import plain_words

EPILOG = """\b
Examples:
  python -m autograder collect a02_convolution canvas.zip
  python -m autograder collect a02_convolution moodle.zip --update \\
      --course my_course --roster worksheet.csv

\b
What is taken, and which list of students goes with it:
  Canvas            "Download Submissions"; the gradebook's export
  Moodle            "Download all submissions"; the grading worksheet,
                    English or German, which alone knows the times
  Gradescope        "Export Submissions"; its roster
  GitHub Classroom  a folder of cloned repositories; the exported grades

Everybody on the list gets into the gradebook, so that grade and export name who did not hand in.

Exit status: 0; 1 when somebody could not be collected (named on standard error); 2 for a usage error.
"""


@click.command(epilog=EPILOG)
@click.argument("assignment", type=AssignmentName())
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--from",
    "platform",
    type=click.Choice(["canvas", "gradescope", "github", "moodle"]),
    help="Whose archive it is (default: by the names in it).",
)
@click.option("--roster", type=existing_file, help="The platform's own list of students (CSV).")
@click.option("--update", is_flag=True, help="Take newer notebooks of those who are collected already (default: keep).")
@course_option
@submitted_option
@db_option
@assignments_option
def collect(
    assignment: Assignment,
    source: Path,
    platform: str | None,
    roster: Path | None,
    update: bool,
    root: Path | None,
    submitted: Path | None,
    db_url: str | None,
    package: str,
) -> None:
    """Collect a class's notebooks from an archive.

    SOURCE is what a learning platform handed out for ASSIGNMENT, zipped or unpacked. The notebooks come into the
    course's folder of submissions, each with the time at which it was handed in.
    """
    from autograder import collecting  # nbgrader is slow to import
    from autograder.batch import journal

    course = course_at(root, submitted, db_url)
    try:
        with journal.one_batch(course.root, wait=False), collecting.opened(source) as archive:
            collected = collecting.read(archive, platform, roster, course.zone)
            outcome = collecting.bring_in(course, assignment.name, archive, collected, update)
    except (UsageError, Stopped) as error:
        raise click.UsageError(str(error)) from None
    for line in (*outcome.notes, *outcome.failed):
        click.echo(line, err=True)
    words = {
        "collected": outcome.new,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "kept as they were (--update takes newer ones)": outcome.kept,
    }
    counts = ", ".join(f"{len(names)} {word}" for word, names in words.items() if names) or "nothing collected"
    click.echo(f"{assignment.name} from {collected.platform}: {counts}.")
    if outcome.absent:
        click.echo(f"Not handed in ({len(outcome.absent)}): {', '.join(map(plain_words, outcome.absent))}")
    if outcome.failed:
        sys.exit(UNJUDGED)
