"""What hidden cases were too alike to notice loses the points of what it breaks, and the same ones in every draw."""

from collections.abc import Mapping

import pytest

from autograder.assignment import load_assignment
from tests.solutions.a03_pooling import wrong_images, wrong_sentences
from tests.support.grids import case
from tests.support.marking import SEEDS, marking

EXERCISES = {exercise.name: exercise for exercise in load_assignment("a03_pooling").exercises}
WRONG: Mapping[str, wrong_images.Wrong] = {
    "max_pool2d": wrong_images.MAX_POOL2D,
    "avg_pool2d": wrong_images.AVG_POOL2D,
    "max_pool2d_backward": wrong_images.MAX_POOL2D_BACKWARD,
    "avg_pool2d_backward": wrong_images.AVG_POOL2D_BACKWARD,
    "k_max_pool1d": wrong_sentences.K_MAX_POOL1D,
    "dynamic_pool1d": wrong_sentences.DYNAMIC_POOL1D,
    "dynamic_k": wrong_sentences.DYNAMIC_K,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_loses_what_it_breaks(name: str) -> None:
    for what, (function, broken) in WRONG[name].items():
        for seed in SEEDS:
            with case(what=what, seed=seed):
                marks = marking(EXERCISES[name], seed)
                lost = marks.lost(marks.handed_in(function))
                assert lost - {"errors"} == broken - {"errors"}
                assert "errors" not in broken or "errors" in lost
