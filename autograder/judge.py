"""Judges a notebook: draws fresh cases, lets the sandbox call the student's functions, compares outside."""

import hashlib
from collections import Counter
from dataclasses import dataclass

import numpy as np

from autograder import verdict as verdicts
from autograder import wording
from autograder.comparison import agrees
from autograder.exercise import CHECK, Aspect, Assignment, Case, Exercise
from autograder.intake import Submission
from autograder.misconceptions import diagnose
from autograder.outcome import Outcome, of_reply
from autograder.paper import Paper, paper
from autograder.sandbox import Call, CallReply, Limits, SandboxDied, SandboxTimeout
from autograder.session import BudgetSpent, CellRun, Session
from autograder.verdict import AspectVerdict, ExerciseVerdict, Status, Verdict

LIBRARIES = ("numpy", "torch")  # a sandbox each; what the cells show is kept from the last, where most of them work


@dataclass(frozen=True)
class Judgement:
    """The verdict, and what each cell of the submission did (None for cells that were not run)."""

    verdict: Verdict
    runs: tuple[CellRun | None, ...]


@dataclass
class Trial:
    """One exercise on trial: its paper, and what the student's function gave."""

    paper: Paper
    replies: list[CallReply | None]
    stopped: tuple[Status, str] | None = None

    @property
    def exercise(self) -> Exercise:
        """What is tried."""
        return self.paper.exercise

    @property
    def cases(self) -> list[Case]:
        """What the function is called with."""
        return self.paper.cases

    @property
    def truths(self) -> list[Outcome]:
        """What the reference gives."""
        return self.paper.truths

    @property
    def calls(self) -> list[Call]:
        """The calls of the student's function, case by case."""
        return self.paper.calls


def judge(assignment: Assignment, submission: Submission, seed: int, limits: Limits | None = None) -> Judgement:
    """Judge ``submission``; the same seed, submission and versions give the same verdict.

    Raises `autograder.sandbox.SandboxUnavailable` where this machine cannot isolate it.
    """
    names = {exercise.name for exercise in assignment.exercises}
    ran = [index for index, cell in enumerate(submission.cells) if _is_run(cell.grade_id, cell.is_code, names)]
    trials = [_trial(exercise, seed) for exercise in assignment.exercises]
    sources = [submission.cells[index].source for index in ran]
    runs: list[CellRun | None] = [None] * len(submission.cells)
    libraries = [name for name in LIBRARIES if any(trial.exercise.library == name for trial in trials)]
    for library in libraries:
        called = [trial for trial in trials if trial.exercise.library == library]
        refused = [name for name in assignment.refused if name != library]
        shows = library == libraries[-1]
        with Session(sources, refused, limits, assignment.forbidden, _randomness(seed), shows) as session:
            session.start()
            _call_all(session, called, seed)
        for index, run in zip(ran, session.runs, strict=True):
            runs[index] = run
    # of several cells with one name the last one counts, here as in Python
    stopped = {submission.cells[index].grade_id: run.stopped for index, run in enumerate(runs) if run}
    notes = tuple(f"Cell {index + 1} {run.stopped}." for index, run in enumerate(runs) if run and run.stopped)
    errors = {submission.cells[index].grade_id: run.error for index, run in enumerate(runs) if run}
    results = tuple(
        _exercise_verdict(trial, stopped.get(trial.exercise.name), errors.get(trial.exercise.name), notes)
        for trial in trials
    )
    return Judgement(verdicts.of(assignment.name, results, (*notes, *_doubled(submission, names))), tuple(runs))


def unreadable(assignment: Assignment, reason: str) -> Verdict:
    """The verdict on a file that could not be read: no points, and the reason everywhere."""
    status: Status = "missing"
    results = tuple(
        ExerciseVerdict(name=exercise.name, score=0, max_score=exercise.max_score, status=status, message=reason)
        for exercise in assignment.exercises
    )
    return verdicts.of(assignment.name, results, (reason,))


