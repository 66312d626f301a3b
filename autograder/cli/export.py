"""``export``: the gradebook's scores as a file for Canvas, Moodle or Gradescope."""

import sys
from pathlib import Path
from typing import Any

import click

from autograder.cli.parameters import UNJUDGED, course_at, course_option, db_option, existing_file
from autograder.errors import UsageError
from autograder.plain_text import plain_name

SYSTEMS = ("canvas", "moodle", "gradescope")


class Heading(click.ParamType[tuple[str, str]]):
    """``assignment=heading``."""

    name = "assignment=heading"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The two halves."""
        assignment, separator, heading = str(value).partition("=")
        if not (assignment and separator and heading):
            self.fail(f"{value!r} must be ASSIGNMENT=HEADING, as a02_convolution='Convolution (4711)'.", param, ctx)
        return assignment, heading


EPILOG = """\b
Examples:
  python -m autograder export canvas a02_convolution --course my_course \\
      --roster canvas_export.csv
  python -m autograder export moodle a02_convolution --course my_course \\
      --roster grading_worksheet.csv --feedback
  python -m autograder export gradescope --course my_course

The score is what counts: manual scores in, late penalties off. Students are found in the roster by the IDs, LMS user
IDs and e-mail addresses that nbgrader's roster knows (nbgrader db student import FILE).

Exit status: 0; 1 when a score has no row in the roster (named on standard error, kept in a file beside); 2 for a
usage error. nbgrader export --exporter autograder.reports.exports.canvas.CanvasExport writes the same file.
"""


@click.command(epilog=EPILOG)
@click.argument("system", metavar="FORMAT", type=click.Choice(SYSTEMS, case_sensitive=False))
@click.argument("assignments", nargs=-1)
@course_option
@db_option
@click.option("--roster", type=existing_file, help="The institution's own roster or export (CSV): its rows are kept.")
@click.option(
    "--id-column", metavar="HEADING", default="", help="The column with the IDs that the gradebook knows students by."
)
@click.option(
    "--column", "headings", type=Heading(), multiple=True, help="What the system calls an assignment's column."
)
@click.option("--feedback", is_flag=True, help="Write the comments, too (Moodle).")
@click.option("--missing-as-zero", is_flag=True, help="Write 0 for what was not handed in, not an empty cell.")
@click.option(
    "--to",
    "destination",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write (default: COURSE/grades-FORMAT.csv).",
)
def export(
    system: str,
    assignments: tuple[str, ...],
    root: Path | None,
    db_url: str | None,
    roster: Path | None,
    id_column: str,
    headings: tuple[tuple[str, str], ...],
    feedback: bool,
    missing_as_zero: bool,
    destination: Path | None,
) -> None:
    """Write scores for Canvas, Moodle, Gradescope.

    The file has the columns that FORMAT (canvas, moodle or gradescope) reads, and the scores of ASSIGNMENTS (default:
    all that the gradebook has).
    """
    from autograder.reports.exports import canvas, gradescope, moodle, reading  # nbgrader is slow to import

    formats = {
        "canvas": canvas.CanvasExport,
        "moodle": moodle.MoodleExport,
        "gradescope": gradescope.GradescopeExport,
    }
    course = course_at(root, db_url=db_url)
    exporter = formats[system](
        to=str(destination or course.root / f"grades-{system}.csv"),
        assignment=list(assignments),
        roster=str(roster or ""),
        id_column=id_column,
        headings=dict(headings),
        feedback=feedback,
        missing_as_zero=missing_as_zero,
        excluded=course.is_excluded,
    )
    try:
        with reading.opened(course.db_url) as gradebook:
            path = exporter.write(gradebook)
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    for note in exporter.notes:
        click.echo(plain_name(note), err=True)
    click.echo(f"{exporter.system}: {path}")
    if exporter.left_out:
        sys.exit(UNJUDGED)
