"""``students`` and ``sample-class``: folders made from what is bundled here."""

from pathlib import Path

import click

from autograder.commands.parameters import folder


@click.command()
@click.argument("destination", type=folder)
def students(destination: Path) -> None:
    """Write what may be published to students (notebooks, the course package) into DESTINATION."""
    from autograder.students import write_repository

    click.echo(f"{destination}: {len(write_repository(destination))} files")


@click.command("sample-class")
@click.argument("destination", type=folder)
def sample_class(destination: Path) -> None:
    """Write the bundled sample course, with a class of small submissions, into DESTINATION."""
    from autograder.sample import write_course

    for line in write_course(destination):
        click.echo(line)
