"""Scores one exercise: which aspects its replies earn, and what its author should read."""

import dataclasses
from dataclasses import dataclass

from autograder.assignment import Case, Exercise
from autograder.judging.earning import failing, points
from autograder.judging.expected import Expected
from autograder.judging.explanation import NOTHING_TO_SAY, Ask, Explanation, explain
from autograder.judging.outcome import Outcome, of_reply
from autograder.judging.verdict import AspectVerdict, ExerciseVerdict, Status, total
from autograder.sandbox import Call, CallReply


@dataclass
class Trial:
    """One exercise on trial: the expected results, and what the student's function gave."""

    expected: Expected
    replies: list[CallReply | None]
    stopped: tuple[Status, str] | None = None

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
    def calls(self) -> list[Call]:
        """The calls of the student's function, case by case."""
        return self.expected.calls


def score_exercise(
    trial: Trial, stopped_cell: str | None, cell_error: str | None, notes: tuple[str, ...], ask: Ask | None = None
) -> ExerciseVerdict:
    """The verdict on an exercise that was tried.

    ``stopped_cell`` is why the answer's cell was stopped, ``cell_error`` the error that ended it, None where it ran;
    ``notes`` are those on the whole notebook. ``ask`` calls the student's function once more, for a smaller failing
    case than those that were drawn.
    """
    exercise = trial.exercise
    if stopped_cell:
        status: Status = "timeout" if "longer" in stopped_cell else "error"
        return _zero(exercise, status, f"The cell with your answer {stopped_cell}.")
    if trial.stopped:
        return _zero(exercise, *trial.stopped)
    replies = trial.answered
    if (blank := _blank(exercise, replies)) is not None:
        if cell_error and all(reply.outcome == "missing" for reply in replies):
            return _zero(exercise, "error", f"The cell with your answer ended with {cell_error}.")
        return _zero(exercise, "missing", " ".join((blank, *notes[:1])))
    refused = next((reply.message for reply in replies if reply.outcome == "refused"), None)
    if refused is not None:
        return _zero(exercise, "refused", refused)
    return scored(trial, ask)


def _blank(exercise: Exercise, replies: list[CallReply]) -> str | None:
    if all(reply.outcome == "missing" for reply in replies):
        messages = (reply.message for reply in replies)
        if other := next((message for message in messages if message.endswith("not a function")), None):
            return f"{other}: define it with def, and give no other thing its name."
        return f"No function {' or '.join(exercise.functions)} was found in the notebook: write it under this name."
    if all(reply.outcome == "missing" or "NotImplementedError" in reply.types for reply in replies):
        return f"{exercise.name} is not written yet."
    return None


def _side_effect(trial: Trial, replies: list[CallReply]) -> str | None:
    """The sentence about what the calls did beside their values, None where they did nothing."""
    returned = [reply for reply in replies if reply.outcome == "returned"]
    if any(reply.changed for reply in returned):
        return "The function changes its arguments in place: work on a copy, and return new arrays."
    if any(reply.aliased for reply in returned):
        return "The function returns (a view of) one of its arguments: return a new array, for instance a copy."
    if any(reply.overflowed and truth.is_finite for reply, truth in zip(replies, trial.truths, strict=True)):
        return (
            "A number overflows on the way (NumPy warns of it), where all that goes in and all that comes out is of "
            "ordinary size: find the exponential or the product that grows too large, and write it so that it cannot."
        )
    return None


def scored(trial: Trial, ask: Ask | None = None) -> ExerciseVerdict:
    """The verdict on an exercise all of whose calls were answered."""
    exercise, replies = trial.exercise, trial.answered
    answers = [of_reply(reply) for reply in replies]
    side_effect = _side_effect(trial, replies)
    if side_effect and not any(aspect.side_effects for aspect in exercise.aspects):
        return _zero(exercise, "failed", side_effect)  # nothing says what it costs
    earned = points(exercise, trial.cases, trial.truths, answers, clean=side_effect is None)
    aspects = tuple(
        AspectVerdict(name=aspect.name, says=aspect.says, score=earned[aspect.name], max_score=aspect.points)
        for aspect in exercise.aspects
    )
    score = total(aspect.score for aspect in aspects)
    lost = [aspect for aspect in exercise.aspects if not earned[aspect.name]]
    if not lost:
        return _verdict(exercise, score, "passed", NOTHING_TO_SAY, aspects)
    status: Status = "partial" if score else "failed"
    if not score and all(
        reply.outcome == "raised" for case, reply in zip(trial.cases, replies, strict=True) if not case.raises
    ):
        status = "error"
    wrong = [(aspect, places) for aspect in lost if (places := failing(aspect, trial.cases, trial.truths, answers))]
    if not wrong:
        return _verdict(exercise, score, status, Explanation(side_effect or ""), aspects)
    (aspect, places), *_ = wrong
    explanation = explain(trial.expected, replies, places[0], aspect.output, ask)
    if side_effect:
        explanation = dataclasses.replace(explanation, message=f"{explanation.message} {side_effect}")
    return _verdict(exercise, score, status, explanation, aspects)


def _zero(exercise: Exercise, status: Status, message: str) -> ExerciseVerdict:
    aspects = tuple(
        AspectVerdict(name=aspect.name, says=aspect.says, score=0, max_score=aspect.points)
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
        **dataclasses.asdict(explanation),
    )
