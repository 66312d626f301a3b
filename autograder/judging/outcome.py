"""The outcome of one call, in a form in which reference, misconception and student can be compared."""

import copy
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.assignment import Case, Output
from autograder.judging.tolerance import Target, agrees
from autograder.sandbox import CallReply

Result = tuple[int, int]  # an output of a case, by the numbers of both
WHOLE_CASE = -1  # in the place of an output, where a case raised or should have


@dataclass(frozen=True)
class Outcome:
    """Returned outputs, or the name of the exception: exactly one of the two.

    ``kinds`` are the names of the exception's classes, from itself up.
    """

    value: tuple[Output, ...] | None = None
    raised: str | None = None
    kinds: tuple[str, ...] = ()

    @property
    def lengths(self) -> tuple[int | None, ...]:
        """The number of arrays in each output, None for one that is an array; empty where nothing was returned."""
        return tuple(len(output) if isinstance(output, list) else None for output in self.value or ())

    @functools.cached_property
    def _targets(self) -> tuple[Target | None, ...]:
        return tuple(map(Target.of, self.value or ()))

    def is_met_by(self, answer: "Outcome", place: int) -> bool:
        """Return whether one output of ``answer`` agrees with this outcome's; worked out for many answers."""
        if self.value is None or answer.value is None or len(self.value) != len(answer.value):
            return False
        target = self._targets[place]
        actual = answer.value[place]
        return agrees(actual, self.value[place]) if target is None else target.is_met_by(actual)

    @property
    def is_finite(self) -> bool:
        """Return whether there are outputs, without infinity or NaN."""
        return self.value is not None and all(map(_is_finite, self.value))

    def same_as(self, other: "Outcome") -> bool:
        """Say whether both returned agreeing outputs, or both raised (a ValueError is not any other exception)."""
        if self.value is None or other.value is None:
            both_raised = self.value is None and other.value is None
            return both_raised and (self.raised == "ValueError") == (other.raised == "ValueError")
        return all(other.is_met_by(self, place) for place in range(len(other.value)))


def of_function(function: Callable[..., Any], case: Case) -> Outcome:
    """The outcome of ``function``, ours, for the case; its arguments are copies."""
    before = () if case.module is None else (case.module,)
    args, kwargs = _copied((*before, *case.args)), _copied(dict(case.kwargs))
    try:
        with np.errstate(all="ignore"):
            value = function(*args, **kwargs)
    except ValueError:
        return Outcome(raised="ValueError")
    except Exception as error:  # a misconception may fail in any way
        return Outcome(raised=type(error).__name__)
    return Outcome(value=tuple(map(_as_output, value if isinstance(value, tuple) else (value,))))


def _copied(value: Any) -> Any:
    """A copy of the value and of all that it holds; arrays, of which most are made, in a tenth of deepcopy's time."""
    match value:
        case np.ndarray():
            return value.copy(order="K")
        case tuple() | list():
            return type(value)(map(_copied, value))
        case dict():
            return {name: _copied(item) for name, item in value.items()}
    return copy.deepcopy(value)


def _is_finite(output: Output) -> bool:
    return all(map(_is_finite, output)) if isinstance(output, list) else bool(np.isfinite(output).all())


def _as_output(value: Any) -> Output:
    """A list of arrays as it is; anything else as an array."""
    if isinstance(value, list) and value and all(isinstance(item, np.ndarray) for item in value):
        return value
    return np.asanyarray(value)  # what it may be missed by stays with it


def differing(answers: Sequence[Outcome], truths: Sequence[Outcome]) -> Iterator[Result]:
    """The results in which answers differ from what is right, case by case."""
    for index, (answer, truth) in enumerate(zip(answers, truths, strict=True)):
        yield from ((index, output) for output in differing_outputs(answer, truth))


def differing_outputs(answer: Outcome, truth: Outcome) -> list[int]:
    """The outputs of one case in which an answer differs from what is right."""
    if truth.value is None or answer.value is None or len(truth.value) != len(answer.value):
        return [] if answer.same_as(truth) else [WHOLE_CASE]
    return [output for output in range(len(truth.value)) if not truth.is_met_by(answer, output)]


def same(answer: Outcome, other: Outcome, output: int) -> bool:
    """Return whether two outcomes of a case agree in one of its outputs, or altogether."""
    if output == WHOLE_CASE or answer.value is None or other.value is None or len(answer.value) != len(other.value):
        return answer.same_as(other)
    return other.is_met_by(answer, output)


def of_reply(reply: CallReply) -> Outcome:
    """The outcome of the student's function; anything but arrays counts as raised."""
    if reply.outcome == "returned":
        return Outcome(value=reply.value)
    if reply.outcome == "raised":
        kind = "ValueError" if "ValueError" in reply.types else (reply.types or ("Exception",))[0]
        return Outcome(raised=kind, kinds=reply.types)
    return Outcome(raised=reply.outcome)
