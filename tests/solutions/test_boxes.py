"""Who is right inside a narrow box alone loses points, in every exercise and for every box that it can have.

The exceptions say why a box cannot be left, or need not be.
"""

from collections.abc import Mapping

import numpy as np
import pytest

from autograder.assignment import Exercise, Output, assignment_names, load_assignment
from autograder.authoring.boxes import Box, boxes
from autograder.judging.outcome import Outcome
from tests.support.marking import SEEDS, Marking, in_one_process, marking

EXERCISES = [one for name in assignment_names() for one in load_assignment(name).exercises]

# By exercise and box: why nobody can be asked to be right outside of it.
EXCEPTIONS: Mapping[tuple[str, str], str] = {
    ("dropout", "u holds no integers"): "u is drawn from 0 to 1, and whoever refuses anything else is right",
    ("dropout", "u has no number of 50 or more"): "u is drawn from 0 to 1, and whoever refuses anything else is right",
}


def outside(output: Output) -> Output:
    """An output of the right shape, wrong in every number: 2 * x + 1 would be right for -1."""
    wrong = [np.asarray(array + 1 + np.abs(array)) for array in (output if isinstance(output, list) else [output])]
    return wrong if isinstance(output, list) else wrong[0]


def score_inside_alone(marks: Marking, box: Box) -> float:
    """The points of somebody who is right in the box, and wrong in every number outside of it."""
    answers = [
        truth if truth.value is None or box.holds(case) else Outcome(value=tuple(map(outside, truth.value)))
        for case, truth in zip(marks.cases, marks.truths, strict=True)
    ]
    return marks.score(answers)


@pytest.mark.parametrize("exercise", in_one_process(EXERCISES))
def test_a_narrow_box_is_not_enough(exercise: Exercise) -> None:
    for seed in SEEDS:
        marks = marking(exercise, seed)
        found = list(boxes(exercise, marks.cases))
        lived_in = {box.says for box in found if score_inside_alone(marks, box) == exercise.max_score}
        left = {box for box in lived_in if (exercise.name, box) not in EXCEPTIONS}
        assert not left, f"seed {seed}: full marks for who is right only where {'; '.join(sorted(left))}"


@pytest.mark.parametrize("exercise", in_one_process(EXERCISES))
def test_a_narrow_box_costs_the_same_in_every_draw(exercise: Exercise) -> None:
    scores: dict[str, set[float]] = {}
    for seed in SEEDS:
        marks = marking(exercise, seed)
        for box in boxes(exercise, marks.cases):
            scores.setdefault(box.says, set()).add(score_inside_alone(marks, box))
    assert {says: found for says, found in scores.items() if len(found) > 1} == {}


def test_every_exception_is_needed() -> None:
    for name, says in EXCEPTIONS:
        exercise = next(one for one in EXERCISES if one.name == name)
        marks = marking(exercise, 0)
        box = next(box for box in boxes(exercise, marks.cases) if box.says == says)
        assert score_inside_alone(marks, box) == exercise.max_score, (name, says)
