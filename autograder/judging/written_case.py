"""Writes a failing call out: Python that a student can paste and run, and in comments what came and what is right.

    conv2d(np.array([[[[1., 2.]]]]), np.array([[[[6., 1.]]]]))
    # yours: [[[[13]]]]
    # right: [[[[8]]]]

A call with more numbers than somebody reads is told by its shapes, and then no more of what is right than one entry.
"""

from collections.abc import Iterator

import numpy as np

from autograder.assignment import Exercise, Output
from autograder.judging import literals, messages
from autograder.judging.failures import Failure, WrongEntry, wrong_entry, wrong_output
from autograder.judging.probe_words import of_probe
from autograder.sandbox import CallReply
from autograder.wording import Message, in_lines, marked, say

MOST_NUMBERS = 30  # written out in the call, and in each of the two results
MOST_COLUMNS = 88  # a longer call has a line for each argument
STRIDED = marked("# each array is every other entry of a larger one, as in np.repeat(x, 2, axis=-1)[..., ::2]")
LAID_OUT = marked("# each tensor has its first axis innermost in memory, as x.mT.contiguous().mT has for two axes")


def written_case(exercise: Exercise, failure: Failure, only: int | None) -> Message:
    """The failing call in several lines; ``only`` is the output that points are lost for (None: any)."""
    case = failure.case
    reference, name = exercise.reference_for(case), case.function or exercise.name
    whole = case.module is None and literals.numbers([*literals.given(reference, case).values()]) <= MOST_NUMBERS
    if whole:
        called: str = literals.call(reference, name, case)
        if len(called) > MOST_COLUMNS:
            called = literals.call_in_lines(reference, name, case)
    else:
        called = messages.call(reference, name, case)
    memory = STRIDED if case.module is None else LAID_OUT
    lines = [called, *([say(memory)] if case.strided else []), *_results(exercise, failure, only, whole=whole)]
    return in_lines(lines)


def _results(exercise: Exercise, failure: Failure, only: int | None, *, whole: bool) -> Iterator[Message]:
    """The comments: what came, and what is right."""
    case, reply, right = failure.case, failure.reply, failure.right
    if case.raises is not None or right.value is None:
        yield _yours(_error(reply) if reply.outcome == "raised" else say("no error"))
        error = (case.raises or ValueError).__name__
        yield _right(say("{error}, because the arguments make no sense", error=error))
        return
    if case.module is not None and case.module.behaviour is not None and case.module.behaviour.is_a_rule:
        yield _yours(say("a rule is broken") if reply.outcome == "returned" else _error(reply))
        yield _right(case.module.behaviour.says)
        return
    names = exercise.outputs_of(case)
    index = wrong_output(reply, right, only) if reply.outcome == "returned" else only
    index = 0 if index is None else index
    label = f"{names[index]} = " if len(names) > 1 else ""
    if reply.outcome != "returned":
        yield _yours(_error(reply) if reply.outcome == "raised" else _without_value(reply.message))
        if whole and _size(right.value[index]) <= MOST_NUMBERS:
            yield _right(f"{label}{literals.answer(right.value[index])}")
        return
    yours, truth = reply.value[index], right.value[index]
    if whole and _size(truth) <= MOST_NUMBERS:
        shown = literals.answer(yours) if _size(yours) <= MOST_NUMBERS else _shapes(yours)
        yield _yours(say("{name}{value}", name=label, value=shown))
        yield _right(f"{label}{literals.answer(truth)}")
    elif _shapes(yours) != _shapes(truth):
        yield _yours(say("{name}{value}", name=label, value=_shapes(yours)))
        yield _right(say("{name}{value}", name=label, value=_shapes(truth)))
    elif isinstance(entry := wrong_entry(names[index], yours, truth), WrongEntry):
        yield _yours(f"{entry.place} = {entry.yours}")
        yield _right(f"{entry.place} = {entry.right}")


def _yours(what: str) -> Message:
    return say("# yours: {what}", what=what)


def _right(what: str) -> Message:
    return say("# right: {what}", what=what)


def _error(reply: CallReply) -> Message:
    """The exception that came, in its own words."""
    error = reply.types[0] if reply.types else say("an exception")
    return say("{error}: {said}", error=error, said=reply.message) if reply.message else say("{error}", error=error)


def _without_value(message: str) -> Message:
    """The reply to a call that gave no value, by the probe's words."""
    said = of_probe(message)
    return say("it {said}", said=said) if message.startswith("it ") else said


def _size(output: Output) -> int:
    return sum(map(_size, output)) if isinstance(output, list) else np.asarray(output).size


def _shapes(output: Output) -> Message:
    if isinstance(output, list):
        return say("a list of arrays of shapes {shapes}", shapes=", ".join(str(item.shape) for item in output))
    return say("an array of shape {shape}", shape=str(np.shape(output)))
