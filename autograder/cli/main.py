"""The command line: the group of the sub-commands, and what happens when the machine cannot do what they need."""

import atexit
import gc
import importlib
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from autograder import sandbox
from autograder.cli.encoding import show_what_can_be_shown
from autograder.cli.parameters import UNJUDGED

EPILOG = """\b
A course, from the sample class to the file for the institution:
  python -m autograder sample-class my_course
  python -m autograder grade a02_convolution --course my_course
  python -m autograder feedback a02_convolution --course my_course
  python -m autograder similarity a02_convolution --course my_course
  python -m autograder export canvas a02_convolution --course my_course

Exit status: 0 when everything could be done, whatever the scores; 1 when something stayed undone (named on standard
error); 2 for a usage error. COMMAND --help says more, with examples.
"""

# Where each sub-command is. All of them together take longer to import than many a submission to judge, so each is
# imported when it is asked for.
COMMANDS = {
    "check": "check:check",
    "collect": "collect:collect",
    "doctor": "doctor:doctor",
    "export": "export:export",
    "extend": "extend:extend",
    "feedback": "feedback:feedback",
    "grade": "grade:grade",
    "release": "release:release_command",
    "report": "report:report",
    "sample-class": "folders:sample_class",
    "similarity": "similarity:similarity",
    "students": "folders:students",
}


class Lazy(click.Group):
    """A group that imports a sub-command when somebody needs it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all sub-commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The sub-command called ``cmd_name``, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"autograder.cli.{module}"), attribute)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
def main() -> None:
    """Grade the notebooks of Kernels & Gates: student code inside a sandbox, scores outside it."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C.

    Where a plain `KeyboardInterrupt` has passed through a string that `exec` runs, as many an import does, a program
    started with ``-m`` ends by the signal at last, whoever caught it and whatever exit status was chosen.
    """


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise Interrupted


def run() -> None:
    """The entry point, which says in one sentence, without a traceback, what the machine lacks."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a job in the background may ignore it
        signal.signal(signal.SIGINT, _interrupt)
    show_what_can_be_shown()
    atexit.register(gc.freeze)  # else Python looks for garbage in all of nbgrader before it ends: half a second
    try:
        main()
    except sandbox.SandboxUnavailable as error:
        click.echo(f"Nothing was graded: {error} `python -m autograder doctor` says more.", err=True)
        sys.exit(UNJUDGED)
