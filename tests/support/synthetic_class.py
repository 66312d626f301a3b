"""A class of any size that was graded, as its evidence tells: reports are tried on it without running a notebook."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from autograder.assignment import Assignment, Exercise
from autograder.judging import SYMPTOMS, AspectVerdict, ExerciseVerdict, Verdict
from autograder.records import Course, Evidence, evidence
from autograder.wording import as_message

BEGIN = datetime(2026, 11, 2, 8, tzinfo=UTC)
FIRST = ("Ada", "Bao", "Chidi", "Emre", "Fatima", "Goro", "Hana", "Jörg", "Kofi", "Lin", "Mei", "Nils", "Olga", "Qiu")
LAST = ("Adler", "Berg", "Chen", "Diaz", "Eze", "Gupta", "Huang", "Ito", "Kaya", "Lopez", "Nguyen", "Petrov", "Rossi")


def write(folder: Path, assignment: Assignment, count: int, unjudged: int = 0) -> Course:
    """A course in ``folder`` whose ``count`` students handed in; all but the last ``unjudged`` have evidence."""
    course = Course.at(folder)
    for number in range(count):
        student = name_of(number)
        (course.submitted / student / assignment.name).mkdir(parents=True)
        if number < count - unjudged:
            for one in attempts(assignment, student, number):
                evidence.save(one, course.root / "evidence")
    return course


def name_of(number: int) -> str:
    """A student's name, which nobody else has."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]} {number}"


def attempts(assignment: Assignment, student: str, number: int) -> list[Evidence]:
    """The evidence on one to three notebooks, each better than the one before, the same for the same number."""
    chance = random.Random(number)
    ability = chance.betavariate(4, 1.6)
    found = []
    for attempt in range(chance.choices((1, 2, 3), (70, 22, 8))[0]):
        moment = BEGIN + timedelta(hours=26 * attempt + chance.random())
        strength = min(1.0, ability + 0.2 * attempt)
        exercises = tuple(_exercise(exercise, strength, chance) for exercise in assignment.exercises)
        verdict = Verdict(
            assignment=assignment.name,
            score=round(sum(one.score for one in exercises), 2),
            max_score=assignment.max_score,
            exercises=exercises,
        )
        data = f"{student} {attempt}".encode()
        found.append(
            evidence.collect(student, data, moment, 7, 0.8, verdict, None, judged=moment + timedelta(minutes=5))
        )
    return found


def _exercise(exercise: Exercise, strength: float, chance: random.Random) -> ExerciseVerdict:
    right = chance.random() < strength
    lost = (
        set() if right else set(chance.sample(range(len(exercise.aspects)), chance.randint(1, len(exercise.aspects))))
    )
    aspects = tuple(
        AspectVerdict(
            name=aspect.name,
            says=as_message(aspect.says),
            max_score=aspect.points,
            score=0 if place in lost else aspect.points,
        )
        for place, aspect in enumerate(exercise.aspects)
    )
    score = round(sum(aspect.score for aspect in aspects), 2)
    named = not right and exercise.misconceptions and chance.random() < 0.7
    mistakes = [misconception.name for misconception in exercise.misconceptions]
    return ExerciseVerdict(
        name=exercise.name,
        score=score,
        max_score=exercise.max_score,
        status="passed" if right else "partial" if score else "failed",
        message=as_message("All checks passed." if right else "Some of the calls gave another result than is right."),
        misconception=mistakes[min(int(chance.expovariate(0.5)), len(mistakes) - 1)] if named else None,
        symptom=None if right or named else chance.choice(sorted(SYMPTOMS)),
        aspects=aspects,
    )
