"""Explains a wrong answer: its mistake by name, or what is true of its results, and a failing call to try."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.judging import messages
from autograder.judging.diagnosis import diagnose
from autograder.judging.example import example
from autograder.judging.expected import Expected
from autograder.judging.outcome import of_reply
from autograder.judging.shrinking import Ask as Ask
from autograder.judging.written_case import written_case
from autograder.sandbox import CallReply
from autograder.wording import Message, joined, say


@dataclass(frozen=True)
class Explanation:
    """The words about one exercise, by the names that they have in `ExerciseVerdict`."""

    message: Message
    misconception: str | None = None
    also: str | None = None
    symptom: str | None = None
    case: Message | None = None


NOTHING_TO_SAY = Explanation(say("All checks passed."))


def explain(
    expected: Expected, replies: Sequence[CallReply], wrong: int, output: int | None, ask: Ask | None
) -> Explanation:
    """The explanation of ``replies``, of which the one at ``wrong`` is the first that loses points.

    ``output`` is the output that it loses them for (None: any). ``ask`` is None where nobody may be asked.
    """
    answers = [of_reply(reply) for reply in replies]
    found = diagnose(expected, answers)
    failure = example(expected, replies, wrong, output, found.misconception, ask)
    shown = written_case(expected.exercise, failure, output)
    failing = messages.failing(expected.exercise, failure, output)
    names = (found.misconception, found.also, found.symptom)
    misconception, also, symptom = (one.name if one else None for one in names)
    if found.misconception is None and failure.reply.outcome == "raised":
        # what an exception says leads to the mend as nothing else does
        says = joined(failing, found.says) if found.says else failing
    else:
        says = found.says or failing
    return Explanation(says, misconception, also, symptom, case=shown)
