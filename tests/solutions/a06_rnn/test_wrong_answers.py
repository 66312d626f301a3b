"""What hidden cases were too alike to notice loses the points of what it breaks, and the same ones in every draw."""

from collections.abc import Mapping

import pytest

from autograder.assignment import load_assignment
from tests.solutions.a06_rnn import wrong_clips_and_texts, wrong_networks
from tests.support.grids import case
from tests.support.marking import SEEDS, marking

EXERCISES = {exercise.name: exercise for exercise in load_assignment("a06_rnn").exercises}
WRONG: Mapping[str, wrong_networks.Wrong] = {
    "rnn_step": wrong_networks.RNN_STEP,
    "rnn_forward": wrong_networks.RNN_FORWARD,
    "rnn_backward": wrong_networks.RNN_BACKWARD,
    "gradient_norms": wrong_networks.GRADIENT_NORMS,
    "clip_gradients": wrong_clips_and_texts.CLIP_GRADIENTS,
    "generate": wrong_clips_and_texts.GENERATE,
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in WRONG])
def test_a_wrong_answer_loses_what_it_breaks_in_every_draw(name: str) -> None:
    for what, (function, broken) in WRONG[name].items():
        for seed in SEEDS:
            with case(what=what, seed=seed):
                marks = marking(EXERCISES[name], seed)
                assert marks.lost(marks.handed_in(function)) == broken
