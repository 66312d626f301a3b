"""A grid of cases within one test, in which a failure says which case it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def case(**values: Any) -> Iterator[None]:
    """Name the case, by its ``values``, in whatever is raised inside: pytest shows it below the message."""
    try:
        yield
    except BaseException as error:  # "DID NOT RAISE" of pytest.raises is no Exception
        error.add_note("case: " + ", ".join(f"{name}={_short(value)}" for name, value in values.items()))
        raise


def _short(value: Any) -> str:
    """The name of a class or function, and anything else as Python writes it."""
    return str(getattr(value, "__name__", repr(value)))
