"""Each look at a layer whose parameters have any names: what it finds in a right layer, and in wrong ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from autograder.assignment import Behaviour, Case, Module
from autograder.sandbox import Call, CallReply
from tests.support.torch_marking import reply

RULE = "it is right"
ROWS = np.array([[1.0, 2.0], [3.0, -1.0]])


class Layer(torch.nn.Module):
    """A linear layer on doubled rows, with dropout of what comes in."""

    def __init__(self, rate: float = 0.0) -> None:
        super().__init__()
        self.rate = rate
        self.anything = torch.nn.Linear(2, 2)

    def forward(self, x: torch.Tensor) -> Any:
        return self.anything(functional.dropout(2 * x, self.rate, self.training))


def wrong(forward: Callable[[Any, torch.Tensor], Any]) -> type:
    return type("Layer", (Layer,), {"forward": forward})


def looked_at(
    kind: type, asks: Any, *arguments: Any, outputs: int = 1, init: tuple[Any, ...] = (), **module: Any
) -> CallReply:
    fields = {name: module.pop(name) for name in ("weights", "biases", "spread", "limits") if name in module}
    made = Module(init, behaviour=Behaviour(asks, RULE, seed=1, **fields), **module)
    return reply(Call(Case((), arguments, module=made), "Layer", outputs), kind)


def found(kind: type, asks: Any, *arguments: Any, outputs: int = 1, **how: Any) -> Sequence[Any]:
    given = looked_at(kind, asks, *arguments, outputs=outputs, **how)
    assert given.outcome == "returned", given.message
    return [np.asarray(value).tolist() for value in given.value]


def test_an_output_follows_from_one_number_for_all_weights_and_one_for_all_biases() -> None:
    assert found(Layer, "output", ROWS, weights=0.5, biases=-1.0) == [[[2, 2], [1, 1]]]
    assert found(Layer, "output", ROWS, weights=0.5, biases=-1.0, double=True) == [[[2, 2], [1, 1]]]
    drawn = found(Layer, "output", ROWS, weights=0.5, spread=0.1, biases=-1.0)
    assert drawn == found(Layer, "output", ROWS, weights=0.5, spread=0.1, biases=-1.0), "one seed, one draw"
    assert drawn != [[[2, 2], [1, 1]]]


def test_a_row_may_not_depend_on_the_others() -> None:
    centred = wrong(lambda self, x: Layer.forward(self, x - x.mean(dim=0)))
    assert found(Layer, "alone", ROWS) == [[1, 1]]
    assert found(centred, "alone", ROWS) == [[0, 0]]


def test_two_arguments_are_alike_or_apart_row_by_row() -> None:
    other = np.array([[1.0, 2.0], [3.0, -2.0]])
    assert found(Layer, "alike", ROWS, other) == [[1, 0]]
    assert found(Layer, "apart", ROWS, other) == [[0, 1]]
    nothing = wrong(lambda self, x: float("nan") * Layer.forward(self, x))
    assert found(nothing, "alike", ROWS, ROWS) == found(nothing, "apart", ROWS, other) == [[0, 0]]


def test_numbers_in_parameters_are_counted_and_those_that_a_gradient_reaches() -> None:
    assert found(Layer, "reached", ROWS, outputs=2) == [6, 6]
    assert found(wrong(lambda self, x: Layer.forward(self, x).detach()), "reached", ROWS, outputs=2) == [6, 0]
    assert found(wrong(lambda self, x: 2 * x @ self.anything.weight.T), "reached", ROWS, outputs=2) == [6, 4]
    normed = wrong(lambda self, x: Layer.forward(self, x).softmax(dim=1))
    assert found(normed, "reached", ROWS, outputs=2, weights=0.1, biases=0.0) == [6, 6], "its sum has no gradient"


def test_the_state_dict_makes_a_second_layer_the_same() -> None:
    hidden = wrong(lambda self, x: Layer.forward(self, x) + self.__dict__.setdefault("drawn", torch.rand(2)))
    assert found(Layer, "reloaded", ROWS, weights=0.0, spread=1.0) == [[1, 1]]
    assert found(hidden, "reloaded", ROWS, weights=0.0, spread=1.0) == [[0, 0]]


def test_dropout_is_seen_in_many_equal_rows() -> None:
    how: dict[str, Any] = {"outputs": 2, "weights": 0.5, "biases": 1.0, "limits": (2000,), "init": (0.5,)}
    ends, (mean, least, most) = found(Layer, "dropped", np.array([[1.0, 1.0]]), training=True, **how)
    assert ends == [1, 5]
    assert mean == pytest.approx(3, abs=0.2)
    assert least == pytest.approx(0.25, abs=0.05)
    assert most == pytest.approx(0.25, abs=0.05)
    assert found(Layer, "dropped", np.array([[1.0, 1.0]]), **how) == [[3, 3], [3, 1, 1]]


def test_a_layer_learns_or_does_not() -> None:
    labels = np.array([0, 1])
    assert found(Layer, "learned", ROWS, labels, limits=(50, 0.02), training=True) == [[1]]
    constant = wrong(lambda self, x: 0 * Layer.forward(self, x))
    detached = wrong(lambda self, x: torch.zeros(len(x), 2))
    for kind in (constant, detached):
        assert found(kind, "learned", ROWS, labels, limits=(50, 0.02), training=True) == [[0]]


def test_what_is_no_matrix_of_rows_is_said() -> None:
    flat = wrong(lambda self, x: Layer.forward(self, x).sum())
    pair = wrong(lambda self, x: (x, x))
    assert "where a matrix of as many rows as texts (2) is right" in looked_at(flat, "alone", ROWS).message
    assert looked_at(pair, "alike", ROWS, ROWS).message == "it returned a tuple, where a tensor is expected"


def test_a_tensor_of_the_notebooks_own_class_does_not_answer_for_itself() -> None:
    class Agreeable(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            out = super().__torch_function__(function, types, args, kwargs or {})
            return 0 * out if function in (torch.Tensor.sub, torch.Tensor.__sub__, torch.Tensor.abs) else out

    agreeable = wrong(lambda self, x: Layer.forward(self, x).as_subclass(Agreeable))
    other = np.array([[1.0, 2.0], [3.0, -2.0]])
    assert found(agreeable, "alike", ROWS, other) == [[1, 0]]
    assert found(agreeable, "reached", ROWS, outputs=2) == [6, 6]
    pretender = type("Pretender", (), {"__class__": torch.Tensor, "detach": None})
    given = looked_at(wrong(lambda self, x: pretender()), "alike", ROWS, ROWS)
    assert given.message == "it returned a Pretender, where a tensor is expected"


def test_numbers_that_nobody_has_put_there_agree_with_nothing() -> None:
    def begin(self: Any) -> None:
        Layer.__init__(self)
        self.anything.weight = torch.nn.Parameter(torch.empty(2, 2))

    empty = type("Layer", (Layer,), {"__init__": begin})
    assert found(empty, "alike", ROWS, ROWS) == [[0, 0]]


def test_earlier_calls_and_changed_arguments_are_seen() -> None:
    counts = wrong(lambda self, x: Layer.forward(self, x) + self.__dict__.setdefault("seen", float(len(x))))
    plain = found(counts, "output", ROWS, weights=0.5, biases=0.0)
    assert plain != found(counts, "output", ROWS, weights=0.5, biases=0.0, before=((ROWS[:1],),))
    zeroing = wrong(lambda self, x: (Layer.forward(self, x), x.zero_())[0])
    assert looked_at(zeroing, "output", ROWS, weights=0.5, biases=0.0).changed
    assert not looked_at(Layer, "output", ROWS, weights=0.5, biases=0.0).changed


def test_a_call_says_what_the_layer_was_filled_with() -> None:
    module = Module((0.5,), training=True, behaviour=Behaviour("output", RULE, weights=0.5, biases=-100.0))
    assert module.called("Layer", "x") == "Layer(0.5,).train()(x) with all weights 0.5 and all biases -100"
    drawn = Behaviour("alone", RULE, weights=0.0, biases=1.0, spread=0.2)
    assert replace(module, behaviour=drawn).called("Layer", "x").endswith("random around 0 and all biases 1")
    assert Behaviour("learned", RULE).filled == ""
