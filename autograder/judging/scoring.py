"""Scores one exercise: which aspects its replies earn, and what its author should read."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.assignment import Case, Exercise
from autograder.judging.earning import failing, points
from autograder.judging.expected import Expected
from autograder.judging.explanation import NOTHING_TO_SAY, Ask, Explanation, explain
from autograder.judging.outcome import Outcome, of_reply
from autograder.judging.probe_words import of_probe
from autograder.judging.verdict import AspectVerdict, ExerciseVerdict, Status, total
from autograder.sandbox import Call, CallReply
from autograder.wording import Message, as_message, joined, say


@dataclass
class Trial:
    """One exercise on trial: the expected results, and what the student's function gave."""

    expected: Expected
    replies: list[CallReply | None]
    stopped: tuple[Status, Message] | None = None

    @property
    def exercise(self) -> Exercise:
        """The exercise on trial."""
        return self.expected.exercise

    @property
    def cases(self) -> list[Case]:
        """The cases with which the function is called."""
        return self.expected.cases

    @property
    def truths(self) -> list[Outcome]:
        """The reference's outcomes."""
        return self.expected.truths

    @property
    def answered(self) -> list[CallReply]:
        """The replies that came: one for each case, unless the trial was stopped."""
        return [reply for reply in self.replies if reply is not None]

    @property
    def answers(self) -> list[Outcome]:
        """The outcomes of the calls that were answered."""
        return list(map(of_reply, self.answered))

    @property
    def calls(self) -> list[Call]:
        """The calls of the student's function, case by case."""
        return self.expected.calls


def score_exercise(
    trial: Trial,
    stopped_cell: Message | None,
    cell_error: str | None,
    notes: tuple[Message, ...],
    ask: Ask | None = None,
) -> ExerciseVerdict:
    """The verdict on an exercise that was tried.

    ``stopped_cell`` is why the answer's cell was stopped, ``cell_error`` the error that ended it, None where it ran;
    ``notes`` are those on the whole notebook. ``ask`` calls the student's function once more, for a smaller failing
    case than those that were drawn.
    """
    exercise = trial.exercise
    if stopped_cell:
        status: Status = "timeout" if "longer" in stopped_cell else "error"
        return _zero(exercise, status, say("The cell with your answer {stopped}.", stopped=stopped_cell))
    if trial.stopped:
        return _zero(exercise, *trial.stopped)
    replies = trial.answered
    if (blank := _blank(exercise, replies)) is not None:
        if cell_error and all(reply.outcome == "missing" for reply in replies):
            return _zero(exercise, "error", say("The cell with your answer ended with {error}.", error=cell_error))
        return _zero(exercise, "missing", joined(blank, notes[0]) if notes else blank)
    refused = next((reply.message for reply in replies if reply.outcome == "refused"), None)
    if refused is not None:
        return _zero(exercise, "refused", of_probe(refused))
    return scored(trial, ask)


def _blank(exercise: Exercise, replies: list[CallReply]) -> Message | None:
    if all(reply.outcome == "missing" for reply in replies):
        messages = (reply.message for reply in replies)
        if other := next((message for message in messages if message.endswith("not a function")), None):
            return say("{said}: define it with def, and give no other thing its name.", said=of_probe(other))
        name, *names = exercise.functions
        either: str = name
        for name in names:
            either = say("{name} or {other}", name=either, other=name)
        return say("No function {names} was found in the notebook: write it under this name.", names=either)
    if all(reply.outcome == "missing" or "NotImplementedError" in reply.types for reply in replies):
        return say("{exercise} is not written yet.", exercise=exercise.name)
    return None


def earned(trial: Trial) -> Mapping[str, float]:
    """The points of each aspect of an exercise all of whose calls were answered.

    Where no aspect says what a side effect costs, it costs all of them.
    """
    exercise, clean = trial.exercise, _side_effect(trial) is None
    if not clean and not _says_what_it_costs(exercise):
        return dict.fromkeys((aspect.name for aspect in exercise.aspects), 0.0)
    return points(exercise, trial.cases, trial.truths, trial.answers, clean)


def _says_what_it_costs(exercise: Exercise) -> bool:
    """Return whether an aspect of the exercise is about side effects."""
    return any(aspect.side_effects for aspect in exercise.aspects)


def _side_effect(trial: Trial) -> Message | None:
    """The sentence about what the calls did beside their values, None where they did nothing."""
    replies = trial.answered
    returned = [reply for reply in replies if reply.outcome == "returned"]
    if any(reply.changed for reply in returned):
        return say("The function changes its arguments in place: work on a copy, and return new arrays.")
    if any(reply.aliased for reply in returned):
        return say("The function returns (a view of) one of its arguments: return a new array, for instance a copy.")
    if any(reply.overflowed and truth.is_finite for reply, truth in zip(replies, trial.truths, strict=True)):
        return say(
            "A number overflows on the way (NumPy warns of it), where all that goes in and all that comes out is of "
            "ordinary size: find the exponential or the product that grows too large, and write it so that it cannot."
        )
    return None


def scored(trial: Trial, ask: Ask | None = None) -> ExerciseVerdict:
    """The verdict on an exercise all of whose calls were answered."""
    exercise, replies, answers = trial.exercise, trial.answered, trial.answers
    side_effect = _side_effect(trial)
    if side_effect and not _says_what_it_costs(exercise):
        return _zero(exercise, "failed", side_effect)
    found = earned(trial)
    aspects = tuple(
        AspectVerdict(name=aspect.name, says=as_message(aspect.says), score=found[aspect.name], max_score=aspect.points)
        for aspect in exercise.aspects
    )
    score = total(aspect.score for aspect in aspects)
    lost = [aspect for aspect in exercise.aspects if not found[aspect.name]]
    if not lost:
        return _verdict(exercise, score, "passed", NOTHING_TO_SAY, aspects)
    status: Status = "partial" if score else "failed"
    if not score and all(
        reply.outcome == "raised" for case, reply in zip(trial.cases, replies, strict=True) if not case.raises
    ):
        status = "error"
    wrong = [(aspect, places) for aspect in lost if (places := failing(aspect, trial.cases, trial.truths, answers))]
    if not wrong:
        return _verdict(exercise, score, status, Explanation(side_effect or Message("")), aspects)
    (aspect, places), *_ = wrong
    explanation = explain(trial.expected, replies, places[0], aspect.output, ask)
    if side_effect:
        explanation = dataclasses.replace(explanation, message=joined(explanation.message, side_effect))
    return _verdict(exercise, score, status, explanation, aspects)


def _zero(exercise: Exercise, status: Status, message: Message) -> ExerciseVerdict:
    aspects = tuple(
        AspectVerdict(name=aspect.name, says=as_message(aspect.says), score=0, max_score=aspect.points)
        for aspect in exercise.aspects
    )
    return _verdict(exercise, 0.0, status, Explanation(message), aspects)


def _verdict(
    exercise: Exercise, score: float, status: Status, explanation: Explanation, aspects: tuple[AspectVerdict, ...]
) -> ExerciseVerdict:
    return ExerciseVerdict(
        name=exercise.name,
        score=score,
        max_score=exercise.max_score,
        status=status,
        aspects=aspects,
        **{field.name: getattr(explanation, field.name) for field in dataclasses.fields(explanation)},
    )
