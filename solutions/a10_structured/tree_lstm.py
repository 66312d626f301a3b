"""Hidden cases of ``tree_lstm``: one node, chains, trees with children first, then in any order, then a deep one."""

import numpy as np

from autograder.authoring import (
    DTYPES,
    Case,
    Cases,
    Draw,
    Function,
    call,
    exercise,
    integer_output,
    recurrent,
    telling_in_other_types,
    then,
)
from solutions.a10_structured import trees
from solutions.a10_structured.nodes import STEPS
from solutions.a10_structured.reference import tree_lstm
from solutions.a10_structured.trees import Parents, tree_of

ASPECTS = {
    "leaf": (0.5, "a tree of one node"),
    "chain": (0.75, "chains, each node with one child at most"),
    "children": (1.5, "nodes with several children, all children before their parents"),
    "order": (2.0, "the nodes in any order"),
    "deep": (0.5, "a chain of 2 000 nodes"),
    "dtypes": DTYPES,
    "errors": (0.5, "a ValueError where the parents make no tree"),
}
DEEP = 2000


def cases(d: Draw) -> Cases:
    """Every tree has other numbers in it, and most have another shape."""
    root = np.array([-1])
    yield "leaf", [tree_call(d, root, *size) for size in ((2, 1), (3, 4))]
    yield "chain", [tree_call(d, trees.chain(n), *size) for n, *size in ((2, 1, 1), (5, 3, 2))]
    siblings = np.array([2, 2, -1])
    yield "children", [tree_call(d, siblings, 2, 1), tree_call(d, np.array([3, 3, 3, -1]), 1, 2)]
    yield "children", [tree_call(d, trees.children_first(d, n), *size) for n, *size in ((5, 3, 2), (9, 2, 3))]
    yield "order", [tree_call(d, np.array([-1, 0, 0, 1]), 2, 1)]
    yield "order", [tree_call(d, trees.in_any_order(d, n), *size) for n, *size in ((5, 3, 2), (6, 1, 3), (12, 6, 5))]
    yield "deep", [tree_call(d, trees.chain(8), 1, 1), deep_call(d)]
    for parent in no_trees(d):
        yield "errors", [tree_call(d, parent, 2, 1, raises=ValueError)]
    for n in (6, 4):  # the last one of more parents than nodes belongs to a node that is there
        _, *rest = tree_call(d, np.array([1, -1, 1, 1, d.between(0, 3)]), 2, 1).args
        yield "errors", [call(d.nonzero_reals(n, 2), *rest, raises=ValueError)]


def tree_call(d: Draw, parent: Parents, D: int, U: int, *, raises: type[Exception] | None = None) -> Case:
    """A call with a tree; the weights are such that the sums inside the gates are of the size of 1."""
    w_x, w_h, b = d.nonzero_reals(D, 4 * U), d.nonzero_reals(U, 4 * U), d.nonzero_reals(4 * U)
    return call(d.nonzero_reals(len(parent), D), parent, w_x, w_h, b, raises=raises)


def deep_call(d: Draw) -> Case:
    """A call with a chain, root first, of nodes that mostly have the same input.

    Their states then settle, and who is asked for the steps, one by one, is asked for the same one again.
    """
    x = np.full((DEEP, 1), 0.5)
    x[:3], x[-3:] = d.nonzero_reals(3, 1), d.nonzero_reals(3, 1)
    return call(x, np.arange(-1, DEEP - 1), d.tenths(1, 4), d.tenths(1, 4), np.zeros(4))


def no_trees(d: Draw) -> list[Parents]:
    """Parents that make no tree: no root, two of them, circles beside a root, and parents that are not there."""
    circle, beside, alone = np.array([1, 2, 0]), np.array([2, -1, 3, 0]), np.array([2, 1, -1])
    two_roots, below, above, other_root = (trees.children_first(d, 5) for _ in range(4))
    two_roots[d.between(0, 3)] = -1
    below[d.between(0, 3)] = -d.between(2, 4)
    above[d.between(0, 3)] = 5 + d.between(0, 2)
    other_root[4] = -2
    return [circle, two_roots, beside, alone, below, above, other_root]


