"""What is special about the hidden cases of a06_rnn: choices that are clear, and hints that hold for every seed."""

import numpy as np
import pytest

from autograder.assignment import Exercise, load_assignment
from autograder.judging.diagnosis import diagnose
from solutions.a06_rnn.reference import rnn_forward
from tests.support.grids import case
from tests.support.marking import in_one_process, marking

ASSIGNMENT = load_assignment("a06_rnn")
SEEDS = range(1, 7)  # the tests of all hidden cases look at seed 0


@pytest.mark.parametrize("exercise", in_one_process(ASSIGNMENT.exercises))
def test_each_misconception_is_named_and_no_other_whatever_the_seed(exercise: Exercise) -> None:
    for seed in SEEDS:
        with case(seed=seed):
            marks = marking(exercise, seed)
            found = {item.name: diagnose(marks, marks.wrong(item)).misconception for item in exercise.misconceptions}
            named = {name: item.name if item else None for name, item in found.items()}
            assert named == {name: name for name in named}
            assert len(named) >= 5


def test_no_choice_of_a_token_is_close_and_no_text_is_one_token_over_and_over() -> None:
    exercise = next(item for item in ASSIGNMENT.exercises if item.name == "generate")
    for seed in SEEDS:
        with case(seed=seed):
            marks = marking(exercise, seed)
            for number, (hidden, truth) in enumerate(zip(marks.cases, marks.truths, strict=True)):
                h0, first, w_x, w_h, b, w_out, b_out, steps = hidden.args
                assert truth.value is not None
                tokens = np.asarray(truth.value[0])
                read = np.concatenate([first[:, None], tokens[:, :-1]], axis=1)
                scores = np.sort(rnn_forward(np.eye(len(w_x))[read], h0, w_x, w_h, b) @ w_out + b_out, axis=-1)
                assert (scores[..., -1] - scores[..., -2]).min() > 0.04, f"number {number}"
                assert all(len(set(row)) > 1 for row in tokens.tolist() if steps > 1), f"number {number}"
