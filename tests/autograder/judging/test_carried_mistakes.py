"""Which named mistakes of the real exercises are carried forward: all but those by which an argument has no effect."""

import numpy as np
import pytest

from autograder.assignment import Exercise, assignment_names, load_assignment
from autograder.judging.carried import Standing, depend_on_all
from tests.support.marking import in_one_process

EXERCISES = [load_assignment(name).exercises for name in assignment_names()]
BUILT_ON = {name for exercises in EXERCISES for exercise in exercises for name in exercise.builds_on}
PARTS = [exercise for exercises in EXERCISES for exercise in exercises if exercise.name in BUILT_ON]
WITHOUT_EFFECT = {  # by exercise: what the mistake leaves out
    "linear_backward": {"dout_ignored"},
    "conv2d": {"bias_ignored"},
    "ngram_conv": {"bias_forgotten"},
    "dilated_conv1d": {"bias_ignored"},
    "rnn_step": {"state_ignored", "bias_missing", "state_without_weights"},
    "rnn_forward": {"h0_ignored", "bias_missing"},
    "lstm_step": {"hidden_state_ignored", "bias_ignored"},
    "lstm_step_backward": {"dc_ignored"},
    "gru_step": {"hidden_state_ignored_inside", "bias_ignored"},
    "dot_attention": {"context_of_keys"},
    "child_sum_step": {"hidden_states_ignored", "states_in_place_of_cells", "bias_ignored"},
    "lstm2d_step": {"left_ignored", "up_ignored", "bias_ignored"},
}


@pytest.mark.parametrize("exercise", in_one_process(PARTS))
def test_a_mistake_is_carried_unless_an_argument_has_no_effect(exercise: Exercise) -> None:
    found = set()
    for item in exercise.misconceptions:
        functions = Standing(exercise, item.name).functions
        with np.errstate(all="ignore"):  # a mistake may overflow
            depends = depend_on_all(functions, exercise)
        if not depends:
            found.add(item.name)
    assert found == WITHOUT_EFFECT.get(exercise.name, set())
