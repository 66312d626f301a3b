"""``release``: the students' notebooks from their sources."""

import sys

import click

from autograder.assignment import Assignment, assignment_names, load_assignment
from autograder.cli.parameters import AssignmentName, assignments_option, writing
from autograder.errors import ReleaseError
from autograder.release import is_current, languages_of, notebook_path, write

EPILOG = """\b
Examples:
  python -m autograder release
  python -m autograder release a02_convolution
  python -m autograder release --check

The prose comes from notebooks/ASSIGNMENT.md, in Chinese from notebooks/zh/ASSIGNMENT.md, the stubs from the signatures
and docstrings in solutions/; no line of a solution is ever copied.
"""


STALE = 1  # exit status of ``--check``; click's own status for a usage error is 2


@click.command("release", epilog=EPILOG)
@click.argument("assignments", nargs=-1, type=AssignmentName())
@click.option(
    "--check", is_flag=True, help="Write nothing: name the notebooks that would change; exit status 1 if there are any."
)
@assignments_option
def release_command(assignments: tuple[Assignment, ...], check: bool, package: str) -> None:
    """Generate the students' notebooks.

    Those of ASSIGNMENTS, default: all of them.
    """
    stale = False
    chosen = assignments or tuple(load_assignment(name, package) for name in assignment_names(package))
    for assignment, language in ((one, language) for one in chosen for language in languages_of(one)):
        path = notebook_path(assignment, language).relative_to(assignment.root)
        try:
            if check:
                changed = not is_current(assignment, language)
            else:
                with writing(path):
                    changed = write(assignment, language=language)
        except ReleaseError as error:
            raise click.UsageError(str(error)) from None
        if check and changed:
            stale = True
            click.echo(f"{path} is not what its sources make: `python -m autograder release` writes it anew.", err=True)
        else:
            click.echo(f"{path}: {'written' if changed else 'unchanged'}")
    if stale:
        sys.exit(STALE)
