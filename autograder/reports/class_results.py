"""A class's results as the reports count them: a row a student, with every aspect and the attempts before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.assignment import Assignment
from autograder.judging import ExerciseVerdict, Verdict
from autograder.records import Course, Evidence, Judged, Standing, evidence, students


@dataclass(frozen=True, order=True)
class Mistake:
    """A misconception in an exercise, or (``named`` is false) a symptom of a mistake that has no name."""

    exercise: str
    name: str
    named: bool = True


@dataclass(frozen=True)
class Outcome:
    """The points of one exercise, also by aspect (in the assignment's order), and the mistakes that cost the rest."""

    score: float
    status: str
    mistakes: tuple[Mistake, ...] = ()
    aspects: tuple[float, ...] = ()
    given: str | None = None


@dataclass(frozen=True)
class EarlierAttempt:
    """A notebook that the student has replaced since: its score, when it came in, its mistakes."""

    score: float
    received: datetime
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class Row:
    """One student who was judged, exercise by exercise in the assignment's order; earlier attempts oldest first.

    ``score`` is what counts: manual scores are in, and off is the late penalty, which ``late`` tells in words.
    ``message`` is why the notebook could not be read, ``ways_around`` are the names in its code by which what is
    switched off may be had.
    """

    student: str
    score: float
    outcomes: tuple[Outcome, ...]
    earlier: tuple[EarlierAttempt, ...] = ()
    message: str = ""
    ways_around: tuple[str, ...] = ()
    late: str = ""

    @property
    def mistakes(self) -> set[Mistake]:
        """The mistakes of the newest attempt."""
        return {mistake for outcome in self.outcomes for mistake in outcome.mistakes}

    @property
    def mended(self) -> set[Mistake]:
        """The mistakes of earlier attempts that the newest does not show."""
        return {mistake for attempt in self.earlier for mistake in attempt.mistakes} - self.mistakes


@dataclass(frozen=True)
class ClassResults:
    """Everybody who handed in: rows of the judged, a message for each of the others; who is ``absent`` did not."""

    assignment: Assignment
    rows: tuple[Row, ...]
    unjudged: tuple[tuple[str, str], ...]
    absent: tuple[str, ...] = ()

    @property
    def scores(self) -> list[float]:
        """The scores of the judged."""
        return [row.score for row in self.rows]


def of(assignment: Assignment, results: Iterable[Judged], evidence_on: Path | None = None) -> ClassResults:
    """The rows of ``results``.

    The folder ``evidence_on``, one folder a student, tells the aspects and the attempts before.
    """
    rows, unjudged, absent = _Rows(assignment), [], []
    for result in results:
        if result.absent:
            absent.append(result.student)
        elif result.verdict is None:
            unjudged.append((result.student, result.message))
        else:
            attempts = evidence.attempts(evidence_on / result.student) if evidence_on else []
            standing = result.standing or Standing(result.verdict.score)
            rows.add(result.student, result.verdict, attempts, result.message, standing)
    return ClassResults(assignment, tuple(rows.made), tuple(unjudged), tuple(absent))


def from_evidence(assignment: Assignment, course: Course) -> ClassResults:
    """The results as evidence and gradebook tell them, without grading anything; who has no evidence is not judged yet.

    Raises `autograder.errors.UsageError` where nobody has handed in, `Stopped` where the gradebook cannot be read.
    """
    from autograder.records import class_grades  # nbgrader is slow to import

    grades = class_grades.of_class(course.db_url, assignment.name)
    rows, unjudged = _Rows(assignment), []
    for student in students(course, assignment.name):
        attempts = evidence.attempts(course.evidence(assignment.name) / student)
        if attempts:
            verdict = attempts[-1].verdict
            standing = grades[student].standing(verdict) if student in grades else Standing(verdict.score)
            rows.add(student, verdict, attempts, attempts[-1].refused or "", standing)
        else:
            unjudged.append((student, "Not judged yet."))
    return ClassResults(assignment, tuple(rows.made), tuple(unjudged))


class _Rows:
    """Rows as they are made; thousands of students have few different outcomes, and each is kept once."""

    def __init__(self, assignment: Assignment) -> None:
        self.made: list[Row] = []
        self._assignment = assignment
        self._outcomes: dict[Outcome, Outcome] = {}

    def add(
        self, student: str, verdict: Verdict, attempts: Sequence[Evidence], message: str, standing: Standing
    ) -> None:
        """Add a student with this ``verdict``, to which the last of the ``attempts`` has the aspects."""
        detailed = attempts[-1].verdict if attempts else verdict
        outcomes = _outcomes(self._assignment, verdict, detailed, standing.manual)
        found = (self._outcomes.setdefault(one, one) for one in outcomes)
        earlier = tuple(
            EarlierAttempt(one.verdict.score, one.received, tuple(sorted(set(_mistakes(one.verdict.exercises)))))
            for one in attempts[:-1]
        )
        score, late = standing.score, standing.late
        self.made.append(Row(student, score, tuple(found), earlier, message, verdict.ways_around, late))


def _outcomes(
    assignment: Assignment, verdict: Verdict, detailed: Verdict, manual: Mapping[str, float]
) -> Iterator[Outcome]:
    """One outcome an exercise of the assignment; an exercise that the verdict does not know is missing.

    A score that a TA gave by hand stands in the place of the automatic one.
    """
    by_name = {exercise.name: exercise for exercise in verdict.exercises}
    with_aspects = {exercise.name: exercise for exercise in detailed.exercises}
    for exercise in assignment.exercises:
        judged = by_name.get(exercise.name)
        if judged is None:
            yield Outcome(0.0, "missing")
            continue
        scores = {aspect.name: aspect.score for aspect in with_aspects.get(exercise.name, judged).aspects}
        aspects = tuple(scores.get(aspect.name, 0.0) for aspect in exercise.aspects) if scores else ()
        score = manual.get(exercise.name, judged.score)
        yield Outcome(score, judged.status, tuple(_mistakes([judged])), aspects, judged.given)


def _mistakes(exercises: Sequence[ExerciseVerdict]) -> Iterable[Mistake]:
    for exercise in exercises:
        for name in filter(None, (exercise.misconception, exercise.also)):
            yield Mistake(exercise.name, name)
        if exercise.symptom is not None:
            yield Mistake(exercise.name, exercise.symptom, named=False)
