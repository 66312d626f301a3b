"""Judges a notebook: draws fresh cases, lets the sandbox call the student's functions, compares outside."""

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np

from autograder.assignment import PACKAGE, Assignment, Case, Exercise, exercise_named
from autograder.judging import messages, running_notes
from autograder.judging import verdict as verdicts
from autograder.judging.carry_forward import carry_forward
from autograder.judging.expected import expected_of
from autograder.judging.in_decimals import asked_in_decimals
from autograder.judging.kept_replies import kept
from autograder.judging.notebook_run import BudgetSpent, CellRun, Session, SourceCell
from autograder.judging.outcome import of_function
from autograder.judging.own_functions import OwnFunctions
from autograder.judging.scoring import Trial, score_exercise
from autograder.judging.verdict import ExerciseVerdict, Status, Verdict
from autograder.judging.ways_around import mentioned
from autograder.release import released_imports
from autograder.sandbox import Call, CallReply, Limits, SandboxDied, SandboxTimeout
from autograder.submission import Refused, Submission
from autograder.wording import Message, marked, say

# The reply of a function that hangs where an error belongs.
HUNG = CallReply("raised", types=("TimeoutError",), message=say("it did not come back in time: does a loop ever end?"))
LIBRARIES = ("numpy", "torch")  # a sandbox each; what the cells show is kept from the last, where most of them work

OWN_SECONDS, OWN_CALL_SECONDS = 10.0, 1.0  # for functions that are asked on behalf of a reference


@dataclass(frozen=True)
class Judgement:
    """The verdict on a submission, and what each of its cells did (None for cells that were not run).

    Where the file could not be read as a notebook, there is no submission, and ``refused`` says why.
    """

    verdict: Verdict
    runs: tuple[CellRun | None, ...] = ()
    submission: Submission | None = None
    refused: Message | None = None


def judge_or_refuse(
    assignment: Assignment, read: Callable[[], Submission], seed: int, limits: Limits | None = None
) -> Judgement:
    """Judge what ``read`` gives; where it raises `Refused`, the reason is the verdict.

    Raises `autograder.sandbox.SandboxUnavailable` where this machine cannot isolate it.
    """
    try:
        submission = read()
    except Refused as refusal:
        return Judgement(unreadable(assignment, refusal.says), refused=refusal.says)
    return judge(assignment, submission, seed, limits)


def judge(assignment: Assignment, submission: Submission, seed: int, limits: Limits | None = None) -> Judgement:
    """Judge ``submission``; the same seed, submission and versions give the same verdict.

    Raises `autograder.sandbox.SandboxUnavailable` where this machine cannot isolate it.
    """
    names = {exercise.name for exercise in assignment.exercises}
    ran = [index for index, cell in enumerate(submission.cells) if _is_run(cell.grade_id, cell.is_code, names)]
    trials = [_trial(exercise, seed) for exercise in assignment.exercises]
    cells = [SourceCell(cell.source, cell.grade_id in names) for cell in (submission.cells[index] for index in ran)]
    runs: list[CellRun | None] = [None] * len(submission.cells)
    found: dict[str, ExerciseVerdict] = {}
    libraries = [name for name in LIBRARIES if any(trial.exercise.library == name for trial in trials)]
    for library in libraries:
        called = [trial for trial in trials if trial.exercise.library == library]
        with _session(assignment, cells, library, limits, seed, shows=library == libraries[-1]) as session:
            session.start()
            _call_all(session, called, seed)
            for index, run in zip(ran, session.runs, strict=True):
                runs[index] = run
            found |= {trial.exercise.name: _score(trial, submission, runs, session) for trial in called}
    found = carry_forward(trials, found, partial(_own_functions, assignment, cells, limits, seed))
    texts = [cell.source for cell in submission.cells]
    results = tuple(running_notes.with_cause(found[exercise.name], texts, runs) for exercise in assignment.exercises)
    notes = (*submission.notes, *running_notes.of_runs(runs), *_doubled(submission, names))
    own = mentioned((cell.source for cell in cells), assignment.forbidden)
    verdict = verdicts.of(assignment.name, results, notes, own, submission.language)
    return Judgement(verdict, tuple(runs), submission)


def _session(
    assignment: Assignment, cells: Sequence[SourceCell], library: str, limits: Limits | None, seed: int, shows: bool
) -> Session:
    refused = [name for name in (*assignment.refused, *_own_package(assignment)) if name != library]
    given = released_imports(assignment)
    return Session(cells, refused, limits, assignment.forbidden, _randomness(seed), shows, given)


@contextmanager
def _own_functions(
    assignment: Assignment, cells: Sequence[SourceCell], limits: Limits | None, seed: int
) -> Iterator[OwnFunctions]:
    """The notebook's functions in a fresh sandbox without PyTorch, in which they have little time."""
    limits = limits or Limits()
    short = dataclasses.replace(
        limits,
        total_seconds=min(limits.total_seconds, OWN_SECONDS),
        experiment_seconds=min(limits.experiment_seconds, OWN_SECONDS),
        call_seconds=min(limits.call_seconds, OWN_CALL_SECONDS),
    )
    with _session(assignment, cells, LIBRARIES[0], short, seed, shows=False) as session:
        session.start()
        yield OwnFunctions(session)


