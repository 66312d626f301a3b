"""``release``: the students' notebooks from their sources."""

import click

from autograder.assignment import Assignment, assignment_names, load_assignment
from autograder.cli.parameters import AssignmentName, assignments_option, writing
from autograder.errors import ReleaseError
from autograder.release import notebook_path, write

EPILOG = """\b
Examples:
  python -m autograder release
  python -m autograder release a02_convolution

The prose comes from notebooks/ASSIGNMENT.md, the stubs from the signatures and docstrings in solutions/; no line of a
solution is ever copied.
"""


@click.command("release", epilog=EPILOG)
@click.argument("assignments", nargs=-1, type=AssignmentName())
@assignments_option
def release_command(assignments: tuple[Assignment, ...], package: str) -> None:
    """Generate the students' notebooks.

    Those of ASSIGNMENTS, default: all of them.
    """
    for assignment in assignments or tuple(load_assignment(name, package) for name in assignment_names(package)):
        path = notebook_path(assignment).relative_to(assignment.root)
        try:
            with writing(path):
                changed = write(assignment)
        except ReleaseError as error:
            raise click.UsageError(str(error)) from None
        click.echo(f"{path}: {'written' if changed else 'unchanged'}")
