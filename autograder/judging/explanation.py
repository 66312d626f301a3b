"""Explains a wrong answer: its mistake by name, or what is true of its results, and a failing call to try."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.assignment import Case
from autograder.judging import messages
from autograder.judging.diagnosis import diagnose
from autograder.judging.expected import Expected
from autograder.judging.outcome import of_reply
from autograder.sandbox import CallReply

# Asks the student's function once more; None where it does not come back, after which nothing more is asked.
Ask = Callable[[Case], CallReply | None]


@dataclass(frozen=True)
class Explanation:
    """The words about one exercise, by the names that they have in `ExerciseVerdict`."""

    message: str
    misconception: str | None = None
    also: str | None = None
    symptom: str | None = None
    case: str | None = None


NOTHING_TO_SAY = Explanation("All checks passed.")


def explain(
    expected: Expected, replies: Sequence[CallReply], wrong: int, output: int | None, ask: Ask | None
) -> Explanation:
    """The explanation of ``replies``, of which the one at ``wrong`` is the first that loses points.

    ``output`` is the output that it loses them for (None: any). ``ask`` is None where nobody may be asked.
    """
    answers = [of_reply(reply) for reply in replies]
    shown = _shown(expected, replies[wrong], wrong, output)
    found = diagnose(expected, answers)
    if not found.says:
        return Explanation(shown)
    names = (found.misconception, found.also, found.symptom)
    misconception, also, symptom = (one.name if one else None for one in names)
    return Explanation(found.says, misconception, also, symptom, case=shown)


def _shown(expected: Expected, reply: CallReply, wrong: int, output: int | None) -> str:
    """The failing call in one sentence: what was called, what came and what is right."""
    case, truth = expected.cases[wrong], expected.truths[wrong]
    call = messages.call(expected.exercise.reference_for(case), expected.calls[wrong].name, case)
    if case.raises is not None or truth.value is None:
        return messages.sentence(call, messages.no_error(reply, case.raises or ValueError))
    return messages.sentence(call, messages.fault(reply, truth.value, expected.exercise.outputs_of(case), output))
