"""Scores exercises that build on a wrong earlier one a second time: given that one, whatever is gained counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from autograder.assignment import Exercise
from autograder.judging.carried import NotCarried, given, given_mistakes, has_effects, mistakes_of, telling
from autograder.judging.expected import Expected
from autograder.judging.own_functions import OwnFunctions
from autograder.judging.scoring import Trial, scored
from autograder.judging.verdict import ExerciseVerdict

TRIED = ("partial", "failed", "passed")  # statuses of functions that answered every call
Fresh = Callable[[], AbstractContextManager[OwnFunctions]]


def carry_forward(
    trials: Sequence[Trial], verdicts: Mapping[str, ExerciseVerdict], fresh: Fresh
) -> dict[str, ExerciseVerdict]:
    """The verdicts, with what is gained where an error is carried forward.

    ``fresh`` gives the notebook's functions in a sandbox of their own; it is asked for one only where an earlier
    mistake has no name.
    """
    found = dict(verdicts)
    exercises = {trial.exercise.name: trial.exercise for trial in trials}
    for trial in trials:
        before = found[trial.exercise.name]
        wrong = [name for name in trial.exercise.builds_on if _is_wrong(found.get(name))]
        if not wrong or before.status not in TRIED or before.score == before.max_score:
            continue
        parts = [(exercises[name], found[name].misconception) for name in wrong]
        for expected in _expected_given(trial.expected, parts, found, fresh):
            after = scored(Trial(expected, trial.replies))
            if after.score > before.score:
                found[trial.exercise.name] = _told(after, wrong)
                break
    return found


def _is_wrong(verdict: ExerciseVerdict | None) -> bool:
    return verdict is not None and verdict.status in ("partial", "failed")


def _expected_given(
    expected: Expected,
    parts: Sequence[tuple[Exercise, str | None]],
    verdicts: Mapping[str, ExerciseVerdict],
    fresh: Fresh,
) -> Iterator[Expected]:
    """The expected results given the parts' mistakes by name, then given the student's own functions."""
    if (mistakes := mistakes_of(parts)) is not None and (named := given_mistakes(expected, mistakes)) is not None:
        yield named
    if all(verdicts[part.name].score > 0 for part, _ in parts):  # nothing right: what builds on it may be nothing, too
        try:
            with fresh() as own:
                functions = {
                    name: own.function(name, len(part.outputs)) for part, _ in parts for name in part.functions
                }
                if all(
                    has_effects(functions[case.function or part.name], part, case)
                    for part, _ in parts
                    for case in telling(part)
                ):
                    yield given(expected, functions)
        except NotCarried:
            return


def _told(verdict: ExerciseVerdict, wrong: Sequence[str]) -> ExerciseVerdict:
    """The verdict with the sentence about what was carried forward."""
    whose = " and ".join(wrong)
    if verdict.score == verdict.max_score:
        message = f"Right, given your {whose}: what is wrong there costs nothing here."
    else:
        message = f"{verdict.message} (Judged given your {whose}: what is wrong there costs nothing here.)"
    return verdict.model_copy(update={"message": message, "given": whose})
