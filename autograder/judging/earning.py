"""The points that answers earn: an aspect earns all of its points where each of its calls is right, or nothing."""

from collections.abc import Mapping, Sequence

from autograder.assignment import Aspect, Case, Exercise
from autograder.judging.outcome import Outcome


def points(
    exercise: Exercise, cases: Sequence[Case], truths: Sequence[Outcome], answers: Sequence[Outcome], clean: bool = True
) -> Mapping[str, float]:
    """The points of each aspect, by its name.

    ``clean`` says that no call had a side effect. To have none earns nothing by itself: some value must be right.
    """
    right = {
        aspect.name: clean if aspect.side_effects else not failing(aspect, cases, truths, answers)
        for aspect in exercise.aspects
    }
    earned = {
        aspect.name: aspect.points if right[aspect.name] and right[aspect.after or aspect.name] else 0.0
        for aspect in exercise.aspects
    }
    about_values = {name for case in cases if case.raises is None for name in case.aspects}
    of_values = any(earned[name] for name in earned.keys() & about_values)
    return {
        aspect.name: earned[aspect.name] if of_values or not aspect.side_effects else 0.0 for aspect in exercise.aspects
    }


def failing(aspect: Aspect, cases: Sequence[Case], truths: Sequence[Outcome], answers: Sequence[Outcome]) -> list[int]:
    """The places of the cases that an aspect is lost for."""
    return [
        index
        for index, case in enumerate(cases)
        if aspect.name in case.aspects and not is_right(case, truths[index], answers[index], aspect.output)
    ]


def is_right(case: Case, truth: Outcome, answer: Outcome, output: int | None = None) -> bool:
    """Return whether ``answer`` is right, or the one ``output`` of it that is asked for."""
    if case.raises is not None:
        return case.raises.__name__ in (answer.raised, *answer.kinds)
    places = range(len(truth.value or ())) if output is None else (output,)
    return truth.value is not None and all(truth.is_met_by(answer, place) for place in places)
