"""Marks a function of our own in this process, by the rules by which the grader marks a student's in the sandbox."""

import functools
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from autograder.assignment import Case, Exercise
from autograder.judging import earning
from autograder.judging.expected import Expected
from autograder.judging.outcome import Outcome
from autograder.judging.verdict import total
from autograder.probe.function_call import _strided

SEEDS = range(int(os.environ.get("SEEDS", "2")))  # two on a push, eight every night


class Marking(Expected):
    """The expected results of an exercise, with the points that answers earn."""

    def outcomes_of(self, function: Callable[..., Any]) -> list[Outcome]:
        """The outcomes of one function in every case."""
        return self.outcomes(lambda case: function)

    def handed_in(self, function: Callable[..., Any]) -> list[Outcome]:
        """The outcomes of one function in every case, with arrays that lie in memory as those of the sandbox do."""
        return self.outcomes(lambda case: in_memory(function, case))

    def points(self, answers: list[Outcome]) -> Mapping[str, float]:
        """The points that each aspect earns; called in this process, a function has no side effects that count."""
        return earning.points(self.exercise, self.cases, self.truths, answers)

    def score(self, answers: list[Outcome]) -> float:
        """The sum of the points."""
        return total(self.points(answers).values())

    def lost(self, answers: list[Outcome]) -> set[str]:
        """The aspects that earn nothing."""
        return {name for name, points in self.points(answers).items() if points == 0}


@functools.cache
def marking(exercise: Exercise, seed: int) -> Marking:
    """The exercise's marking for ``seed``, worked out once: production remembers expected results, too."""
    return Marking(exercise, seed)


def in_memory(function: Callable[..., Any], case: Case) -> Callable[..., Any]:
    """``function``, given the arrays of ``case`` as they lie in memory in the sandbox; copies are contiguous."""
    return (lambda *args, **kwargs: function(*_strided(args), **kwargs)) if case.strided else function


def in_one_process(exercises: Iterable[Exercise]) -> list[Any]:
    """The exercises as parameters, all tests of one in one process, so that its marking is worked out once."""
    return [pytest.param(item, id=item.name, marks=pytest.mark.xdist_group(item.name)) for item in exercises]
