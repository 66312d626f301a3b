"""The sentences about a failing case: what was called, what came back, what would have been right."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.assignment import Case, Exercise, Output
from autograder.judging import error_words, literals
from autograder.judging.failures import Failure, WrongShape, wrong_entry, wrong_output
from autograder.judging.outcome import Outcome
from autograder.sandbox import CallReply

SHOWN_ENTRIES = 9


def failing(exercise: Exercise, failure: Failure, only: int | None) -> str:
    """The failing call in a sentence, with what an error is about in a second one.

    ``only`` restricts the look to one of the outputs.
    """
    case, reply, truth = failure.case, failure.reply, failure.right
    name = case.function or exercise.name
    called = call(exercise.reference_for(case), name, case)
    behaviour = None if case.module is None else case.module.behaviour
    if behaviour is not None and behaviour.is_a_rule and reply.outcome == "returned":
        return f"{called} breaks a rule: {behaviour.says}."
    if case.raises is not None or truth.value is None:
        said = sentence(called, no_error(reply, case.raises or ValueError))
    else:
        said = sentence(called, fault(reply, truth.value, exercise.outputs_of(case), only))
    if reply.outcome != "raised" or (case.raises is not None and reply.types[:1] == ("ValueError",)):
        return said
    return f"{said} {error_words.explained(exercise, case, reply)}".rstrip()


def call(function: Callable[..., Any], name: str, case: Case) -> str:
    """The case's call as a student would write it: small vectors by value, larger arrays by shape."""
    words = []
    for key, value in literals.given(function, case).items():
        if _large(value):
            words.append(f"{key} of shape {value.shape}")
        else:
            words.append(f"{key}={_show(value)}" if key in case.kwargs else _show(value))
    if case.module is not None:
        return case.module.called(name, ", ".join(words))
    return f"{name}({', '.join(words)})"


def sentence(called: str, said: str) -> str:
    """``called`` and what is wrong with it; a student's own message may have ended the sentence already."""
    return f"{called} {said}" if said.endswith((".", "?", "!")) else f"{called} {said}."


def fault(reply: CallReply, expected: Sequence[Output], outputs: Sequence[str], only: int | None) -> str:
    """Say what is wrong with a reply that should have returned ``expected``: half a sentence after the call."""
    if reply.outcome == "raised":
        said = f": {reply.message}" if reply.message else ""
        return f"raised {(reply.types or ('an exception',))[0]}{said}"
    if reply.outcome != "returned":
        said = reply.message.removeprefix("it ")
        return said if said != reply.message else f"could not be judged: {said}"
    index = wrong_output(reply, Outcome(value=tuple(expected)), only)
    if index is None:
        return "is right"
    entry = wrong_entry(outputs[index], reply.value[index], expected[index])
    if isinstance(entry, WrongShape):
        return f"returned {entry.name} of shape {entry.yours}, where {entry.right} is right"
    be = "is" if entry.count == 1 else "are"
    count = f" ({entry.count} of {entry.size} entries {be} wrong)" if entry.size > 1 else ""
    return f"gave {entry.place} = {entry.yours}, where {entry.right} is right{count}"


def no_error(reply: CallReply, expected: type[Exception]) -> str:
    """Say what is wrong with a reply that should have been an exception."""
    if reply.outcome == "raised":
        said = f": {reply.message}" if reply.message else ""
        return f"must raise {expected.__name__}, and raised {(reply.types or ('another exception',))[0]}{said}"
    return f"must raise {expected.__name__} because the arguments make no sense, and returned a value"


def _large(value: Any) -> bool:
    return isinstance(value, np.ndarray) and (value.ndim > 1 or value.size > SHOWN_ENTRIES)


def _show(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return literals.answer(value)
    if isinstance(value, list | tuple):
        words = ", ".join(f"an array of shape {item.shape}" if _large(item) else _show(item) for item in value)
        return f"[{words}]" if isinstance(value, list) else f"({words}{',' if len(value) == 1 else ''})"
    return repr(value)
