"""A student's submission: bytes of unknown origin, read as plain cells or refused with a sentence."""

from autograder.submission.finding import Found, find, require_own
from autograder.submission.reader import (
    MAX_NOTEBOOK_BYTES,
    Cell,
    Refused,
    Submission,
    of_notebook,
    parse,
    read,
    read_submitted,
)

__all__ = [
    "MAX_NOTEBOOK_BYTES",
    "Cell",
    "Found",
    "Refused",
    "Submission",
    "find",
    "of_notebook",
    "parse",
    "read",
    "read_submitted",
    "require_own",
]