def ordinary(d: Draw) -> Case:
    """A tree in any order of which some kind of numbers tells each mistake."""
    return telling_in_other_types(tree_lstm, OF_TREES | OF_STEPS, lambda: tree_call(d, trees.in_any_order(d, 5), 2, 2))


RIGHT = tree_of()  # as tree_lstm, and quicker where many steps are alike


def in_reading_order(x: np.ndarray, parent: Parents, *weights: np.ndarray) -> recurrent.Arrays:
    """The states stand in the order in which the nodes are read, the deepest first."""
    order = trees.deepest_first(parent)
    h, c = RIGHT(x, parent, *weights)
    return h[order], c[order]


def root_below_the_last(x: np.ndarray, parent: Parents, *weights: np.ndarray) -> recurrent.Arrays:
    """The last node, which -1 is to Python, waits for the root, and all above it wait with it for ever."""
    h, c = RIGHT(x, parent, *weights)
    node = len(parent) - 1
    while node >= 0:
        h[node] = c[node] = 0
        node = int(parent[node])
    return h, c


def inner_inputs_ignored(x: np.ndarray, parent: Parents, *weights: np.ndarray) -> recurrent.Arrays:
    """Leaves alone have inputs."""
    inner = [bool(below) for below in trees.children_of(parent)]
    return RIGHT(np.where(np.array(inner)[:, None], 0.0, x), parent, *weights)


def the_root_alone(x: np.ndarray, parent: Parents, *weights: np.ndarray) -> recurrent.Arrays:
    """The states of the root, of shape (U,)."""
    h, c = RIGHT(x, parent, *weights)
    return h[parent < 0][0], c[parent < 0][0]


def descendants_of(parent: Parents) -> list[np.ndarray]:
    """All nodes below each node, its children's children among them."""
    children = trees.children_of(parent)
    found = [np.array(below, dtype=int) for below in children]
    for node in trees.deepest_first(parent):
        found[node] = np.concatenate([found[node], *(found[child] for child in children[node])])
    return found


def parent_of(parent: Parents) -> list[list[int]]:
    """The parent of each node, if it has one."""
    return [[int(above)] if above >= 0 else [] for above in parent]


def previous_of(parent: Parents) -> list[list[int]]:
    """The node before each node in the array, if there is one."""
    return [[node - 1] if node else [] for node in range(len(parent))]


OF_TREES: dict[str, Function] = {
    "trusts_the_order": tree_of(order=lambda parent: range(len(parent))),
    "trusts_the_reverse_order": tree_of(order=lambda parent: range(len(parent))[::-1]),
    "top_down": tree_of(family=parent_of, order=lambda parent: trees.deepest_first(parent)[::-1]),
    "read_as_a_sequence": tree_of(family=previous_of, order=lambda parent: range(len(parent))),
    "all_descendants": tree_of(family=descendants_of),
    "children_twice": tree_of(family=lambda parent: [2 * below for below in trees.children_of(parent)]),
    "in_reading_order": in_reading_order,
    "root_below_the_last": root_below_the_last,
    "inner_inputs_ignored": inner_inputs_ignored,
    "the_root_alone": the_root_alone,
    "states_swapped": then(RIGHT, lambda hs, cs: (cs, hs)),
}
INLINE = (
    *("one_forget_gate", "no_forget_gate", "forget_without_input", "mean_of_children", "first_child_only"),
    *("last_child_only", "states_in_place_of_cells", "gate_order_ifog", "no_tanh_at_the_output", "sigmoid_overflows"),
)
OF_STEPS = {name: tree_of(STEPS[name]) for name in INLINE}
MISTAKES = {**OF_TREES, **OF_STEPS, "integer_output": integer_output(tree_lstm)}

EXERCISE = exercise(
    tree_lstm,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=("hs", "cs"),
    ordinary=ordinary,
    builds_on=("child_sum_step",),
    words={"n": "node"},
)
