"""The command line: the group of the sub-commands, and what happens when the machine cannot do what they need."""

import sys

import click

from autograder import sandbox
from autograder.commands.check import check
from autograder.commands.doctor import doctor
from autograder.commands.export import export
from autograder.commands.folders import sample_class, students
from autograder.commands.grade import grade
from autograder.commands.parameters import UNJUDGED
from autograder.commands.release import release_command
from autograder.commands.similarity import similarity

EPILOG = """\b
A course, from the sample class to the file for the institution:
  python -m autograder sample-class my_course
  python -m autograder grade a02_convolution --course my_course
  python -m autograder similarity a02_convolution --course my_course
  python -m autograder export canvas a02_convolution --course my_course

Exit status: 0 when everything could be done, whatever the scores; 1 when something stayed undone (named on standard
error); 2 for a usage error. COMMAND --help says more, with examples.
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
def main() -> None:
    """Grade the notebooks of Kernels & Gates: student code inside a sandbox, scores outside it."""


grade.short_help = "Grade the whole class."  # its own first line says what is written, too

for command in (release_command, check, grade, export, similarity, students, sample_class, doctor):
    main.add_command(command)


def run() -> None:
    """The entry point: what the machine lacks is one sentence, not a traceback."""
    try:
        main()
    except sandbox.SandboxUnavailable as error:
        click.echo(f"Nothing was graded: {error} `python -m autograder doctor` says more.", err=True)
        sys.exit(UNJUDGED)
