"""``doctor``: whether this machine can isolate submissions."""

import sys

import click

from autograder import sandbox
from autograder.commands.parameters import UNJUDGED


@click.command()
def doctor() -> None:
    """Say whether this machine can isolate submissions, and what to do where it cannot."""
    missing = sandbox.missing_parts()
    if not missing:
        try:
            with sandbox.Sandbox() as box:
                box.run("2 + 2")
        except sandbox.SandboxUnavailable as error:
            missing = [str(error)]
    for sentence in missing:
        click.echo(sentence, err=True)
    if missing:
        sys.exit(UNJUDGED)
    click.echo("The sandbox works: no network, no files but the interpreter's, no other process, no capability.")
