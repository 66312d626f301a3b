"""What hidden cases were too alike to notice loses the points of what it breaks, and the same ones in every draw."""

from collections.abc import Mapping

import pytest

from autograder.assignment import Case, load_assignment
from autograder.authoring import Function
from autograder.judging.outcome import Outcome, of_function
from autograder.probe.function_call import _strided as strided
from tests.solutions.a06_rnn import wrong_clips_and_texts, wrong_networks
from tests.support.grids import case
from tests.support.marking import SEEDS, Marking, marking

EXERCISES = {exercise.name: exercise for exercise in load_assignment("a06_rnn").exercises}
WRONG: Mapping[str, wrong_networks.Wrong] = {
    "rnn_step": wrong_networks.RNN_STEP,
    "rnn_forward": wrong_networks.RNN_FORWARD,
    "rnn_backward": wrong_networks.RNN_BACKWARD,
    "gradient_norms": wrong_networks.GRADIENT_NORMS,
    "clip_gradients": wrong_clips_and_texts.CLIP_GRADIENTS,
    "generate": wrong_clips_and_texts.GENERATE,
}


def outcome(function: Function, hidden: Case) -> Outcome:
    """The outcome of ``function``, given arrays that lie in memory as those of the sandbox do."""
    return of_function(lambda *args: function(*strided(args) if hidden.strided else args), hidden)


def lost(marks: Marking, answers: list[Outcome]) -> set[str]:
    return {name for name, points in marks.points(answers).items() if points == 0}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in WRONG])
def test_a_wrong_answer_loses_what_it_breaks_in_every_draw(name: str) -> None:
    for what, (function, broken) in WRONG[name].items():
        for seed in SEEDS:
            with case(what=what, seed=seed):
                marks = marking(EXERCISES[name], seed)
                assert lost(marks, [outcome(function, hidden) for hidden in marks.cases]) == broken


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in EXERCISES])
def test_a_named_mistake_costs_the_same_in_every_draw(name: str) -> None:
    for mistake in EXERCISES[name].misconceptions:
        first, *others = [lost(marks, marks.wrong(mistake)) for marks in (marking(EXERCISES[name], s) for s in SEEDS)]
        for seed, found in zip(list(SEEDS)[1:], others, strict=True):
            with case(mistake=mistake.name, seed=seed):
                assert found == first
