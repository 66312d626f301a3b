"""The errors of a command that cannot begin or go on; each message is a sentence that says what to do."""


class UsageError(ValueError):
    """The command was called with what cannot be graded; the message says what to change."""


class ReleaseError(ValueError):
    """An assignment's sources are not such that a notebook can be made of them; the message says what to change."""


class Stopped(Exception):  # noqa: N818 -- the batch ends early, in order: what it has judged is kept
    """Nothing more can be written (a full disk, a locked gradebook); the message says why in one sentence."""
