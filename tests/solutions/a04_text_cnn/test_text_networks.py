"""The class ``TextCNN``, judged by what it does: right in any layout, and wrong ones lose their part and are named."""

import functools

import pytest
import torch

from autograder.assignment import load_assignment
from autograder.judging.scoring import Trial, scored
from autograder.sandbox import CallReply
from solutions.a04_text_cnn.reference_torch import TextCNN
from solutions.a04_text_cnn.wrong_networks import MISTAKES
from tests.solutions.a04_text_cnn.text_networks import RIGHT, WRONG, Right
from tests.support.grids import case
from tests.support.judged_networks import assert_right_ones_earn_everything, assert_wrong_ones_are_named
from tests.support.marking import marking
from tests.support.torch_marking import points, replies
from tests.support.visible_checks import Checks

ASSIGNMENT = load_assignment("a04_text_cnn")
EXERCISE = ASSIGNMENT.exercises[-1]
pytestmark = pytest.mark.xdist_group(EXERCISE.name)

# The parts that a wrong network loses, where that is no matter of the numbers that are drawn.
DROPS = {"evaluation", "dropout"}
COUNTS = {"parameters", "evaluation", "logits", "silent", "dropout", "double"}
LOSES = {
    "F.dropout at its rate, always": {"evaluation"},
    "Dropout made in forward": {"evaluation"},
    "never drops": DROPS,
    "drops words": DROPS,
    "drops before the maximum": DROPS,
    "drops without growing": DROPS,
    "drops at 0.5 in training": {"dropout"},
    "keeps what it should drop": {"dropout", "learns"},
    "Dropout1d": DROPS,
    "one convolution": {"parameters", "logits", "silent", "double"},
    "widths added up": {"parameters"},
    "padding same": {"ngrams"},
    "mean over time": {"ngrams"},
    "last window": {"order", "ngrams", "words", "texts", "learns"},
    "first window": {"order", "ngrams", "words", "texts", "learns"},
    "frozen table": {"parameters"},
    "padding_idx": {"parameters"},
    "no relu": {"silent"},
    "filters without bias": COUNTS,
    "output without bias": COUNTS,
    "dropout on the logits": DROPS,
    "view of the tokens": {"texts"},
}


@functools.cache
def handed_in(name: str) -> list[CallReply]:
    """The replies of a wrong network to the cases of one draw."""
    return replies(marking(EXERCISE, 0), WRONG[name][1])


def test_any_layout_of_a_right_network_earns_everything() -> None:
    assert_right_ones_earn_everything(EXERCISE, {**RIGHT, "TextCNN": TextCNN})


def test_a_wrong_network_loses_its_part_and_is_named() -> None:
    mistakes = {name: mistake for name, (mistake, _) in WRONG.items()}
    assert_wrong_ones_are_named(EXERCISE, mistakes, handed_in, LOSES, MISTAKES)


def test_what_has_no_name_is_told_by_its_rule_its_numbers_or_its_error() -> None:
    said = {
        "remembers": "breaks a rule: with filters of one word the order of the words does not count.",
        "a second linear layer": "gave parameters = ",
        "indices kept": "max along an axis gives two things, the values and their places: take .values.",
        "output too small": "The product needs as many columns on its left as rows on its right, and 2 meet 1",
    }
    marks = marking(EXERCISE, 0)
    for name, words in said.items():
        with case(network=name):
            verdict = scored(Trial(marks, list(handed_in(name))))
            assert words in verdict.message
            assert verdict.case is not None
            assert " with all weights random around " in verdict.case


def test_each_rule_that_hidden_cases_hold_to_is_shown_by_the_visible_check() -> None:
    checks = Checks(ASSIGNMENT)
    assert checks.fails(EXERCISE, {EXERCISE.name: Right}) == ""
    for name, (_, kind) in WRONG.items():
        torch.manual_seed(0)
        with case(network=name):
            assert checks.fails(EXERCISE, {EXERCISE.name: kind}), "nowhere shown"


def test_a_network_that_hears_nothing_earns_nothing_for_its_rules() -> None:
    class Deaf(torch.nn.Module):
        def __init__(self, vocab: int, dim: int, widths: object, filters: int, classes: int, dropout: float = 0.5):
            super().__init__()
            self.b = torch.nn.Parameter(torch.zeros(classes))

        def forward(self, tokens: torch.Tensor) -> torch.Tensor:
            return self.b.expand(len(tokens), -1)

    marks = marking(EXERCISE, 0)
    earned = points(marks, replies(marks, Deaf))
    assert not any(earned.values()), earned
