"""A graded class in about ten lines, for the end of a batch."""

from collections.abc import Iterator

from autograder.reports import counts
from autograder.reports.class_results import ClassResults
from autograder.wording import Language, Message, in_language, say

COMMONEST = 4  # mistakes that are named


def lines(results: ClassResults, language: Language = "en") -> Iterator[str]:
    """The lines: how many, mean and median, full marks, each exercise's mean share, the commonest mistakes."""
    for line in _lines(results):
        yield in_language(line, language)


def _lines(results: ClassResults) -> Iterator[Message]:
    assignment, rows = results.assignment, results.rows
    whole = len(rows) + len(results.unjudged)
    yield say(
        "{assignment}: {submissions}, {judged} judged{unjudged}{absent}",
        assignment=assignment.name,
        submissions=say("1 submission") if whole == 1 else say("{count} submissions", count=whole),
        judged=len(rows),
        unjudged=say(", {count} not judged", count=len(results.unjudged)) if results.unjudged else "",
        absent=say(", {count} not handed in", count=len(results.absent)) if results.absent else "",
    )
    if not rows:
        return
    scores = counts.scores(results.scores, assignment.max_score)
    yield say(
        "  mean {mean}, median {median} of {max_score} points",
        mean=f"{scores.mean:.1f}",
        median=f"{scores.median:.1f}",
        max_score=f"{assignment.max_score:g}",
    )
    full, zero = _share(scores.full, len(rows)), _share(scores.zero, len(rows))
    yield say("  full marks {full}, no points {zero}", full=full, zero=zero)
    shares = (f"{exercise.name} {exercise.mean:.0%}" for exercise in counts.exercises(results))
    yield say("  by exercise: {shares}", shares=", ".join(shares))
    mistakes = [one for one in counts.mistakes(results) if one.students]
    if mistakes:
        yield say("  the commonest mistakes:")
    for one in sorted(mistakes, key=lambda one: -len(one.students))[:COMMONEST]:
        share = _share(len(one.students), len(rows))
        yield say("    {mistake} ({exercise}): {share}", mistake=one.title, exercise=one.mistake.exercise, share=share)
    unreadable = sum(bool(row.message) for row in rows)
    if unreadable == 1:
        yield say("  1 notebook could not be read and earned nothing")
    elif unreadable:
        yield say("  {count} notebooks could not be read and earned nothing", count=unreadable)


def _share(number: int, whole: int) -> str:
    return f"{number} ({number / whole:.0%})"
