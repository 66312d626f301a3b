"""What hidden cases were too alike to notice loses the points of what it breaks, and the same ones in every draw."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from autograder.assignment import Case, load_assignment
from autograder.judging.outcome import Outcome
from tests.solutions.a01_backprop import wrong_answers
from tests.support.grids import case
from tests.support.marking import SEEDS, Marking, in_memory, marking

Function = Callable[..., Any]
EXERCISES = {exercise.name: exercise for exercise in load_assignment("a01_backprop").exercises}
WRONG: Mapping[str, wrong_answers.Wrong] = {
    "activations": wrong_answers.ACTIVATIONS,
    "softmax": wrong_answers.SOFTMAX,
    "cross_entropy": wrong_answers.CROSS_ENTROPY,
    "linear_backward": wrong_answers.LINEAR_BACKWARD,
    "dropout": wrong_answers.DROPOUT,
    "mlp_gradients": wrong_answers.MLP_GRADIENTS,
}


def handed_in(marks: Marking, function: Function | Mapping[str, Function]) -> list[Outcome]:
    """The outcomes of a function, or of several of which those that are not given are right."""

    def called(case: Case) -> Function:
        if callable(function):
            return in_memory(function, case)
        return in_memory(function.get(case.function or "", marks.exercise.reference_for(case)), case)

    return marks.outcomes(called)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in WRONG])
def test_a_wrong_answer_loses_what_it_breaks_in_every_draw(name: str) -> None:
    for what, (function, broken) in WRONG[name].items():
        for seed in SEEDS:
            with case(what=what, seed=seed):
                marks = marking(EXERCISES[name], seed)
                assert marks.lost(handed_in(marks, function)) == broken


def test_every_exercise_has_some() -> None:
    assert list(WRONG) == list(EXERCISES)
