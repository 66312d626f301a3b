"""The class ``Seq2Seq``, judged by what it does: right in any style, and wrong ones lose their part and are named."""

import contextlib
import functools
import io

import pytest
import torch

from autograder.assignment import load_assignment
from autograder.judging.scoring import Trial, scored
from autograder.sandbox import CallReply
from solutions.a09_attention.reference_torch import Seq2Seq
from solutions.a09_attention.wrong_translators import MISTAKES
from tests.solutions.a09_attention.translators import RIGHT
from tests.solutions.a09_attention.wrong_translators import WRONG
from tests.support.grids import case
from tests.support.judged_networks import assert_right_ones_earn_everything, assert_wrong_ones_are_named
from tests.support.marking import marking
from tests.support.torch_marking import points, replies
from tests.support.visible_checks import Checks

ASSIGNMENT = load_assignment("a09_attention")
EXERCISE = ASSIGNMENT.exercises[-1]
pytestmark = pytest.mark.xdist_group(EXERCISE.name)

# The parts that a wrong network loses.
MASKS, CUT = {"weights", "masked", "double"}, {"logits", "learns"}
LOSES = {
    "mask ignored": MASKS,
    "mask ignored, Luong": MASKS,
    "padding attended to": MASKS,
    "multiplied after the softmax": MASKS,
    "scores times mask": MASKS,
    "state after the padding": {"masked"},
    "NaN": {"empty"},
    "NaN, Luong": {"empty"},
    "from zeros": {"start"},
    "from the first state": {"start"},
    "context unused": {"context"},
    "state twice": {"context"},
    "attention once": {"weights"},
    "scaled": {"dot"},
    "additive": {"dot"},
    "looks ahead": {"target"},
    "shifts the target": {"target"},
    "own words": {"target"},
    "softmax": CUT,
    "log_softmax": CUT,
    "relu": CUT,
    "tanh": CUT,
    "a layer unused": {"parameters"},
    "zeros in single precision": {"double"},
    "~ of 0 and 1": {"weights"},
}


@functools.cache
def handed_in(name: str) -> list[CallReply]:
    """The replies of a wrong network to the cases of one draw."""
    return replies(marking(EXERCISE, 0), WRONG[name][1])


def test_any_style_of_a_right_network_earns_everything() -> None:
    assert_right_ones_earn_everything(EXERCISE, {**RIGHT, "Seq2Seq": Seq2Seq})


def test_a_wrong_network_loses_its_part_and_is_named() -> None:
    mistakes = {name: mistake for name, (mistake, _) in WRONG.items()}
    assert_wrong_ones_are_named(EXERCISE, mistakes, handed_in, LOSES, MISTAKES)


def test_what_has_no_name_is_told_by_its_error() -> None:
    said = {
        "no weights": "left under self.weights a NoneType, where a tensor is expected",
        "zeros in single precision": "must have the same dtype",
        "~ of 0 and 1": "to be a boolean tensor",
    }
    marks = marking(EXERCISE, 0)
    for name, words in said.items():
        with case(network=name):
            assert words in scored(Trial(marks, list(handed_in(name)))).message


def test_each_rule_that_hidden_cases_hold_to_is_shown_by_the_visible_check() -> None:
    checks = Checks(ASSIGNMENT)
    with contextlib.redirect_stdout(io.StringIO()):
        for name, kind in RIGHT.items():
            torch.manual_seed(0)
            with case(style=name):
                assert checks.fails(EXERCISE, {EXERCISE.name: kind}) == ""
        for name, (_, kind) in WRONG.items():
            torch.manual_seed(0)
            with case(network=name):
                assert checks.fails(EXERCISE, {EXERCISE.name: kind}), "nowhere shown"


def test_a_network_that_reads_nothing_earns_nothing_for_its_rules() -> None:
    class Deaf(torch.nn.Module):
        def __init__(self, vocab: int, dim: int, units: int) -> None:
            super().__init__()
            self.b = torch.nn.Parameter(torch.zeros(vocab))

        def forward(self, source: torch.Tensor, source_mask: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
            self.weights = source_mask[:, None].expand(-1, target.shape[1], -1) / source_mask.sum(1)[:, None, None]
            return self.b.expand(*target.shape, -1)

    marks = marking(EXERCISE, 0)
    earned = points(marks, replies(marks, Deaf))
    assert not any(earned.values()), earned
