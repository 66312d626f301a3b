"""Asks a student's own functions on behalf of a reference, one call at a time and within bounds.

The calls go to a sandbox in which nothing but these functions is called: one that writes down what a later exercise
was asked, to give it away here, finds nothing to write down.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.assignment import Case
from autograder.judging.carried import NotCarried
from autograder.judging.notebook_run import BudgetSpent, Session
from autograder.sandbox import Call, SandboxDied, SandboxTimeout

MAX_CALLS = 400
MAX_ENTRIES = 100_000  # in what one call gives


class OwnFunctions:
    """The functions of the notebook that runs in ``session``; remembers answers, and counts the calls."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._left = MAX_CALLS
        self._answers: dict[tuple[Any, ...], tuple[np.ndarray, ...]] = {}

    def function(self, name: str, outputs: int) -> Callable[..., Any]:
        """The student's ``name``, as a function of ours that returns ``outputs`` arrays.

        It raises `NotCarried` where what it gives, or does, is not what any honest mistake would.
        """

        def call(*args: Any, **kwargs: Any) -> Any:
            key = (name, *map(_key, args), *((word, _key(value)) for word, value in kwargs.items()))
            if key not in self._answers:
                self._answers[key] = self._ask(name, outputs, args, kwargs)
            value = tuple(array.copy() for array in self._answers[key])
            return value[0] if outputs == 1 else value

        return call

    def _ask(self, name: str, outputs: int, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[np.ndarray, ...]:
        if not self._left:
            raise NotCarried("it takes too many calls")
        self._left -= 1
        try:
            reply = next(self._session.calls([Call(Case((), args, kwargs), name, outputs, (None,) * outputs)]))
        except (SandboxTimeout, SandboxDied, BudgetSpent) as error:
            raise NotCarried(f"{name} did not come back") from error
        if reply.outcome != "returned" or reply.changed or reply.aliased:
            raise NotCarried(f"{name} {reply.outcome} where it was called with values of its own")
        if any(np.size(array) > MAX_ENTRIES or not np.isfinite(array).all() for array in reply.value):
            raise NotCarried(f"{name} gave numbers that are too many or too large")
        return tuple(np.asarray(array, dtype=np.float64) for array in reply.value)


def _key(value: Any) -> Any:
    return (value.shape, value.dtype.str, value.tobytes()) if isinstance(value, np.ndarray) else value
