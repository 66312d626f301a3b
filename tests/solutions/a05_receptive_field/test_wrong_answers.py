"""What hidden cases were too alike to notice loses the points of what it breaks, and the same ones in every draw."""

from collections.abc import Mapping

import pytest

from autograder.assignment import load_assignment
from tests.solutions.a05_receptive_field import wrong_answers
from tests.support.grids import case
from tests.support.marking import SEEDS, marking

EXERCISES = {exercise.name: exercise for exercise in load_assignment("a05_receptive_field").exercises}
WRONG: Mapping[str, wrong_answers.Wrong] = {
    "dilated_conv1d": wrong_answers.DILATED_CONV1D,
    "receptive_field": wrong_answers.RECEPTIVE_FIELD,
    "iterated_dilated_conv1d": wrong_answers.ITERATED_DILATED_CONV1D,
    "conv_transpose2d": wrong_answers.CONV_TRANSPOSE2D,
    "dynamic_filter_conv1d": wrong_answers.DYNAMIC_FILTER_CONV1D,
    "tdnn_layer": wrong_answers.TDNN_LAYER,
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in WRONG])
def test_a_wrong_answer_loses_what_it_breaks_in_every_draw(name: str) -> None:
    for what, (function, broken) in WRONG[name].items():
        for seed in SEEDS:
            with case(what=what, seed=seed):
                marks = marking(EXERCISES[name], seed)
                assert marks.lost(marks.handed_in(function)) == broken
