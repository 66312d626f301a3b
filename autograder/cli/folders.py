"""``students`` and ``sample-class``: folders made from what is bundled here."""

from pathlib import Path

import click

from autograder.cli.parameters import assignments_option, folder, writing

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
@assignments_option
def students(destination: Path, package: str) -> None:
    """Write what students may have.

    That is the notebooks and the course package; they come into the folder DESTINATION.
    """
    from autograder.release import write_repository

    with writing(destination):
        click.echo(f"{destination}: {len(write_repository(destination, package))} files")


@click.command("sample-class", epilog=SAMPLE_EPILOG)
@click.argument("destination", type=folder)
@assignments_option
def sample_class(destination: Path, package: str) -> None:
    """Write a course to try things on.

    It is nbgrader's configuration, the source notebooks, and a class of small submissions, each with a behaviour of
    its own; they come into the folder DESTINATION.
    """
    from autograder.nbgrader_plugins import configuration
    from autograder.release import write_course

    with writing(destination):
        for line in write_course(destination, configuration(package), package):
            click.echo(line)
