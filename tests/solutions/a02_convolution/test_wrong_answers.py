"""Nobody has full marks by luck: each wrong answer loses the same points, whatever numbers are drawn."""

import pytest

from autograder.assignment import Exercise, load_assignment
from tests.solutions.a02_convolution.wrong_answers import WRONG
from tests.support.grids import case
from tests.support.marking import SEEDS, in_one_process, marking

EXERCISES = load_assignment("a02_convolution").exercises
EVERY_EXERCISE = pytest.mark.parametrize("exercise", in_one_process(EXERCISES))


@EVERY_EXERCISE
def test_a_wrong_answer_loses_what_it_is_wrong_in(exercise: Exercise) -> None:
    for seed in SEEDS:
        for name, (function, aspects) in WRONG[exercise.name].items():
            with case(seed=seed, wrong=name):
                marks = marking(exercise, seed)
                assert marks.lost(marks.handed_in(function)) == aspects
