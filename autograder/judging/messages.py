"""The sentences about a failing case: what was called, what came back, what would have been right."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.assignment import Case, Exercise, Output
from autograder.judging import error_words, literals
from autograder.judging.failures import Failure, WrongShape, wrong_entry, wrong_output
from autograder.judging.outcome import Outcome
from autograder.judging.probe_words import of_probe
from autograder.sandbox import CallReply
from autograder.wording import Message, joined, say, with_commas

SHOWN_ENTRIES = 9


def failing(exercise: Exercise, failure: Failure, only: int | None) -> Message:
    """The failing call in a sentence, with what an error is about in a second one.

    ``only`` restricts the look to one of the outputs.
    """
    case, reply, truth = failure.case, failure.reply, failure.right
    name = case.function or exercise.name
    called = call(exercise.reference_for(case), name, case)
    behaviour = None if case.module is None else case.module.behaviour
    if behaviour is not None and behaviour.is_a_rule and reply.outcome == "returned":
        return say("{call} breaks a rule: {rule}.", call=called, rule=behaviour.says)
    if case.raises is not None or truth.value is None:
        said = sentence(called, no_error(reply, case.raises or ValueError))
    else:
        said = sentence(called, fault(reply, truth.value, exercise.outputs_of(case), only))
    if reply.outcome != "raised" or (case.raises is not None and reply.types[:1] == ("ValueError",)):
        return said
    about = error_words.explained(exercise, case, reply)
    return joined(said, about) if about else said


def call(function: Callable[..., Any], name: str, case: Case) -> Message:
    """The case's call as a student would write it: small vectors by value, larger arrays by shape."""
    words: list[str] = []
    for key, value in literals.given(function, case).items():
        if _large(value):
            words.append(say("{argument} of shape {shape}", argument=key, shape=str(value.shape)))
        else:
            shown = _show(value)
            words.append(say("{argument}={value}", argument=key, value=shown) if key in case.kwargs else shown)
    arguments = with_commas(words)
    if case.module is not None:
        return case.module.called(name, arguments)
    return say("{function}({arguments})", function=name, arguments=arguments)


def sentence(called: str, said: str) -> Message:
    """``called`` and what is wrong with it; a student's own message may have ended the sentence already."""
    if said.endswith((".", "?", "!")):
        return say("{call} {said}", call=called, said=said)
    return say("{call} {said}.", call=called, said=said)


def fault(reply: CallReply, expected: Sequence[Output], outputs: Sequence[str], only: int | None) -> Message:
    """Say what is wrong with a reply that should have returned ``expected``: half a sentence after the call."""
    if reply.outcome == "raised":
        error = reply.types[0] if reply.types else say("an exception")
        if reply.message:
            return say("raised {error}: {said}", error=error, said=reply.message)
        return say("raised {error}", error=error)
    if reply.outcome != "returned":
        return _unreturned(reply.message)
    index = wrong_output(reply, Outcome(value=tuple(expected)), only)
    if index is None:
        return say("is right")
    entry = wrong_entry(outputs[index], reply.value[index], expected[index])
    if isinstance(entry, WrongShape):
        return say(
            "returned {output} of shape {yours}, where {right} is right",
            output=entry.name,
            yours=str(entry.yours),
            right=str(entry.right),
        )
    gave = say(
        "gave {entry} = {yours}, where {right} is right", entry=entry.place, yours=entry.yours, right=entry.right
    )
    if entry.size == 1:
        return gave
    if entry.count == 1:
        return say("{said} (1 of {size} entries is wrong)", said=gave, size=entry.size)
    return say("{said} ({count} of {size} entries are wrong)", said=gave, count=entry.count, size=entry.size)


def _unreturned(message: str) -> Message:
    """Half a sentence about a call that gave neither a value nor an exception, by the probe's words."""
    said = of_probe(message)
    return said if message.startswith("it ") else say("could not be judged: {said}", said=said)


def no_error(reply: CallReply, expected: type[Exception]) -> Message:
    """Say what is wrong with a reply that should have been an exception."""
    wanted = expected.__name__
    if reply.outcome == "raised":
        error = reply.types[0] if reply.types else say("another exception")
        if reply.message:
            return say(
                "must raise {wanted}, and raised {error}: {said}", wanted=wanted, error=error, said=reply.message
            )
        return say("must raise {wanted}, and raised {error}", wanted=wanted, error=error)
    return say("must raise {wanted} because the arguments make no sense, and returned a value", wanted=wanted)


def _large(value: Any) -> bool:
    return isinstance(value, np.ndarray) and (value.ndim > 1 or value.size > SHOWN_ENTRIES)


def _show(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return literals.answer(value)
    if isinstance(value, list | tuple):
        words = with_commas(
            [say("an array of shape {shape}", shape=str(one.shape)) if _large(one) else _show(one) for one in value]
        )
        if isinstance(value, list):
            return say("[{arguments}]", arguments=words)
        return say("({arguments},)", arguments=words) if len(value) == 1 else say("({arguments})", arguments=words)
    return repr(value)
