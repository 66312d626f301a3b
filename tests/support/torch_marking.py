"""Marks a class of PyTorch in this process: the probe's own code calls it, the grader's rules give the points."""

from collections.abc import Mapping, Sequence

from autograder.judging import earning
from autograder.judging.outcome import of_reply
from autograder.judging.verdict import total
from autograder.probe import function_call, module_call
from autograder.sandbox import Call, CallReply
from tests.support.marking import Marking


def replies(marks: Marking, kind: type) -> list[CallReply]:
    """The reply of the class ``kind`` to every hidden case, as the grader reads it from a sandbox."""
    return [reply(call, kind) for call in marks.calls]


def reply(call: Call, kind: type) -> CallReply:
    """The reply of the class ``kind`` to one call."""
    return call.reply(function_call.call({call.name: kind}, call.request, module_call.run))


def points(marks: Marking, given: Sequence[CallReply]) -> Mapping[str, float]:
    """The points of each aspect for these replies."""
    clean = not any(one.changed or one.aliased for one in given if one.outcome == "returned")
    return earning.points(marks.exercise, marks.cases, marks.truths, list(map(of_reply, given)), clean)


def score(marks: Marking, kind: type) -> float:
    """The sum of the points of the class ``kind``."""
    return total(points(marks, replies(marks, kind)).values())
