"""Layers of PyTorch that are right but for one thing lose the part that it belongs to, whatever numbers are drawn."""

from collections.abc import Mapping
from typing import Any

import pytest
import torch

from autograder.assignment import Exercise, load_assignment
from autograder.judging.diagnosis import diagnose
from autograder.judging.outcome import of_reply
from solutions.a07_lstm.reference_torch import LSTM
from solutions.a08_gru.reference_torch import GRU
from tests.support.grids import case
from tests.support.marking import SEEDS, marking
from tests.support.torch_marking import points, replies
from tests.support.visible_checks import Checks, references
from tests.support.wrong_layers import BEGINNING, HARD_CODED, REMEMBERING, SATURATING, wrong_layers

CLASSES = {"a07_lstm": LSTM, "a08_gru": GRU}
EVERY_CLASS = pytest.mark.parametrize("assignment", CLASSES)

# The parts that each wrong layer loses; most of the others had full marks before these parts were there.
LOSES: Mapping[str, set[str]] = {
    **{name: {"calls"} for name in REMEMBERING},
    **{name: {"calls"} for name in ("single_precision_state", "single_precision_inside")},
    **{name: {"calls"} for name in ("dropout_in_training", "last_state_only_in_evaluation")},
    **{name: {"nesting"} for name in ("flat_or_in_a_tuple", "every_state_in_a_tuple")},
    **{name: {"arguments"} for name in ("state_changed", "state_written_into_and_returned", "input_changed")},
    **{name: {"sizes"} for name in ("view_of_the_input", "view_of_the_state", *SATURATING, *HARD_CODED)},
    **{name: {"fresh"} for name in BEGINNING},
    "given_state_detached": {"state"},
    "input_detached": {"gradients", "state", "sizes", "calls"},
    "bias_without_gradient": {"gradients", "state", "sizes", "calls"},
    "time_first": {"hs", "gradients", "state", "sizes", "calls", "nesting", "fresh"},
}
NAMED = {
    "state_kept": "state_kept_between_calls",
    "state_kept_with_its_graph": "state_kept_between_calls",
    "given_state_detached": "given_state_detached",
    "zero_initialised": "begins_with_equal_numbers",
    "weights_all_alike": "begins_with_equal_numbers",
    "uninitialised": "begins_with_whatever_was_there",
    "time_first": "time_first",
}
SAID = {
    "dropout_in_training": "is in training mode",
    "first_answer_kept": "was called before",
    "parameters_decay": "was called before",
}


def exercise_of(assignment: str) -> Exercise:
    return next(one for one in load_assignment(assignment).exercises if one.library == "torch")


@EVERY_CLASS
def test_the_reference_earns_everything(assignment: str) -> None:
    exercise = exercise_of(assignment)
    for seed in SEEDS:
        with case(seed=seed):
            marks = marking(exercise, seed)
            found = points(marks, replies(marks, CLASSES[assignment]))
            assert found == {aspect.name: aspect.points for aspect in exercise.aspects}


@EVERY_CLASS
def test_a_wrong_layer_loses_its_part_whatever_is_drawn(assignment: str) -> None:
    exercise, wrong = exercise_of(assignment), wrong_layers(CLASSES[assignment])
    assert wrong.keys() == LOSES.keys()
    for seed in SEEDS:
        marks = marking(exercise, seed)
        for name, kind in wrong.items():
            with case(seed=seed, layer=name):
                assert {part for part, earned in points(marks, replies(marks, kind)).items() if not earned} == LOSES[
                    name
                ]


@EVERY_CLASS
def test_the_mistakes_that_have_a_name_are_named(assignment: str) -> None:
    exercise, wrong = exercise_of(assignment), wrong_layers(CLASSES[assignment])
    flat = {"a07_lstm": "flat_result", "a08_gru": "state_in_a_tuple"}[assignment]
    marks = marking(exercise, 0)
    for name, expected in {**NAMED, "flat_or_in_a_tuple": flat}.items():
        with case(layer=name):
            found = diagnose(marks, list(map(of_reply, replies(marks, wrong[name]))))
            assert found.misconception is not None
            assert found.misconception.name == expected


@EVERY_CLASS
def test_what_depends_on_the_layer_is_said_of_the_layer(assignment: str) -> None:
    exercise, wrong = exercise_of(assignment), wrong_layers(CLASSES[assignment])
    marks = marking(exercise, 0)
    for name, words in SAID.items():
        with case(layer=name):
            answers = list(map(of_reply, replies(marks, wrong[name])))
            assert f"in the 3 calls where the layer {words}" in diagnose(marks, answers).says
    for name in ("every_state_in_a_tuple", "state_weights_all_zero", "extra_buffer"):
        with case(layer=name):
            symptom = diagnose(marks, list(map(of_reply, replies(marks, wrong[name])))).symptom
            assert symptom is None, "nothing is true of values where brackets or a beginning are wrong"


@EVERY_CLASS
def test_each_rule_that_hidden_cases_hold_to_is_shown_by_the_visible_check(assignment: str) -> None:
    exercise, checks = exercise_of(assignment), Checks(load_assignment(assignment))
    assert not references(exercise), "the check cell needs the class alone"
    right: Any = CLASSES[assignment]
    assert checks.fails(exercise, {exercise.name: right}) == ""
    for name, kind in wrong_layers(right).items():
        torch.manual_seed(0)
        if name not in HARD_CODED:  # that all sizes count is no rule of its own
            assert checks.fails(exercise, {exercise.name: kind}), f"{name} is nowhere shown"
