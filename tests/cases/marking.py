"""Marks a function of our own in this process, by the rules by which the grader marks a student's in the sandbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.comparison import agrees
from autograder.exercise import Aspect, Case, Exercise
from autograder.outcome import Outcome, of_function


@dataclass(frozen=True)
class Paper:
    """The cases of one exercise, drawn from one seed, with the right outcomes."""

    exercise: Exercise
    seed: int

    @cached_property
    def cases(self) -> list[Case]:
        """What the function is called with."""
        return self.exercise.draw_cases(np.random.default_rng(self.seed))

    @cached_property
    def truths(self) -> list[Outcome]:
        """What the reference gives."""
        return self.outcomes(lambda case: self.exercise.reference_for(case))

    def outcomes(self, function_for: Callable[[Case], Callable[..., Any]]) -> list[Outcome]:
        """What the functions give, case by case."""
        return [of_function(function_for(case), case) for case in self.cases]

    def outcomes_of(self, function: Callable[..., Any]) -> list[Outcome]:
        """What one function gives in every case."""
        return self.outcomes(lambda case: function)

    def points(self, answers: list[Outcome]) -> Mapping[str, float]:
        """What each aspect earns."""
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


def _right(case: Case, truth: Outcome, answer: Outcome, only: int | None) -> bool:
    if case.raises is not None:
        return answer.raised == case.raises.__name__
    if answer.value is None or truth.value is None or len(answer.value) != len(truth.value):
        return False
    indices = range(len(truth.value)) if only is None else (only,)
    return all(agrees(answer.value[index], truth.value[index]) for index in indices)
