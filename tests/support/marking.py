"""Marks a function of our own in this process, by the rules by which the grader marks a student's in the sandbox."""

import functools
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from autograder.assignment import Aspect, Case, Exercise
from autograder.judging.expected import Expected
from autograder.judging.outcome import Outcome
from autograder.judging.tolerance import agrees

SEEDS = range(int(os.environ.get("SEEDS", "2")))  # two on a push, eight every night


class Marking(Expected):
    """The expected results of an exercise, with the points that answers earn."""

    def outcomes_of(self, function: Callable[..., Any]) -> list[Outcome]:
        """The outcomes of one function in every case."""
        return self.outcomes(lambda case: function)

    def points(self, answers: list[Outcome]) -> Mapping[str, float]:
        """The points that each aspect earns."""
        right = {aspect.name: self._is_right(aspect, answers) for aspect in self.exercise.aspects}
        return {
            aspect.name: aspect.points if right[aspect.name] and right[aspect.after or aspect.name] else 0.0
            for aspect in self.exercise.aspects
        }

    def _is_right(self, aspect: Aspect, answers: list[Outcome]) -> bool:
        return all(
            _right(case, truth, answer, aspect.output)
            for case, truth, answer in zip(self.cases, self.truths, answers, strict=True)
            if aspect.name in case.aspects
        )


@functools.cache
def marking(exercise: Exercise, seed: int) -> Marking:
    """The exercise's marking for ``seed``, worked out once: production remembers expected results, too."""
    return Marking(exercise, seed)


def in_one_process(exercises: Iterable[Exercise]) -> list[Any]:
    """The exercises as parameters, all tests of one in one process, so that its marking is worked out once."""
    return [pytest.param(item, id=item.name, marks=pytest.mark.xdist_group(item.name)) for item in exercises]


def _right(case: Case, truth: Outcome, answer: Outcome, only: int | None) -> bool:
    if case.raises is not None:
        return answer.raised == case.raises.__name__
    if answer.value is None or truth.value is None or len(answer.value) != len(truth.value):
        return False
    indices = range(len(truth.value)) if only is None else (only,)
    return all(agrees(answer.value[index], truth.value[index]) for index in indices)
