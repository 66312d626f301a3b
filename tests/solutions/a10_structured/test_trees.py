"""Nodes and trees of LSTM cells: by hand, number by number, as sequences, and in any order of their nodes."""

import itertools

import numpy as np
import pytest
import torch

from solutions.a07_lstm.reference import lstm_forward, lstm_step
from solutions.a10_structured.reference import child_sum_step, tree_lstm
from tests.solutions.a10_structured import number_by_number
from tests.support.grids import case

Arrays = tuple[np.ndarray, ...]
NO_WEIGHTS = np.zeros((1, 4))


def weights(features: int, units: int, seed: int = 0) -> Arrays:
    """w_x, w_h, b."""
    rng = np.random.default_rng((features, units, seed))
    return tuple(rng.normal(size=shape) for shape in ((features, 4 * units), (units, 4 * units), (4 * units,)))


def any_tree(rng: np.random.Generator, n: int) -> np.ndarray:
    """A tree whose nodes stand in any order."""
    number = rng.permutation(n)
    parent = np.full(n, -1)
    for place in range(n - 1):
        parent[number[place]] = number[rng.integers(place + 1, n)]
    return parent


def test_two_children_worked_by_hand() -> None:
    two_h, two_c = np.array([[1.0], [-1]]), np.array([[2.0], [4]])
    # all weights 0: every gate is 1/2, the candidate 0;  c = 2/2 + 4/2 = 3,  h = tanh(3) / 2
    h, c = child_sum_step(np.ones(1), two_h, two_c, NO_WEIGHTS, NO_WEIGHTS, np.zeros(4))
    np.testing.assert_allclose(c, [3])
    np.testing.assert_allclose(h, [0.4975], atol=5e-5)
    # f = σ(10 · h): .99995 and .00005, so c = 2 · .99995 + 4 · .00005;  of the sum 1 - 1 = 0 it would be 3 again
    _, c = child_sum_step(np.ones(1), two_h, two_c, NO_WEIGHTS, np.array([[0.0, 10, 0, 0]]), np.zeros(4))
    np.testing.assert_allclose(c, [2.0001], atol=5e-5)


def test_a_leaf_worked_by_hand() -> None:
    # i = σ(ln 3) = 3/4, g = tanh(ln 2) = 3/5, o = σ(-ln 3) = 1/4;  c = 9/20
    b = np.array([np.log(3), 7, np.log(2), -np.log(3)])
    h, c = child_sum_step(np.ones(1), np.zeros((0, 1)), np.zeros((0, 1)), NO_WEIGHTS, NO_WEIGHTS, b)
    np.testing.assert_allclose(c, [0.45])
    np.testing.assert_allclose(h, [np.tanh(0.45) / 4])


def test_a_node_equals_the_formulas_number_by_number() -> None:
    for k, D, U in itertools.product((0, 1, 2, 5), (1, 3), (1, 2, 4)):
        rng = np.random.default_rng((k, D, U))
        x, children_h, children_c = rng.normal(size=D), rng.normal(size=(k, U)), rng.normal(size=(k, U))
        children = [(list(h), list(c)) for h, c in zip(children_h, children_c, strict=True)]
        with case(k=k, D=D, U=U):
            found = child_sum_step(x, children_h, children_c, *weights(D, U))
            wanted = number_by_number.node(list(x), children, *weights(D, U))
            np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_one_child_is_a_step_of_an_lstm() -> None:
    for D, U in itertools.product((1, 3), (1, 2, 4)):
        rng = np.random.default_rng((D, U))
        x, h, c = rng.normal(size=(1, D)), rng.normal(size=(1, U)), rng.normal(size=(1, U))
        with case(D=D, U=U):
            found, wanted = child_sum_step(x[0], h, c, *weights(D, U)), lstm_step(x, h, c, *weights(D, U))
            np.testing.assert_allclose(found, [array[0] for array in wanted], atol=1e-12)


def test_children_have_no_order_and_one_of_zeros_adds_nothing() -> None:
    rng = np.random.default_rng(3)
    x, h, c = rng.normal(size=2), rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    wanted = child_sum_step(x, h, c, *weights(2, 3))
    for order in itertools.permutations(range(4)):
        with case(order=order):
            found = child_sum_step(x, h[[*order]], c[[*order]], *weights(2, 3))
            np.testing.assert_allclose(found, wanted, atol=1e-12)
    padded = [np.concatenate([array, np.zeros((2, 3))]) for array in (h, c)]
    np.testing.assert_allclose(child_sum_step(x, *padded, *weights(2, 3)), wanted, atol=1e-12)


def test_a_tree_equals_the_formulas_number_by_number() -> None:
    for n, D, U in itertools.product((1, 2, 5, 9), (1, 3), (1, 2)):
        rng = np.random.default_rng((n, D, U))
        x, parent = rng.normal(size=(n, D)), any_tree(rng, n)
        with case(parent=parent.tolist(), D=D, U=U):
            found = tree_lstm(x, parent, *weights(D, U))
            np.testing.assert_allclose(found, number_by_number.tree(x, parent.tolist(), *weights(D, U)), atol=1e-12)


