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


class Reader(torch.nn.Module):
    """Shares of the words of a text, at each step of another one, and as many numbers for each step."""

    def __init__(self, units: int = 2) -> None:
        super().__init__()
        self.table = torch.nn.Embedding(9, units)

    def forward(self, source: torch.Tensor, mask: torch.Tensor, target: torch.Tensor) -> Any:
        scores = self.table(target) @ self.table(source).mT
        self.shares: Any = scores.masked_fill(mask[:, None] == 0, float("-inf")).softmax(2)
        return self.shares @ self.table(source)


SOURCE, MASK, TARGET = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 1, 0], [1, 0, 1]]), np.array([[7, 8], [8, 2]])
READ = SOURCE, MASK, TARGET


def read(
    asks: Any, *arguments: np.ndarray, kind: type = Reader, limits: tuple[float, ...] = (), **how: Any
) -> CallReply:
    filled = {name: how.pop(name, value) for name, value in (("weights", 0.0), ("spread", 1.0), ("biases", 0.0))}
    behaviour = Behaviour(asks, RULE, seed=1, takes=3, axes=3, limits=limits, **filled, **how)
    return reply(Call(Case((), arguments, module=Module((2,), behaviour=behaviour)), "Reader", 1), kind)


def value(asks: Any, *arguments: np.ndarray, **how: Any) -> Any:
    given = read(asks, *arguments, **how)
    assert given.outcome == "returned", given.message
    return np.asarray(given.value[0]).tolist()


def reading(forward: Callable[..., Any]) -> type:
    return type("Reader", (Reader,), {"forward": forward})


def test_a_layer_may_take_several_arguments_and_leave_something_behind() -> None:
    other = np.where(MASK, SOURCE, 0)
    assert value("alone", *READ) == [1, 1]
    assert value("alike", *READ, other, MASK, TARGET) == [1, 1]
    assert value("apart", *READ, SOURCE - 1, MASK, TARGET) == [1, 1]
    even = [[[0.5, 0.5, 0.0]] * 2, [[0.5, 0.0, 0.5]] * 2]
    assert value("output", *READ, spread=0.0, attribute="shares") == even
    assert value("output", *READ, spread=0.0) == np.zeros((2, 2, 2)).tolist()
    assert value("trained", *READ) == [1]
    assert value("trained", *READ, kind=reading(lambda self, *a: Reader.forward(self, *a).detach())) == [0]
    none = read("alone", *READ, attribute="weights")
    assert none.message == "it left under self.weights a NoneType, where a tensor is expected"


def test_some_steps_and_the_shares_of_some_numbers_are_compared() -> None:
    later = TARGET.copy()
    later[:, 1] = 1
    assert value("alike", *READ, SOURCE, MASK, later, limits=(1,)) == [1, 1]
    assert value("alike", *READ, SOURCE, MASK, later) == [0, 0]
    whole, other = np.ones_like(MASK), SOURCE.copy()
    other[:, 2] = 0
    calls = SOURCE, whole, TARGET, other, whole, TARGET
    assert value("alike", *calls, attribute="shares") == [0, 0]
    assert value("alike", *calls, attribute="shares", limits=(2, 2)) == [1, 1], "the third alone has changed"
    assert value("alike", *calls, attribute="shares", limits=(2, -2)) == [0, 0]


def test_steps_vary_or_do_not_and_rows_are_finite_or_not() -> None:
    assert value("varied", *READ) == [1, 1]
    assert value("varied", SOURCE, MASK, np.array([[7, 7], [8, 2]])) == [0, 1]
    assert value("finite", SOURCE, np.array([[0, 0, 0], [1, 0, 1]]), TARGET) == [0, 1]


def test_shares_are_those_of_what_an_argument_keeps() -> None:
    assert value("shares", *READ, attribute="shares", limits=(1,)) == [1, 1]
    ignoring = reading(lambda self, source, mask, target: Reader.forward(self, source, torch.ones_like(mask), target))
    assert value("shares", *READ, kind=ignoring, attribute="shares", limits=(1,)) == [0, 0]

    def halved(self: Any, *arguments: torch.Tensor) -> Any:
        found = Reader.forward(self, *arguments)
        self.shares = self.shares / 2
        return found

    assert value("shares", *READ, kind=reading(halved), attribute="shares", limits=(1,)) == [0, 0]


def test_scores_are_told_from_what_was_made_of_them() -> None:
    made = {
        1: lambda out: 9 * out,
        0: lambda out: out.softmax(2),
        -1: lambda out: out.log_softmax(2),
        2: lambda out: 9 * out.relu(),
        3: torch.tanh,
    }
    for code, change in made.items():
        kind = reading(lambda self, *arguments, change=change: change(Reader.forward(self, *arguments)))
        assert value("scores", *READ, kind=kind) == [code]


def test_two_sizes_of_a_layer_are_compared_by_how_far_apart_the_logarithms_are() -> None:
    def ranked(self: Any, source: torch.Tensor, mask: torch.Tensor, target: torch.Tensor) -> Any:
        keys = self.table(source) * torch.arange(1, 4)[:, None]
        self.shares = (self.table(target) @ keys.mT / getattr(self, "by", 1)).softmax(2)
        return self.shares @ keys

    kind, how = reading(ranked), {"attribute": "shares", "weights": 0.5, "spread": 0.0, "other": ((8,), 0.5)}
    assert value("times", *READ, kind=kind, **how) == pytest.approx(4, rel=1e-4)

    def scaled(self: Any, *arguments: Any) -> Any:
        self.by = self.table.embedding_dim**0.5
        return ranked(self, *arguments)

    assert value("times", *READ, kind=reading(scaled), **how) == pytest.approx(2, rel=1e-4)
    even = reading(lambda self, *a: setattr(self, "shares", torch.full((2, 2, 3), 1 / 3)))
    assert value("times", *READ, kind=even, **how) == 0


def test_labels_of_every_step_are_learned() -> None:
    class Copies(torch.nn.Module):
        def __init__(self, units: int) -> None:
            super().__init__()
            self.table = torch.nn.Embedding(9, 9)

        def forward(self, source: torch.Tensor, mask: torch.Tensor, target: torch.Tensor) -> Any:
            return self.table(target)

    assert value("learned", *READ, TARGET, kind=Copies, limits=(50, 0.1)) == [1]
    one_less = read("learned", *READ, TARGET[:, :1].copy(), kind=Copies, limits=(2, 0.1))
    assert one_less.message == "it returned a tensor of shape (2, 2, 9), where the first axes should be (2, 1)"
