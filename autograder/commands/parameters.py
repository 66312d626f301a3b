"""What the sub-commands' arguments are made of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from autograder import cases
from autograder.exercise import Assignment
from autograder.results import UsageError
from autograder.sandbox import Limits

UNJUDGED = 1  # exit status; click's own status for a usage error is 2

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
folder = click.Path(file_okay=False, path_type=Path)


@contextmanager
def writing(what: Path) -> Iterator[None]:
    """What cannot be written is a usage error: one sentence with the reason."""
    try:
        yield
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{error.filename or what} cannot be written ({error.strerror or error}).") from None


class AssignmentName(click.ParamType[Assignment]):
    """An assignment by its name."""

    name = "assignment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Assignment:
        """The assignment, or a usage error that lists the names."""
        try:
            return cases.load(value)
        except KeyError:
            self.fail(f"there is no assignment {value!r}; there are: {', '.join(cases.names())}.", param, ctx)


def insists(context: click.Context, parameter: click.Parameter, unsafe: bool) -> Limits:
    """The limits that a submission gets; whoever grades without a sandbox is told so, loudly."""
    if unsafe:
        click.secho(UNSAFE, err=True, fg="white", bg="red", bold=True)
    return Limits(sandboxed=not unsafe)


UNSAFE = (
    "NO SANDBOX: the notebooks run as you, with your files, your network and your rights. "
    "They can read the reference, change their scores and delete what you own."
)
unsafe_option = click.option(
    "--unsafe-no-sandbox",
    "limits",
    is_flag=True,
    callback=insists,
    help="Run the notebooks as yourself, without any isolation: only for people whom you trust.",
)