def _score(trial: Trial, submission: Submission, runs: Sequence[CellRun | None], session: Session) -> ExerciseVerdict:
    """The verdict on one exercise, while its sandbox is there to be asked more."""
    name = trial.exercise.name
    # of several cells with one name the last one counts, here as in Python
    run = {submission.cells[index].grade_id: run for index, run in enumerate(runs) if run}.get(name, CellRun())
    stopped = running_notes.stopped_cells(runs)
    ask = partial(_ask, session, trial)
    trial.replies = asked_in_decimals(trial.expected, trial.replies, ask)
    return score_exercise(trial, run.stopped, run.error, stopped, ask)


def _ask(session: Session, trial: Trial, case: Case) -> CallReply | None:
    """The reply of the student's function to one more case, or None where none comes."""
    outputs = trial.exercise.outputs_of(case)
    lengths = of_function(trial.exercise.reference_for(case), case).lengths
    try:
        return next(session.calls([Call(case, case.function or trial.exercise.name, len(outputs), lengths)]))
    except (SandboxTimeout, SandboxDied, BudgetSpent):
        return None


def _own_package(assignment: Assignment) -> list[str]:
    """The package with another course's hidden side, which may be installed where notebooks look for libraries.

    This course's own is never shown to any notebook (`autograder.sandbox`).
    """
    package = assignment.package.partition(".")[0]
    return [] if package in ("", PACKAGE) else [package]


def unreadable(assignment: Assignment, reason: Message) -> Verdict:
    """The verdict on a file that could not be read: no points, and the reason everywhere."""
    status: Status = "missing"
    results = tuple(
        ExerciseVerdict(name=exercise.name, score=0, max_score=exercise.max_score, status=status, message=reason)
        for exercise in assignment.exercises
    )
    return verdicts.of(assignment.name, results, (reason,))


def _doubled(submission: Submission, exercises: set[str]) -> list[Message]:
    """A note for each graded cell that is there more than once."""
    found = Counter(cell.grade_id or "" for cell in submission.cells if exercise_named(cell.grade_id) in exercises)
    return [
        say("The cell {name} is there {count} times: it was judged once.", name=name, count=count)
        for name, count in found.items()
        if count > 1
    ]


def _is_run(grade_id: str | None, is_code: bool, exercises: set[str]) -> bool:
    """Answer cells run whatever type the student gave them; check cells never run: the cases judge."""
    if grade_id in exercises:
        return True
    is_check = exercise_named(grade_id) in exercises
    return is_code and not is_check


def _trial(exercise: Exercise, seed: int) -> Trial:
    expected = expected_of(exercise, seed)
    return Trial(expected, [None] * len(expected.cases))


def _randomness(seed: int) -> int:
    """The start of a notebook's own random numbers: the same for one seed, and telling nothing of the cases'."""
    return int.from_bytes(hashlib.sha256(f"the student's own randomness {seed}".encode()).digest()[:4], "big")


def _call_all(session: Session, trials: list[Trial], seed: int) -> None:
    """Every case once, in an order that says nothing; an exercise that hangs or dies is not called again.

    One that hangs where an error belongs has not checked its arguments, and loses no more than that: it is called
    again, but where an error belongs.
    """
    waiting = [(trial, index) for trial in trials for index in range(len(trial.cases))]
    np.random.default_rng(seed).shuffle(waiting)
    while waiting:
        answered = 0
        try:
            for reply in session.calls([trial.calls[index] for trial, index in waiting]):
                trial, index = waiting[answered]
                trial.replies[index] = kept(reply, trial.truths[index])
                answered += 1
            return
        except (SandboxTimeout, SandboxDied, BudgetSpent) as error:
            trial, index = waiting[answered]
            if isinstance(error, SandboxTimeout) and trial.cases[index].raises:
                trial.replies = [
                    HUNG if reply is None and case.raises else reply
                    for case, reply in zip(trial.cases, trial.replies, strict=True)
                ]
            else:
                trial.stopped = _stopped(trial.exercise, trial.calls[index], error)
        waiting = [
            (trial, index)
            for trial, index in waiting[answered + 1 :]
            if not trial.stopped and trial.replies[index] is None
        ]


def _stopped(
    exercise: Exercise, call: Call, error: SandboxTimeout | SandboxDied | BudgetSpent
) -> tuple[Status, Message]:
    match error:
        case SandboxTimeout():
            shown = messages.call(exercise.reference_for(call.case), call.name, call.case)
            return "timeout", say("{call} did not come back in time: does a loop ever end?", call=shown)
        case SandboxDied():
            return "error", say("{function} ended the Python process when it was called.", function=call.name)
        case BudgetSpent():
            why = marked("The notebook had {spent} before {function} was judged.")
            return "timeout", say(why, spent=error.says, function=call.name)