def _doubled(submission: Submission, exercises: set[str]) -> list[str]:
    """A note for each graded cell that is there more than once."""
    found = Counter(
        cell.grade_id for cell in submission.cells if (cell.grade_id or "").removeprefix(CHECK) in exercises
    )
    return [
        f"The cell {name} is there {count} times: it was judged once." for name, count in found.items() if count > 1
    ]


def _is_run(grade_id: str | None, is_code: bool, exercises: set[str]) -> bool:
    """Answer cells run whatever type the student gave them; check cells never run: the cases judge."""
    if grade_id in exercises:
        return True
    is_check = grade_id is not None and grade_id.removeprefix(CHECK) in exercises
    return is_code and not is_check


def _trial(exercise: Exercise, seed: int) -> Trial:
    sat = paper(exercise, seed)
    return Trial(sat, [None] * len(sat.cases))


def _randomness(seed: int) -> int:
    """Where a notebook's own random numbers begin: the same for one seed, and telling nothing of the cases'."""
    return int.from_bytes(hashlib.sha256(f"the student's own randomness {seed}".encode()).digest()[:4], "big")


def _call_all(session: Session, trials: list[Trial], seed: int) -> None:
    """Every case once, in an order that says nothing; an exercise that hangs or dies is not called again."""
    waiting = [(trial, index) for trial in trials for index in range(len(trial.cases))]
    np.random.default_rng(seed).shuffle(waiting)
    while waiting:
        answered = 0
        try:
            for reply in session.calls([trial.calls[index] for trial, index in waiting]):
                trial, index = waiting[answered]
                trial.replies[index] = reply
                answered += 1
            return
        except (SandboxTimeout, SandboxDied, BudgetSpent) as error:
            trial, index = waiting[answered]
            trial.stopped = _stopped(trial.exercise, trial.calls[index], error)
        waiting = [(trial, index) for trial, index in waiting[answered + 1 :] if not trial.stopped]


def _stopped(exercise: Exercise, call: Call, error: SandboxTimeout | SandboxDied | BudgetSpent) -> tuple[Status, str]:
    match error:
        case SandboxTimeout():
            shown = wording.call(exercise.reference_for(call.case), call.name, call.case)
            return "timeout", f"{shown} did not come back in time: does a loop ever end?"
        case SandboxDied():
            return "error", f"{call.name} ended the Python process when it was called."
        case BudgetSpent():
            return "timeout", f"The notebook had {error} before {call.name} was judged."


def _exercise_verdict(
    trial: Trial, stopped_cell: str | None, cell_error: str | None, notes: tuple[str, ...]
) -> ExerciseVerdict:
    exercise = trial.exercise
    if stopped_cell:
        status: Status = "timeout" if "longer" in stopped_cell else "error"
        return _zero(exercise, status, f"The cell with your answer {stopped_cell}.")
    if trial.stopped:
        return _zero(exercise, *trial.stopped)
    replies = [reply for reply in trial.replies if reply is not None]
    if (blank := _blank(exercise, replies)) is not None:
        if cell_error and all(reply.outcome == "missing" for reply in replies):
            return _zero(exercise, "error", f"The cell with your answer ended with {cell_error}.")
        return _zero(exercise, "missing", " ".join((blank, *notes[:1])))
    refused = next((reply.message for reply in replies if reply.outcome == "refused"), None)
    if refused is not None:
        return _zero(exercise, "refused", refused)
    if (side_effect := _side_effect(replies)) is not None:
        return _zero(exercise, "failed", side_effect)
    return _scored(trial, replies)


def _blank(exercise: Exercise, replies: list[CallReply]) -> str | None:
    if all(reply.outcome == "missing" for reply in replies):
        messages = (reply.message for reply in replies)
        if other := next((message for message in messages if message.endswith("not a function")), None):
            return f"{other}: define it with def, and give no other thing its name."
        return f"No function {' or '.join(exercise.functions)} was found in the notebook: write it under this name."
    if all(reply.outcome == "missing" or "NotImplementedError" in reply.types for reply in replies):
        return f"{exercise.name} is not written yet."
    return None


