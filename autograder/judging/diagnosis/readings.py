"""Claims that what came is right for other arguments: the reference, asked here, on the trusted side, is the witness.

An answer that reads its arguments wrongly gives what is right for others: for w turned round, for a stride of 1, for
the blocks of weights in another order. What the reference says is remembered with the case, for a whole class.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Case, letters
from autograder.judging.diagnosis import arguments, blocks
from autograder.judging.diagnosis.arguments import Given
from autograder.judging.diagnosis.claims import Claim, Flat, Seen, unless_right
from autograder.judging.expected import Expected, Known
from autograder.judging.outcome import Outcome, of_function
from autograder.wording import Message, marked, say

LARGE = 4_000  # numbers in a case; a larger one is asked nothing, so that an explanation stays cheap
Ask = Callable[[Known], Outcome | None]  # what the reference says; None where there is nothing to ask


@dataclass(frozen=True)
class Reading:
    """A way to read the arguments of an exercise: the kind of claim, its words, and the question to the reference."""

    name: str
    says: Message
    ask: Ask

    def claim(self) -> Claim:
        """The claim that an answer reads them so."""
        return Claim(self.name, self.says, self._holds, names_all=True)

    def _holds(self, seen: Seen, output: int) -> bool | None:
        remembered = seen.known.remembered
        if self.says not in remembered:
            remembered[self.says] = self._answers(seen.known)
        answers: tuple[Flat | None, ...] | None = remembered[self.says]
        if answers is None:
            return None
        if output >= len(answers):
            return False
        meant = answers[output]
        return None if meant is None else seen.is_met_by(meant, output)

    def _answers(self, known: Known) -> tuple[Flat | None, ...] | None:
        """The outputs for the other arguments, None for those that are right anyhow; none where it raises."""
        small = sum(np.size(value) for value in known.given.values() if isinstance(value, np.ndarray)) <= LARGE
        outcome = self.ask(known) if small else None
        if outcome is None:
            return None
        values = (outcome.value or ())[: len(known.right)]
        return tuple(unless_right(value, known, output) for output, value in enumerate(values))


def readings(expected: Expected) -> list[Claim]:
    """All that can be asked about an exercise, the plainest first; made once for its cases.

    Nothing where the reference is not what counts as right.
    """
    if not expected.of_reference:
        return []
    if "readings" not in expected.remembered:
        expected.remembered["readings"] = [one.claim() for one in _readings(list(expected.known.values()))]
    found: list[Claim] = expected.remembered["readings"]
    return found


def _readings(cases: list[Known]) -> Iterator[Reading]:
    for name, says, change in arguments.changes(cases):
        yield Reading(name, say("is what is right for {others}", others=says), _asking(change))
    for says, order, axes in blocks.orders(cases):
        yield Reading(
            "reordered_blocks", say("is what is right for {others}", others=says), partial(_in_order, order, axes)
        )
    for name in {name: None for known in cases for name, value in known.given.items() if isinstance(value, np.ndarray)}:
        smallest = marked(
            "is minus what is right for -{argument}: as though the smallest were looked for, not the largest"
        )
        yield Reading("smallest_for_largest", say(smallest, argument=name), _between_signs(name))
    for other in _others(cases[0]):
        yield Reading("other_function", say("is what {function} gives", function=other.__name__), _other(other))
    if any("T" in known.sizes and known.case.module is None for known in cases):
        says = say("is what is right for each step alone: nothing comes from the step before")
        yield Reading("steps_alone", says, _steps_alone)


def _asking(change: Callable[[Known], Given | None]) -> Ask:
    def ask(known: Known) -> Outcome | None:
        given = change(known)
        return None if given is None else _right_for(known, given)

    return ask


def _in_order(order: Sequence[int], axes: Mapping[str, int], known: Known) -> Outcome | None:
    """The outputs of somebody who has the blocks in another order, in their gradients, too."""
    outcome = _right_for(known, blocks.reordered(order, axes, known.given))
    if outcome.value is None:
        return outcome
    named = dict(zip(known.exercise.outputs_of(known.case), outcome.value, strict=False))
    back = [order.index(block) for block in range(len(order))]
    return Outcome(
        value=tuple(blocks.reordered(back, {f"d{name}": axis for name, axis in axes.items()}, named).values())
    )


def _right_for(known: Known, given: Given) -> Outcome:
    case, reference = known.case, known.exercise.reference_for(known.case)
    if case.module is None:
        return of_function(reference, Case((), (), given))
    parameters = {name: given[name] for name in case.module.parameters}
    rest = {name: value for name, value in given.items() if name not in parameters}
    module = replace(case.module, parameters=parameters)
    return of_function(reference, Case((), (), rest, module=module))


def _between_signs(name: str) -> Ask:
    """The reference between two changes of sign: the least takes the place of the greatest."""

    def ask(known: Known) -> Outcome | None:
        value = known.given.get(name)
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "if":
            return None
        outcome = _right_for(known, {**known.given, name: -value})
        if outcome.value is None or any(isinstance(output, list) for output in outcome.value):
            return None
        return Outcome(value=tuple(-np.asarray(output) for output in outcome.value))

    return ask


def _others(known: Known) -> list[Callable[..., Any]]:
    """The public functions that stand beside the reference in its module."""
    reference = known.exercise.reference_for(known.case)
    beside = getattr(reference, "__globals__", {}).values() if known.case.module is None else ()
    functions = [one for one in beside if inspect.isfunction(one) and one.__module__ == reference.__module__]
    return [one for one in functions if one is not reference and not one.__name__.startswith("_")]


def _other(function: Callable[..., Any]) -> Ask:
    """Another function, given the same arguments by name or by place."""
    parameters = inspect.signature(function).parameters
    needed = [name for name, one in parameters.items() if one.default is one.empty]

    def ask(known: Known) -> Outcome | None:
        given = known.given
        if parameters and set(parameters) <= set(given):
            outcome = of_function(function, Case((), (), {name: given[name] for name in parameters}))
        elif len(needed) == len(given):
            outcome = of_function(function, Case((), tuple(given.values())))
        else:
            return None
        return outcome if len(outcome.value or ()) == len(known.right) else None

    return ask


def _steps_alone(known: Known) -> Outcome | None:
    """The steps of a sequence, each read as though it were the only one."""
    steps = known.sizes.get("T", 1)
    if steps < 2:
        return None
    parts = []
    for t in range(steps):
        given = {name: _step(known, name, value, t) for name, value in known.given.items()}
        parts.append(_right_for(known, given).value)
    outputs = []
    for k, right in enumerate(known.right):
        if isinstance(right, list) or right.ndim < 2 or right.shape[1] != steps:
            outputs.append(right)  # nothing is claimed of what has no steps
        elif any(part is None or np.ndim(part[k]) != right.ndim for part in parts):
            return None
        else:
            outputs.append(np.concatenate([np.asarray(part[k]) for part in parts if part is not None], axis=1))
    return Outcome(value=tuple(outputs))


def _step(known: Known, name: str, value: Any, t: int) -> Any:
    if not isinstance(value, np.ndarray) or letters(known.exercise, name, value.ndim)[1:2] != ("T",):
        return value
    return value[:, t : t + 1]
