"""``students`` and ``sample-class``: folders made from what is bundled here."""

from pathlib import Path

import click

from autograder.cli.parameters import assignments_option, existing_folder, folder, writing

STUDENTS_EPILOG = """\b
Examples:
  python -m autograder students _build/students
  python -m autograder students their_repository --commit "Publish a03"

What is copied is named one by one, and no solution is. A folder that this command wrote before is written anew; one
with anything else in it is left alone. With --commit a git repository's history is continued, never replaced, so that
the links by which students pull what is new go on working; push it yourself.
"""
SAMPLE_EPILOG = """\b
Example:
  python -m autograder sample-class my_course
  python -m autograder grade a02_convolution --course my_course

Submissions of the sample class that are there already are replaced; a folder with other submissions is left alone.
"""


@click.command(epilog=STUDENTS_EPILOG)
@click.argument("destination", type=folder)
@click.option("--commit", "message", metavar="MESSAGE", help="Commit it in DESTINATION, a git repository or a new one.")
@click.option("--also", type=existing_folder, help="A folder whose files are published, too, in the same places.")
@assignments_option
def students(destination: Path, message: str | None, also: Path | None, package: str) -> None:
    """Write what students may have.

    That is the notebooks and the course package; they come into the folder DESTINATION.
    """
    from autograder.release import commit_repository, write_repository

    with writing(destination):
        if message is None:
            click.echo(f"{destination}: {len(write_repository(destination, package, also))} files")
            return
        done = commit_repository(destination, message, package, also)
        said = f"committed as {done.commit}" if done.commit else "nothing has changed since the last commit"
        click.echo(f"{destination}: {len(done.files)} files, {said}")


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
