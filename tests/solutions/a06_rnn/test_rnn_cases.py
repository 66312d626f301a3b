"""What is special about the hidden cases of a06_rnn: choices that are clear, and hints that hold for every seed."""

import numpy as np
import pytest

from autograder.assignment import Exercise, load_assignment
from autograder.judging.diagnosis import diagnose
from solutions.a06_rnn.texts import is_plain, is_varied, scores
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
    """A tie is exact, whatever adds the scores up: states are 1 and -1, and scores are whole numbers."""
    exercise = next(item for item in ASSIGNMENT.exercises if item.name == "generate")
    for seed in SEEDS:
        with case(seed=seed):
            for number, hidden in enumerate(marking(exercise, seed).cases):
                found = scores(hidden)
                if hidden.aspects == ("ties",):
                    np.testing.assert_array_equal(found, np.round(found))
                    best = found == found.max(axis=-1, keepdims=True)
                    assert best.sum(axis=-1).min() > 1, f"number {number}"
                elif found.shape[-1] > 1 and found.max(initial=-np.inf) > -100:
                    assert is_plain(hidden), f"number {number}"
                if found.shape[-1] > 1 and hidden.aspects != ("dtypes",):
                    assert is_varied(hidden), f"number {number}"
