"""A database's errors as one sentence each, which says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader import api
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, NoSuchModuleError, OperationalError

from autograder.errors import Stopped, UsageError


@contextmanager
def one_sentence(shown: str = "", stops: type[DatabaseError] = OperationalError) -> Iterator[None]:
    """Turn the database's errors into `Stopped` and `UsageError`; after those of ``stops`` no row can be written.

    ``shown`` is what the gradebook is called.
    """
    try:
        yield
    except (stops, InterfaceError) as error:
        raise Stopped(_sentence(str(error.orig), shown)) from error
    except api.InvalidEntry as error:
        raise Stopped(_sentence(str(error), shown)) from error
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError(f"--db needs a database URL such as postgresql://user@host/name ({error}).") from None


def shown(db_url: str) -> str:
    """The gradebook as a sentence names it: a file by its path, a server's by its URL without the password."""
    try:
        url = make_url(db_url)
    except ArgumentError:
        return db_url
    return url.database if url.drivername.startswith("sqlite") and url.database else url.render_as_string()


def _sentence(said: str, shown: str) -> str:
    if "locked" in said:
        return "The gradebook is locked by another program: close that, then give the same command again."
    if "readonly" in said or "read-only" in said:
        return "The gradebook is read-only here: make it writable, then give the same command again."
    if "disk is full" in said or "No space left" in said:
        return "The disk is full: the gradebook cannot be written. Make room, then give the same command again."
    first_line = said.strip().splitlines()[0] if said.strip() else "no reason given"
    named = " ".join(("The gradebook", shown)).rstrip()
    return f"{named} cannot be used ({first_line}): mend that, then give the same command again."
