"""The parts of which the sub-commands' arguments are made."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.assignment import PACKAGE, Assignment, assignment_names, load_assignment
from autograder.errors import UsageError
from autograder.sandbox import Limits
from autograder.wording import LANGUAGES

if TYPE_CHECKING:
    from autograder.records import Course

UNJUDGED = 1  # exit status; click's own status for a usage error is 2

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
folder = click.Path(file_okay=False, path_type=Path)
existing_folder = click.Path(exists=True, file_okay=False, path_type=Path)


course_option = click.option(
    "--course", "root", type=folder, help="The course's folder, with its nbgrader_config.py (default: this one)."
)
submitted_option = click.option(
    "--submitted", type=folder, help="The folder with one folder a student (default: as configured, COURSE/submitted)."
)
db_option = click.option(
    "--db",
    "db_url",
    metavar="URL",
    help="The gradebook, postgresql://user@host/name for instance (default: as configured, COURSE/gradebook.db).",
)


language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="The language of the reports (default: that of the last one, else English).",
)


def course_at(root: Path | None, submitted: Path | None = None, db_url: str | None = None) -> "Course":
    """The course that the three options above name; a configuration that cannot be used is a usage error."""
    from autograder.records import Course

    try:
        return Course.at(root, submitted, db_url)
    except UsageError as error:
        raise click.UsageError(str(error)) from None


@contextmanager
def writing(what: Path) -> Iterator[None]:
    """Turn a failure to write ``what`` into a usage error: one sentence with the reason."""
    try:
        yield
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{error.filename or what} cannot be written ({error.strerror or error}).") from None


def _choose_package(ctx: click.Context, _: click.Parameter, package: str) -> str:
    """Note the package of assignments for `AssignmentName`, whose arguments are read after this option."""
    try:
        assignment_names(package)
    except UsageError as error:
        raise click.BadParameter(str(error)) from None
    ctx.meta[__name__] = package
    return package


assignments_option = click.option(
    "--assignments",
    "package",
    metavar="PACKAGE",
    default=PACKAGE,
    is_eager=True,
    callback=_choose_package,
    help=f"The Python package that holds the assignments (default: {PACKAGE}, this course's own).",
)


class AssignmentName(click.ParamType[Assignment]):
    """An assignment by its name; the command has `assignments_option`, too."""

    name = "assignment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Assignment:
        """The assignment, or a usage error that lists the names."""
        package = ctx.meta.get(__name__, PACKAGE) if ctx else PACKAGE
        try:
            return load_assignment(value, package)
        except KeyError:
            names = ", ".join(assignment_names(package)) or "none"
            self.fail(f"there is no assignment {value!r}; there are: {names}.", param, ctx)
        except UsageError as error:
            self.fail(str(error), param, ctx)


def insists(context: click.Context, parameter: click.Parameter, unsafe: bool) -> Limits:
    """The limits that a submission gets, with a loud warning for those who grade without a sandbox."""
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


class Grouped(click.Command):
    """A command whose help lists its options under headings: ``groups`` maps a heading to parameter names."""

    def __init__(self, *args: Any, groups: Mapping[str, Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = groups

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings; one without a heading stands under the last."""
        named = {name: heading for heading, names in self._groups.items() for name in names}
        last = list(self._groups)[-1]
        for heading in self._groups:
            options = [option for option in self.get_params(ctx) if isinstance(option, click.Option)]
            mine = [option for option in options if named.get(option.name or "", last) == heading]
            with formatter.section(heading):
                formatter.write_dl([record for option in mine if (record := option.get_help_record(ctx))])
