"""The scores that a regrading changed, from what to what, and why."""

from autograder.judging import AspectVerdict, ExerciseVerdict
from autograder.records.evidence import Evidence
from autograder.records.result import Change, Regraded


def compare(before: Evidence, after: Evidence) -> Regraded:
    """The exercises whose score changed between two attempts of one student, each with its reasons."""
    old = {result.name: result for result in before.verdict.exercises}
    new = {result.name: result for result in after.verdict.exercises}
    changes = []
    for name in dict.fromkeys((*new, *old)):
        was, now = (exercises[name].score if name in exercises else 0.0 for exercises in (old, new))
        if was != now:
            why = _why(before, after, name, old.get(name), new.get(name))
            changes.append(Change(name, was, now, why))
    return Regraded(before.verdict.score, tuple(changes))


def _why(before: Evidence, after: Evidence, name: str, was: ExerciseVerdict | None, now: ExerciseVerdict | None) -> str:
    if was is None or now is None:
        return "The exercise is new." if was is None else "The exercise is gone."
    old, new = ({aspect.name: aspect for aspect in result.aspects} for result in (was, now))
    words = []
    for aspect in dict.fromkeys((*new, *old)):
        words += _of_aspect(aspect, old.get(aspect), new.get(aspect))
    judged_otherwise = any(_earned(old[aspect]) != _earned(new[aspect]) for aspect in old.keys() & new.keys())
    if judged_otherwise or not words:
        words.append(_cause(before, after, name))
        if now.message != was.message:
            words.append(now.message)
    return " ".join(words)


def _of_aspect(name: str, was: AspectVerdict | None, now: AspectVerdict | None) -> list[str]:
    """Say what became of one aspect, in sentences; empty where nothing did."""
    if was is None or now is None:
        new = f"{name} is new, {now.score:g} of {_points(now.max_score)}." if now else ""
        return [new or f"{name} is no longer asked for."]
    words = []
    if was.max_score != now.max_score:
        words.append(f"{name} is worth {_points(now.max_score)}, it was {was.max_score:g}.")
    if _earned(was) != _earned(now):
        words.append(f"{name}: {was.score:g} → {now.score:g}.")
    return words


def _points(number: float) -> str:
    return f"{number:g} point" if number == 1 else f"{number:g} points"


def _earned(aspect: AspectVerdict) -> bool:
    return aspect.score > 0


def _cause(before: Evidence, after: Evidence, name: str) -> str:
    """The reason why the same exercise was judged in another way."""
    if before.sha256 != after.sha256:
        return "Another notebook was handed in."
    old, new = before.version, after.version
    if old is not None and new is not None:
        if old.cases.get(name) != new.cases.get(name):
            return "Its hidden cases were changed."
        if old.reference != new.reference:
            return "The reference solutions were changed."
        if old.digest != new.digest:
            return "The assignment was changed around it."
    return "Nothing of it was changed: other cases were drawn, or the grader itself is another."
