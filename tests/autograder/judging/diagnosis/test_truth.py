"""Sentences are true: what is said of somebody's answers also holds for their answers to other cases."""

import pytest

from autograder.assignment import Exercise, assignment_names, load_assignment
from autograder.judging.diagnosis import SYMPTOMS
from autograder.judging.diagnosis.symptoms import see, symptom
from autograder.judging.expected import Expected
from tests.support.grids import case
from tests.support.marking import in_one_process, marking

EXERCISES = [one for name in assignment_names() for one in load_assignment(name).exercises]
MISTAKES = 3  # of an exercise: each test takes others, and all of them are measured by benchmarks.diagnosis


@pytest.mark.parametrize("exercise", in_one_process(EXERCISES))
def test_a_sentence_is_true_of_fresh_cases_too(exercise: Exercise) -> None:
    expected, fresh = marking(exercise, 0), marking(exercise, 1)
    for item in exercise.misconceptions[:: max(1, len(exercise.misconceptions) // MISTAKES)]:
        with case(mistake=item.name):
            found = symptom(expected, expected.wrong(item))
            if found is not None:
                assert found.name in SYMPTOMS
                assert found.says[0].isupper()
                assert found.says.endswith(".")
                assert found.still(see(fresh, fresh.wrong(item))), found.says


def test_an_untrue_sentence_is_seen() -> None:
    """Who turns x round for one draw and not for another is caught."""
    exercise = next(one for one in EXERCISES if one.name == "rnn_forward")
    wrong = next(one for one in exercise.misconceptions if one.name == "read_backwards")
    other = next(one for one in exercise.misconceptions if one.name == "tanh_missing")
    expected, fresh = Expected(exercise, 0), Expected(exercise, 1)
    found = symptom(expected, expected.wrong(wrong))
    assert found is not None
    assert found.still(see(fresh, fresh.wrong(wrong)))
    assert not found.still(see(fresh, fresh.wrong(other)))
