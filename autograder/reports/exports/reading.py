"""Opens a gradebook that must be there already: exporting must not make an empty one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from autograder.errors import UsageError


@contextmanager
def opened(url: str) -> Iterator[Any]:
    """The gradebook at ``url``.

    Raises `autograder.errors.UsageError` where there is none, and where it cannot be read.
    """
    try:
        place = make_url(url)
    except ArgumentError:
        raise UsageError(f"{url!r} is no database URL: sqlite:///gradebook.db is one.") from None
    if place.drivername.startswith("sqlite") and place.database and not Path(place.database).is_file():
        raise UsageError(f"There is no gradebook {place.database}: grade first, or name another --course.")
    try:
        with Gradebook(url) as gradebook:
            yield gradebook
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        reason = str(error).splitlines()[0]
        raise UsageError(f"The gradebook {place.render_as_string()} cannot be read ({reason}).") from None
