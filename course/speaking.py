"""The voice of a visible check, in one line where all is right, in one sentence where something is not."""

import functools
import inspect
import os
from collections.abc import Callable
from typing import Any, ParamSpec

from course.sentences import in_language

P = ParamSpec("P")


class CheckFailed(AssertionError):  # noqa: N818 -- named for what has happened, as the student reads it
    """A check found something wrong; the message is one sentence for the student, with small arrays below it."""

    def in_language(self, language: str) -> "CheckFailed":
        """The same, with its sentence in a language."""
        return CheckFailed(*(in_language(said, language) for said in self.args))

    def _render_traceback_(self) -> list[str]:
        """The lines that IPython shows: the sentence alone, since the trace would lead through this module."""
        return [f"✗ {self}"]


def speaking(check: Callable[P, Any], language: str) -> Callable[P, None]:
    """The visible check that says in ``language`` what ``check`` says.

    It refuses to run while nbgrader grades: there, a check cell without an error earns full marks.
    """
    check = inspect.unwrap(check)

    @functools.wraps(check)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            raise RuntimeError(
                "Check cells are judged outside the notebook; this one was run inside it, so nothing was judged. "
                "Does nbgrader_config.py name the course's autograde preprocessor?"
            )
        try:
            right = check(*args, **kwargs)
        except CheckFailed as failed:
            if language == "en":
                raise
            raise failed.in_language(language) from failed.__cause__
        print(f"✓ {in_language(right, language)}")

    return guarded
