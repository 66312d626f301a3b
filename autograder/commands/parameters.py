"""What the sub-commands' arguments are made of."""

from pathlib import Path
from typing import Any

import click

from autograder import cases
from autograder.exercise import Assignment

UNJUDGED = 1  # exit status; click's own status for a usage error is 2

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
folder = click.Path(file_okay=False, path_type=Path)


class AssignmentName(click.ParamType[Assignment]):
    """An assignment by its name."""

    name = "assignment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Assignment:
        """The assignment, or a usage error that lists the names."""
        try:
            return cases.load(value)
        except KeyError:
            self.fail(f"there is no assignment {value!r}; there are: {', '.join(cases.names())}.", param, ctx)
