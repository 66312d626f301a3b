"""``release``: the students' notebooks from their sources."""

import click

from autograder import cases, release
from autograder.commands.parameters import AssignmentName, writing
from autograder.exercise import Assignment
from autograder.release import ReleaseError
from autograder.stubs import ROOT

EPILOG = """\b
Examples:
  python -m autograder release
  python -m autograder release a02_convolution

The prose comes from notebooks/ASSIGNMENT.md, the stubs from the signatures and docstrings in solutions/; no line of a
solution is ever copied.
"""


@click.command("release", epilog=EPILOG)
@click.argument("assignments", nargs=-1, type=AssignmentName())
def release_command(assignments: tuple[Assignment, ...]) -> None:
    """Generate the students' notebooks.

    Those of ASSIGNMENTS, default: all of them.
    """
    for assignment in assignments or tuple(cases.load(name) for name in cases.names()):
        path = release.notebook_path(assignment.name).relative_to(ROOT)
        try:
            with writing(path):
                changed = release.write(assignment)
        except ReleaseError as error:
            raise click.UsageError(str(error)) from None
        click.echo(f"{path}: {'written' if changed else 'unchanged'}")
