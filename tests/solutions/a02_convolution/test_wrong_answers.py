"""Nobody has full marks by luck: each wrong answer loses the same points, whatever numbers are drawn."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Case, Exercise, load_assignment
from autograder.authoring.boxes import boxes
from autograder.judging.outcome import of_function
from tests.solutions.a02_convolution.wrong_answers import WRONG, Function
from tests.solutions.test_boxes import score_inside_alone
from tests.support.grids import case
from tests.support.marking import SEEDS, Marking, in_one_process, marking

EXERCISES = load_assignment("a02_convolution").exercises
EVERY_EXERCISE = pytest.mark.parametrize("exercise", in_one_process(EXERCISES))


def every_other(value: Any) -> Any:
    """An array as every other entry of a larger one, as the sandbox gives it where a case says so."""
    if not isinstance(value, np.ndarray):
        return value
    larger = np.zeros((*value.shape[:-1], 2 * value.shape[-1]), value.dtype)
    larger[..., ::2] = value
    return larger[..., ::2]


def outcome(function: Function, hidden: Case) -> Any:
    args = tuple(map(every_other, hidden.args)) if hidden.strided else hidden.args

    def called(*_: Any, **options: Any) -> Any:
        return function(*args, **options)  # a deep copy of the case would be contiguous

    return of_function(called if hidden.strided else function, replace(hidden, args=args))


def lost_aspects(marks: Marking, function: Function) -> frozenset[str]:
    """The aspects that a function loses, "arguments" left aside: it is judged by what a sandbox sees."""
    earned = marks.points([outcome(function, hidden) for hidden in marks.cases])
    return frozenset(name for name, points in earned.items() if not points)


@EVERY_EXERCISE
def test_a_wrong_answer_loses_what_it_is_wrong_in(exercise: Exercise) -> None:
    for seed in SEEDS:
        for name, (function, aspects) in WRONG[exercise.name].items():
            with case(seed=seed, wrong=name):
                assert lost_aspects(marking(exercise, seed), function) == aspects


@EVERY_EXERCISE
def test_a_misconception_costs_the_same_whatever_is_drawn(exercise: Exercise) -> None:
    for item in exercise.misconceptions:
        scores = {marking(exercise, seed).score(marking(exercise, seed).wrong(item)) for seed in SEEDS}
        assert len(scores) == 1, f"{item.name} earns one of {sorted(scores)}, by the draw"


@EVERY_EXERCISE
def test_a_narrow_box_costs_the_same_whatever_is_drawn(exercise: Exercise) -> None:
    scores: dict[str, set[float]] = {}
    for seed in SEEDS:
        marks = marking(exercise, seed)
        for box in boxes(exercise, marks.cases):
            scores.setdefault(box.says, set()).add(score_inside_alone(marks, box))
    assert {says: found for says, found in scores.items() if len(found) > 1} == {}