def _side_effect(replies: list[CallReply]) -> str | None:
    if any(reply.outcome == "returned" and reply.changed for reply in replies):
        return "The function changes its arguments in place: work on a copy, and return new arrays."
    if any(reply.outcome == "returned" and reply.aliased for reply in replies):
        return "The function returns (a view of) one of its arguments: return a new array, for instance a copy."
    return None


def _scored(trial: Trial, replies: list[CallReply]) -> ExerciseVerdict:
    exercise = trial.exercise
    earned = {aspect.name: not _failing(trial, replies, aspect) for aspect in exercise.aspects}
    aspects = tuple(
        AspectVerdict(
            name=aspect.name,
            says=aspect.says,
            score=aspect.points if earned[aspect.name] and earned.get(aspect.after or aspect.name) else 0.0,
            max_score=aspect.points,
        )
        for aspect in exercise.aspects
    )
    score = sum(aspect.score for aspect in aspects)
    if all(earned.values()):
        return _verdict(exercise, score, "passed", "All checks passed.", aspects=aspects)
    found = diagnose(trial.paper, [of_reply(reply) for reply in replies])
    first_failing = next(aspect for aspect in exercise.aspects if not earned[aspect.name])
    status: Status = "partial" if score else "failed"
    if not score and all(
        reply.outcome == "raised" for case, reply in zip(trial.cases, replies, strict=True) if not case.raises
    ):
        status = "error"
    explanation = _explain(trial, replies, first_failing)
    if found is None:
        return _verdict(exercise, score, status, explanation, aspects=aspects)
    return _verdict(exercise, score, status, found.hint, found.name, aspects, explanation)


def _failing(trial: Trial, replies: list[CallReply], aspect: Aspect) -> list[int]:
    return [
        index
        for index, case in enumerate(trial.cases)
        if aspect.name in case.aspects and not _right(case, trial.truths[index], replies[index], aspect.output)
    ]


def _right(case: Case, truth: Outcome, reply: CallReply, only: int | None) -> bool:
    if case.raises is not None:
        return reply.outcome == "raised" and case.raises.__name__ in reply.types
    if reply.outcome != "returned" or truth.value is None:
        return False
    indices = range(len(truth.value)) if only is None else (only,)
    return all(agrees(reply.value[index], truth.value[index]) for index in indices)


def _explain(trial: Trial, replies: list[CallReply], aspect: Aspect) -> str:
    index = _failing(trial, replies, aspect)[0]
    case, reply, truth = trial.cases[index], replies[index], trial.truths[index]
    call = wording.call(trial.exercise.reference_for(case), trial.calls[index].name, case)
    if case.raises is not None or truth.value is None:
        return wording.sentence(call, wording.no_error(reply, case.raises or ValueError))
    return wording.sentence(call, wording.fault(reply, truth.value, trial.exercise.outputs_of(case), aspect.output))


def _zero(exercise: Exercise, status: Status, message: str) -> ExerciseVerdict:
    aspects = tuple(
        AspectVerdict(name=aspect.name, says=aspect.says, score=0, max_score=aspect.points)
        for aspect in exercise.aspects
    )
    return _verdict(exercise, 0.0, status, message, aspects=aspects)


def _verdict(
    exercise: Exercise,
    score: float,
    status: Status,
    message: str,
    misconception: str | None = None,
    aspects: tuple[AspectVerdict, ...] = (),
    case: str | None = None,
) -> ExerciseVerdict:
    return ExerciseVerdict(
        name=exercise.name,
        score=score,
        max_score=exercise.max_score,
        status=status,
        message=message,
        misconception=misconception,
        case=case,
        aspects=aspects,
    )
