"""The outcome of one call, in a form in which reference, misconception and student can be compared."""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.assignment import Case, Output
from autograder.judging.tolerance import agrees
from autograder.sandbox import CallReply

Result = tuple[int, int]  # an output of a case, by the numbers of both
WHOLE_CASE = -1  # in the place of an output, where a case raised or should have


@dataclass(frozen=True)
class Outcome:
    """Returned outputs, or the name of the exception: exactly one of the two."""

    value: tuple[Output, ...] | None = None
    raised: str | None = None

    @property
    def lengths(self) -> tuple[int | None, ...]:
        """The number of arrays in each output, None for one that is an array; empty where nothing was returned."""
        return tuple(len(output) if isinstance(output, list) else None for output in self.value or ())

    def same_as(self, other: "Outcome") -> bool:
        """Say whether both returned agreeing outputs, or both raised (a ValueError is not any other exception)."""
        if self.value is None or other.value is None:
            both_raised = self.value is None and other.value is None
            return both_raised and (self.raised == "ValueError") == (other.raised == "ValueError")
        return len(self.value) == len(other.value) and all(map(agrees, self.value, other.value))


def of_function(function: Callable[..., Any], case: Case) -> Outcome:
    """The outcome of ``function``, ours, for the case; its arguments are copies."""
    before = () if case.module is None else (case.module,)
    args, kwargs = copy.deepcopy(((*before, *case.args), dict(case.kwargs)))
    try:
        with np.errstate(all="ignore"):
            value = function(*args, **kwargs)
    except ValueError:
        return Outcome(raised="ValueError")
    except Exception as error:  # a misconception may fail in any way
        return Outcome(raised=type(error).__name__)
    return Outcome(value=tuple(map(_as_output, value if isinstance(value, tuple) else (value,))))


def _as_output(value: Any) -> Output:
    """A list of arrays as it is; anything else as an array."""
    if isinstance(value, list) and value and all(isinstance(item, np.ndarray) for item in value):
        return value
    return np.asarray(value)


def differing(answers: Sequence[Outcome], truths: Sequence[Outcome]) -> Iterator[Result]:
    """The results in which answers differ from what is right, case by case."""
    for index, (answer, truth) in enumerate(zip(answers, truths, strict=True)):
        if truth.value is None or answer.value is None or len(truth.value) != len(answer.value):
            yield from () if answer.same_as(truth) else ((index, WHOLE_CASE),)
        else:
            yield from ((index, k) for k, right in enumerate(truth.value) if not agrees(answer.value[k], right))


def same(answer: Outcome, other: Outcome, output: int) -> bool:
    """Return whether two outcomes of a case agree in one of its outputs, or altogether."""
    if output == WHOLE_CASE or answer.value is None or other.value is None or len(answer.value) != len(other.value):
        return answer.same_as(other)
    return agrees(answer.value[output], other.value[output])


def of_reply(reply: CallReply) -> Outcome:
    """The outcome of the student's function; anything but arrays counts as raised."""
    if reply.outcome == "returned":
        return Outcome(value=reply.value)
    if reply.outcome == "raised":
        return Outcome(raised="ValueError" if "ValueError" in reply.types else (reply.types or ("Exception",))[0])
    return Outcome(raised=reply.outcome)
