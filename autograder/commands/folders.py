"""``students`` and ``sample-class``: folders made from what is bundled here."""

from pathlib import Path

import click

from autograder.commands.parameters import folder, writing

STUDENTS_EPILOG = """\b
Example:
  python -m autograder students _build/students

What is copied is named one by one, and no solution is. A folder that this command wrote before is written anew; one
with anything else in it is left alone.
"""
SAMPLE_EPILOG = """\b
Example:
  python -m autograder sample-class my_course
  python -m autograder grade a02_convolution --course my_course

Submissions of the sample class that are there already are replaced; a folder with other submissions is left alone.
"""


@click.command(epilog=STUDENTS_EPILOG)
@click.argument("destination", type=folder)
def students(destination: Path) -> None:
    """Write what students may have.

    That is the notebooks and the course package; they come into the folder DESTINATION.
    """
    from autograder.students import write_repository

    with writing(destination):
        click.echo(f"{destination}: {len(write_repository(destination))} files")


@click.command("sample-class", epilog=SAMPLE_EPILOG)
@click.argument("destination", type=folder)
def sample_class(destination: Path) -> None:
    """Write a course to try things on.

    It is nbgrader's configuration, the source notebooks, and a class of small submissions, each with a behaviour of
    its own; they come into the folder DESTINATION.
    """
    from autograder.sample import write_course

    with writing(destination):
        for line in write_course(destination):
            click.echo(line)
