"""A student's submission: bytes of unknown origin, read as plain cells or refused with a sentence."""

from autograder.submission.reader import (
    Cell,
    Refused,
    Submission,
    of_notebook,
    parse,
    read,
    read_submitted,
    require_assignment,
)

__all__ = ["Cell", "Refused", "Submission", "of_notebook", "parse", "read", "read_submitted", "require_assignment"]
