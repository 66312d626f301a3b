"""The expected results: an exercise's cases drawn from one seed, and what reference and misconceptions give for them.

Everybody who is judged with one seed gets the same cases, so the results are worked out once for a whole class.
"""

import copy
import functools
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.assignment import Case, Exercise, Misconception, Output, arguments, arrays, sizes
from autograder.judging.outcome import Outcome, of_function
from autograder.judging.tolerance import Entrywise
from autograder.sandbox import Call

KEPT = 64  # those of a few assignments


@dataclass(frozen=True, eq=False)
class Known:
    """A case that must return a value: its arguments and sizes by name, and what is ``right``.

    ``remembered`` holds what was found out about it while answers were explained, for the next one's explanation.
    """

    exercise: Exercise
    case: Case
    right: tuple[Output, ...]
    given: Mapping[str, Any]
    sizes: Mapping[str, int]
    remembered: dict[Any, Any] = field(default_factory=dict)


class Expected:
    """The cases of ``exercise`` drawn from ``seed``, with the reference's outcomes and the misconceptions'.

    ``remembered`` holds what can be said of wrong answers, for the next one's explanation. ``of_reference`` is False
    where other outcomes than the reference's count as right.
    """

    of_reference = True

    def __init__(self, exercise: Exercise, seed: int | Sequence[int]) -> None:
        self.exercise = exercise
        self.cases: list[Case] = exercise.draw_cases(np.random.default_rng(seed))
        self.remembered: dict[Any, Any] = {}
        self._wrong: dict[tuple[str, int], Outcome] = {}

    @functools.cached_property
    def truths(self) -> list[Outcome]:
        """The reference's outcomes, case by case."""
        return [right_outcome(self.exercise, case) for case in self.cases]

    @functools.cached_property
    def calls(self) -> list[Call]:
        """The calls of a student's function, case by case: everybody is called alike."""
        return [
            Call(case, case.function or self.exercise.name, len(self.exercise.outputs_of(case)), truth.lengths)
            for case, truth in zip(self.cases, self.truths, strict=True)
        ]

    @functools.cached_property
    def known(self) -> dict[int, Known]:
        """The cases that must return a value, by their numbers."""
        return {
            index: Known(self.exercise, case, truth.value, arguments(self.exercise, case), sizes(self.exercise, case))
            for index, (case, truth) in enumerate(zip(self.cases, self.truths, strict=True))
            if case.raises is None and truth.value is not None
        }

    @functools.cached_property
    def whole_numbers(self) -> list[bool]:
        """Return whether each case has whole numbers in an argument where others have decimals."""
        named = [{**dict(enumerate(case.args)), **case.kwargs} for case in self.cases]
        kinds = [
            {name: {array.dtype.kind for array in arrays(value)} for name, value in given.items()} for given in named
        ]
        decimal = {name for given in kinds for name, found in given.items() if "f" in found}
        return [any(found & {"i", "u"} and name in decimal for name, found in given.items()) for given in kinds]

    @functools.cached_property
    def cheapest_first(self) -> list[int]:
        """The numbers of the cases that must return a value, those first that take a misconception the least work."""
        return sorted((index for index, case in enumerate(self.cases) if not case.raises), key=lambda i: self._work(i))

    def wrong_at(self, misconception: Misconception, index: int) -> Outcome:
        """The outcome of somebody with the misconception for one case.

        Whether an answer checks its arguments says nothing about what it misunderstands in the values, so where an
        exception is right, everybody gives it.
        """
        case, place = self.cases[index], (misconception.name, index)
        if case.raises:
            return self.truths[index]
        if place not in self._wrong:
            self._wrong[place] = of_function(self.exercise.misconceived(misconception, case), case)
        return self._wrong[place]

    def wrong(self, misconception: Misconception) -> list[Outcome]:
        """The outcomes of somebody with the misconception, case by case."""
        return [self.wrong_at(misconception, index) for index in range(len(self.cases))]

    def _work(self, index: int) -> int:
        """About the work that a case is: the numbers in it, which numeric gradients move one by one."""
        case = self.cases[index]
        numbers = sum(array.size for array in arrays((case.args, tuple(case.kwargs.values()))))
        if case.module is None or case.module.asks != "gradients":
            return numbers
        numbers += sum(array.size for array in case.module.parameters.values())
        return numbers * numbers

    def with_truths(self, truths: list[Outcome]) -> "Expected":
        """The same cases with other outcomes for right ones, of which nothing is remembered yet."""
        twin = copy.copy(self)
        twin.truths, twin._wrong, twin.remembered = [_marked(self.exercise, truth) for truth in truths], {}, {}
        twin.of_reference = False
        twin.__dict__.pop("known", None)
        return twin

    def outcomes(self, function_for: Callable[[Case], Callable[..., Any]]) -> list[Outcome]:
        """The outcomes of our own functions, case by case."""
        return [of_function(function_for(case), case) for case in self.cases]


def right_outcome(exercise: Exercise, case: Case) -> Outcome:
    """The reference's outcome for a case."""
    return _marked(exercise, of_function(exercise.reference_for(case), case))


def _marked(exercise: Exercise, truth: Outcome) -> Outcome:
    """The outcome, its arrays marked where every entry is compared on its own scale."""
    if truth.value is None or not exercise.entrywise:
        return truth
    return replace(truth, value=tuple(np.asarray(output).view(Entrywise) for output in truth.value))


@functools.lru_cache(maxsize=KEPT)
def expected_of(exercise: Exercise, seed: int) -> Expected:
    """The expected results of the attempt ``seed``; exercises of one attempt do not share their randomness."""
    return Expected(exercise, (seed, zlib.crc32(exercise.name.encode())))
