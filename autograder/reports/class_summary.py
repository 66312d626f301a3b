"""A graded class in about ten lines, for the end of a batch."""

from collections.abc import Iterator

from autograder.reports import counts
from autograder.reports.class_results import ClassResults

COMMONEST = 4  # mistakes that are named


def lines(results: ClassResults) -> Iterator[str]:
    """The lines: how many, mean and median, full marks, each exercise's mean share, the commonest mistakes."""
    assignment, rows = results.assignment, results.rows
    whole = len(rows) + len(results.unjudged)
    unjudged = f", {len(results.unjudged)} not judged" if results.unjudged else ""
    absent = f", {len(results.absent)} not handed in" if results.absent else ""
    yield f"{assignment.name}: {_of(whole, 'submission')}, {len(rows)} judged{unjudged}{absent}"
    if not rows:
        return
    scores = counts.scores(results.scores, assignment.max_score)
    yield f"  mean {scores.mean:.1f}, median {scores.median:.1f} of {assignment.max_score:g} points"
    yield f"  full marks {_share(scores.full, len(rows))}, no points {_share(scores.zero, len(rows))}"
    shares = (f"{exercise.name} {exercise.mean:.0%}" for exercise in counts.exercises(results))
    yield f"  by exercise: {', '.join(shares)}"
    mistakes = [one for one in counts.mistakes(results) if one.students]
    if mistakes:
        yield "  the commonest mistakes:"
    for one in sorted(mistakes, key=lambda one: -len(one.students))[:COMMONEST]:
        yield f"    {one.title} ({one.mistake.exercise}): {_share(len(one.students), len(rows))}"
    if unreadable := sum(bool(row.message) for row in rows):
        yield f"  {_of(unreadable, 'notebook')} could not be read and earned nothing"


def _of(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _share(number: int, whole: int) -> str:
    return f"{number} ({number / whole:.0%})"
