"""Gives wrong functions the errors of right ones: who has a misconception about values may still check arguments."""

import functools
from typing import Any

from autograder.authoring import Function


def checked(right: Function, wrong: Function) -> Function:
    """``wrong``, which raises what ``right`` raises for the same arguments."""

    @functools.wraps(right)
    def both(*args: Any, **kwargs: Any) -> Any:
        right(*args, **kwargs)
        return wrong(*args, **kwargs)

    return both


def all_checked(right: Function, mistakes: dict[str, Function]) -> dict[str, Function]:
    """Each of ``mistakes``, with the errors of ``right``."""
    return {name: checked(right, wrong) for name, wrong in mistakes.items()}