def test_a_chain_is_a_sequence() -> None:
    for n, D, U in itertools.product((1, 2, 6), (1, 3), (1, 2, 4)):
        x = np.random.default_rng((n, D, U)).normal(size=(n, D))
        w_x, w_h, b = weights(D, U)
        hs, cs = tree_lstm(x, np.array([*range(1, n), -1]), w_x, w_h, b)
        ours = lstm_forward(x[None], np.zeros((1, U)), np.zeros((1, U)), w_x, w_h, b)
        layer = torch.nn.LSTM(D, U, batch_first=True, dtype=torch.float64)
        values = {"weight_ih_l0": w_x.T, "weight_hh_l0": w_h.T, "bias_ih_l0": b, "bias_hh_l0": 0 * b}
        layer.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in values.items()})
        with torch.no_grad():
            theirs = layer(torch.tensor(x)[None])[0]
        with case(n=n, D=D, U=U):
            np.testing.assert_allclose(hs, ours[0][0], atol=1e-12)
            np.testing.assert_allclose(cs[-1], ours[1][0], atol=1e-12)
            np.testing.assert_allclose(hs, theirs[0].numpy(), atol=1e-12)


def test_the_order_of_the_nodes_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    x, parent = rng.normal(size=(4, 2)), np.array([2, 2, 3, -1])
    hs, cs = tree_lstm(x, parent, *weights(2, 3))
    for order in itertools.permutations(range(4)):  # node order[i] gets the number i
        place = {node: number for number, node in enumerate(order)} | {-1: -1}
        moved = np.array([place[int(parent[node])] for node in order])
        with case(order=order):
            found = tree_lstm(x[[*order]], moved, *weights(2, 3))
            np.testing.assert_allclose(found, [hs[[*order]], cs[[*order]]], atol=1e-12)


def test_open_gates_count_the_nodes() -> None:
    rng = np.random.default_rng(6)
    for n in (1, 7, 30):
        parent = any_tree(rng, n)
        sizes = np.ones(n)
        for node in range(n):
            above = int(parent[node])
            while above >= 0:
                sizes[above] += 1
                above = int(parent[above])
        with case(parent=parent.tolist()):
            _, cs = tree_lstm(np.zeros((n, 1)), parent, NO_WEIGHTS, NO_WEIGHTS, np.full(4, 100.0))
            np.testing.assert_allclose(cs[:, 0], sizes)


def test_a_chain_of_thousands_whichever_end_comes_first() -> None:
    n = 2000
    root_first, leaf_first = np.arange(-1, n - 1), np.array([*range(1, n), -1])
    for parent in (root_first, leaf_first):
        _, cs = tree_lstm(np.zeros((n, 1)), parent, NO_WEIGHTS, NO_WEIGHTS, np.full(4, 100.0))
        assert sorted(cs[:, 0]) == list(range(1, n + 1))
        assert cs[parent < 0] == n


def test_what_is_no_tree_raises() -> None:
    x = np.zeros((3, 1))
    wrong = {
        "has one root": ([1, 2, 0], [-1, 0, -1], [-1, -1, -1], [1, 1, 1]),
        "round in a circle": ([-1, 2, 1], [-1, 1, 0], [1, 0, -1]),
        "must be one of 0": ([-2, 0, -1], [2, 3, -1], [-1, 0, 99], [-2, 0, 0]),
        "needs a parent": ([-1, 0], [-1, 0, 0, 0], [], [[-1, 0, 0]]),
    }
    for says, parents in wrong.items():
        for parent in parents:
            with case(parent=parent), pytest.raises(ValueError, match=says):
                tree_lstm(x, np.array(parent, dtype=int), *weights(1, 1))
    with pytest.raises(ValueError, match="has one root"):
        tree_lstm(x[:0], np.zeros(0, dtype=int), *weights(1, 1))


def test_states_of_different_numbers_of_children_raise() -> None:
    for h, c in (((2, 3), (1, 3)), ((1, 3), (2, 3)), ((0, 3), (1, 3)), ((2, 1), (2, 3))):
        with case(h=h, c=c), pytest.raises(ValueError, match="must have one shape"):
            child_sum_step(np.zeros(2), np.zeros(h), np.zeros(c), *weights(2, 3))


def test_nothing_overflows_and_types_stay() -> None:
    rng = np.random.default_rng(7)
    parent = any_tree(rng, 6)
    for dtype, expected in ((np.float64, np.float64), (np.float32, np.float32), (np.int64, np.float64)):
        arrays = [np.round(3 * array).astype(dtype) for array in (rng.normal(size=(6, 2)), *weights(2, 3))]
        with case(dtype=dtype), np.errstate(over="raise"):
            exact = tree_lstm(arrays[0].astype(np.float64), parent, *(one.astype(np.float64) for one in arrays[1:]))
            found = tree_lstm(arrays[0], parent, *arrays[1:])
            assert {array.dtype for array in found} == {np.dtype(expected)}
            np.testing.assert_allclose(found, exact, atol=1e-5)
            large = tree_lstm(np.multiply(1e4, arrays[0]), parent, *(np.multiply(1e4, one) for one in arrays[1:]))
            assert all(np.isfinite(array).all() for array in large)
