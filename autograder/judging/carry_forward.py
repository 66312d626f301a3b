"""Scores exercises that build on a wrong earlier one a second time: given that one, whatever is gained counts."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from autograder.assignment import Aspect, Exercise
from autograder.judging.carried import NotCarried, Standing, depend_on_all, given, given_mistakes, ways
from autograder.judging.expected import Expected
from autograder.judging.own_functions import OwnFunctions
from autograder.judging.scoring import Trial, earned, scored
from autograder.judging.verdict import ExerciseVerdict, total
from autograder.wording import marked, say

TRIED = ("partial", "failed")  # statuses of functions that answered every call, some of them wrongly
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
    standings: dict[str, Standing] = {}
    for trial in trials:
        name, before = trial.exercise.name, found[trial.exercise.name]
        if before.status not in TRIED:
            continue
        behind = [part for part in trial.exercise.builds_on if part in found and _is_unsound(found[part])]
        gained = _best(trial, before, [exercises[part] for part in behind], standings, found, fresh) if behind else None
        if gained is not None:
            found[name], standing = _told(scored(gained.trial), behind), gained.standing
        else:
            standing = Standing(trial.exercise, before.misconception) if _has_one_name(before) else None
        if standing is not None:
            standings[name] = standing
    return found


@dataclass(frozen=True)
class _Gained:
    """A trial given others; ``standing`` is what later exercises may build on, where it is known by name."""

    trial: Trial
    standing: Standing | None = None

    @functools.cached_property
    def score(self) -> float:
        """The points that it earns."""
        return total(earned(self.trial).values())


def _best(
    trial: Trial,
    before: ExerciseVerdict,
    parts: Sequence[Exercise],
    standings: Mapping[str, Standing],
    verdicts: Mapping[str, ExerciseVerdict],
    fresh: Fresh,
) -> _Gained | None:
    """The best of what is gained given mistakes by name, else given the student's own functions; None for nothing."""
    lost = [_lost(part, verdicts[part.name]) for part in parts]
    forgiven = any(any(aspect.side_effects for aspect in one) for one in lost)
    # a part that is lost for side effects alone is right in every value, unless that is so given others alone
    wrong = [
        part
        for part, one in zip(parts, lost, strict=True)
        if verdicts[part.name].given is not None or not all(aspect.side_effects for aspect in one)
    ]
    candidates = _until_full(_by_name(trial, wrong, standings, forgiven))
    if not any(one.score > before.score for one in candidates):
        candidates = _until_full(_by_asking(trial, wrong, verdicts, fresh, forgiven))
    best = max(candidates, key=lambda one: one.score, default=None)
    return best if best is not None and best.score > before.score else None


def _until_full(candidates: Iterator[_Gained]) -> list[_Gained]:
    """The candidates up to the first that earns all points: none behind it can earn more, and each takes long."""
    found = []
    for candidate in candidates:
        found.append(candidate)
        if candidate.score == candidate.trial.exercise.max_score:
            break
    return found


def _given(trial: Trial, expected: Expected, forgiven: bool) -> Trial:
    """The trial given other expected results; ``forgiven`` says that side effects were lost by an earlier one."""
    replies = [reply and reply.without_side_effects for reply in trial.replies] if forgiven else trial.replies
    return Trial(expected, replies)


def _lost(exercise: Exercise, verdict: ExerciseVerdict) -> list[Aspect]:
    """The aspects of an exercise that earned nothing."""
    earned = {part.name for part in verdict.aspects if part.score}
    return [aspect for aspect in exercise.aspects if aspect.name not in earned]


def _by_name(
    trial: Trial, parts: Sequence[Exercise], standings: Mapping[str, Standing], forgiven: bool
) -> Iterator[_Gained]:
    if not all(part.name in standings for part in parts):
        return
    others = tuple(standings[part.name] for part in parts)
    for way in ways(trial.exercise, [name for part in parts for name in part.functions]):
        expected = given_mistakes(trial.expected, others, way)
        if expected is not None:
            yield _Gained(_given(trial, expected, forgiven), Standing(trial.exercise, None, others, way))


def _by_asking(
    trial: Trial,
    parts: Sequence[Exercise],
    verdicts: Mapping[str, ExerciseVerdict],
    fresh: Fresh,
    forgiven: bool,
) -> Iterator[_Gained]:
    if not parts or any(verdicts[part.name].score == 0 for part in parts):
        return  # there is nobody to ask, or nothing of it is right: what builds on it may be nothing, too
    with fresh() as own:
        functions = {name: own.function(name, len(part.outputs)) for part in parts for name in part.functions}
        try:
            if not all(depend_on_all(functions, part) for part in parts):
                return
            for way in ways(trial.exercise, list(functions)):
                yield _Gained(_given(trial, given(trial.expected, functions, way), forgiven))
        except NotCarried:
            return


def _is_unsound(verdict: ExerciseVerdict) -> bool:
    """Return whether an exercise is wrong, or right only given others."""
    return verdict.status in TRIED or verdict.given is not None


def _has_one_name(verdict: ExerciseVerdict) -> bool:
    return verdict.misconception is not None and verdict.also is None


def _told(verdict: ExerciseVerdict, behind: Sequence[str]) -> ExerciseVerdict:
    """The verdict with the sentence about what was carried forward."""
    first, *others = behind
    names: str = first
    for name in others:
        names = say("{before} and {last}", before=names, last=name)
    if verdict.score == verdict.max_score:
        message = say("Right, given your {names}: what is wrong there costs nothing here.", names=names)
    else:
        given = marked("{message} (Judged given your {names}: what is wrong there costs nothing here.)")
        message = say(given, message=verdict.message, names=names)
    return verdict.model_copy(update={"message": message, "given": str(names)})
