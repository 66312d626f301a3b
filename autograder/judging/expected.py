"""The expected results: an exercise's cases drawn from one seed, and what reference and misconceptions give for them.

Everybody who is judged with one seed gets the same cases, so the results are worked out once for a whole class.
"""

import copy
import functools
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.assignment import Case, Exercise, Misconception
from autograder.judging.outcome import Outcome, of_function
from autograder.sandbox import Call

KEPT = 64  # those of a few assignments


class Expected:
    """The cases of ``exercise`` drawn from ``seed``, with the reference's outcomes and the misconceptions'."""

    def __init__(self, exercise: Exercise, seed: int | Sequence[int]) -> None:
        self.exercise = exercise
        self.cases: list[Case] = exercise.draw_cases(np.random.default_rng(seed))
        self._wrong: dict[str, list[Outcome]] = {}

    @functools.cached_property
    def truths(self) -> list[Outcome]:
        """The reference's outcomes, case by case."""
        return self.outcomes(self.exercise.reference_for)

    @functools.cached_property
    def calls(self) -> list[Call]:
        """The calls of a student's function, case by case: everybody is called alike."""
        return [
            Call(case, case.function or self.exercise.name, len(self.exercise.outputs_of(case)), truth.lengths)
            for case, truth in zip(self.cases, self.truths, strict=True)
        ]

    def wrong(self, misconception: Misconception) -> list[Outcome]:
        """The outcomes of somebody with the misconception, case by case.

        Whether an answer checks its arguments says nothing about what it misunderstands in the values, so where an
        exception is right, everybody gives it.
        """
        if misconception.name not in self._wrong:
            self._wrong[misconception.name] = [
                truth if case.raises else of_function(self.exercise.misconceived(misconception, case), case)
                for case, truth in zip(self.cases, self.truths, strict=True)
            ]
        return self._wrong[misconception.name]

    def with_truths(self, truths: list[Outcome]) -> "Expected":
        """The same cases with other outcomes for right ones."""
        twin = copy.copy(self)
        twin.truths, twin._wrong = truths, {}
        return twin

    def outcomes(self, function_for: Callable[[Case], Callable[..., Any]]) -> list[Outcome]:
        """The outcomes of our own functions, case by case."""
        return [of_function(function_for(case), case) for case in self.cases]


@functools.lru_cache(maxsize=KEPT)
def expected_of(exercise: Exercise, seed: int) -> Expected:
    """The expected results of the attempt ``seed``; exercises of one attempt do not share their randomness."""
    return Expected(exercise, (seed, zlib.crc32(exercise.name.encode())))
