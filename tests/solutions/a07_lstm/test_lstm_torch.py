"""The PyTorch classes: equal to PyTorch's own layers and to the functions for NumPy, outputs and gradients."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from autograder.assignment import load_assignment
from autograder.sandbox import Call
from solutions.a07_lstm.reference_torch import LSTM
from solutions.a08_gru.reference_torch import GRU
from tests.support import torch_marking
from tests.support.grids import case
from tests.support.marking import marking

SIZES = [(1, 1, 1, 1), (2, 5, 3, 4), (3, 2, 4, 1)]  # N, T, D, U


CLASSES = [("a07_lstm", "LSTM", LSTM), ("a08_gru", "GRU", GRU)]


@pytest.mark.parametrize(("assignment", "name", "kind"), CLASSES)
def test_autograd_finds_what_the_hidden_cases_expect(assignment: str, name: str, kind: Any) -> None:
    exercise = next(item for item in load_assignment(assignment).exercises if item.name == name)
    for seed in range(4):
        marks = marking(exercise, seed)
        for number, (hidden, truth) in enumerate(zip(marks.cases, marks.truths, strict=True)):
            with case(seed=seed, number=number):
                assert hidden.module is not None
                assert truth.value is not None
                exact = replace(hidden, module=replace(hidden.module, double=True))
                found = torch_marking.reply(Call(exact, name, len(truth.value)), kind)
                assert found.outcome == "returned", found.message
                for actual, wanted in zip(found.value, truth.value, strict=True):
                    np.testing.assert_allclose(actual, np.asarray(wanted), atol=1e-10)


def test_the_lstm_equals_pytorchs() -> None:
    for n, steps, features, units in SIZES:
        torch.manual_seed(0)
        theirs: Any = torch.nn.LSTM(features, units, batch_first=True)  # its parameters are typed as modules, too
        ours = LSTM(features, units)
        with torch.no_grad():
            ours.w_x.copy_(theirs.weight_ih_l0.T)
            ours.w_h.copy_(theirs.weight_hh_l0.T)
            ours.b.copy_(theirs.bias_ih_l0 + theirs.bias_hh_l0)
        x, h, c = torch.randn(n, steps, features), torch.randn(n, units), torch.randn(n, units)
        for state in (None, (h, c)):
            with case(n=n, steps=steps, features=features, units=units, begun_with_zeros=state is None):
                hs, last = ours(x, state)
                expected, wanted = theirs(x, None if state is None else (h[None], c[None]))
                torch.testing.assert_close(hs, expected)
                for actual, right in zip(last, wanted, strict=True):
                    torch.testing.assert_close(actual, right[0])


def test_the_gru_equals_pytorchs() -> None:
    for n, steps, features, units in SIZES:
        torch.manual_seed(0)
        theirs: Any = torch.nn.GRU(features, units, batch_first=True)  # its parameters are typed as modules, too
        ours = GRU(features, units)
        with torch.no_grad():
            ours.w_x.copy_(theirs.weight_ih_l0.T)
            ours.w_h.copy_(theirs.weight_hh_l0.T)
            ours.b_x.copy_(theirs.bias_ih_l0)
            ours.b_h.copy_(theirs.bias_hh_l0)
        x, h0 = torch.randn(n, steps, features), torch.randn(n, units)
        for h in (None, h0):
            with case(n=n, steps=steps, features=features, units=units, begun_with_zeros=h is None):
                hs, last = ours(x, h)
                expected, wanted = theirs(x, None if h is None else h[None])
                torch.testing.assert_close(hs, expected)
                torch.testing.assert_close(last, wanted[0])


@pytest.mark.parametrize(("kind", "names"), [(LSTM, {"w_x", "w_h", "b"}), (GRU, {"w_x", "w_h", "b_x", "b_h"})])
def test_the_state_dict_holds_the_parameters_alone_and_makes_the_round_trip(kind: Any, names: set[str]) -> None:
    first, second = kind(3, 4), kind(3, 4)
    assert set(first.state_dict()) == names
    x = torch.randn(2, 3, 3)
    assert not torch.equal(first(x)[0], second(x)[0])
    second.load_state_dict(first.state_dict())
    assert torch.equal(first(x)[0], second(x)[0])
