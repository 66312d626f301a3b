"""``release``: the students' notebooks from their sources."""

import click

from autograder import cases, release
from autograder.commands.parameters import AssignmentName
from autograder.exercise import Assignment
from autograder.release import ReleaseError
from autograder.stubs import ROOT


@click.command("release")
@click.argument("assignments", nargs=-1, type=AssignmentName())
def release_command(assignments: tuple[Assignment, ...]) -> None:
    """Generate the students' notebooks from notebooks/*.md (default: all of them)."""
    for assignment in assignments or tuple(cases.load(name) for name in cases.names()):
        try:
            changed = release.write(assignment)
        except ReleaseError as error:
            raise click.UsageError(str(error)) from None
        path = release.notebook_path(assignment.name).relative_to(ROOT)
        click.echo(f"{path}: {'written' if changed else 'unchanged'}")
