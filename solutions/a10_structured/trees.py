"""Draws trees, and lets wrong trees of cells read them.

A tree is its array of parents. It has its children first where every node stands before its parent, the root last.
"""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.authoring import Draw, Function, recurrent
from solutions.a10_structured.reference import child_sum_step

Parents = np.ndarray
Order = Callable[[Parents], Sequence[int]]


def chain(n: int) -> Parents:
    """The nodes from the leaf to the root, each with the next one for a parent."""
    return np.array([*range(1, n), -1])


def children_first(d: Draw, n: int) -> Parents:
    """Any tree of ``n`` nodes, 5 or more, with children first: of three levels, and two nodes have several children."""
    while True:
        parent = np.array([*(d.between(node + 1, n - 1) for node in range(n - 1)), -1])
        counts = np.bincount(parent[:-1], minlength=n)
        if max(depths(parent)) >= 2 and sum(counts >= 2) >= 2:
            return parent


def in_any_order(d: Draw, n: int) -> Parents:
    """Any such tree, its nodes renumbered so that no simple order of reading them is right.

    Some parents stand before a child and some behind one, the root is neither the first node nor the last, and the
    nodes do not stand in the order of their depths, from either end.
    """
    while True:
        parent = renumbered(children_first(d, n), d.rng.permutation(n))
        below = np.flatnonzero(parent >= 0)
        after = parent[below] > below
        root, depth = int(np.flatnonzero(parent < 0)[0]), np.diff(depths(parent))
        if after.any() and not after.all() and 0 < root < n - 1 and (depth > 0).any() and (depth < 0).any():
            return parent


def renumbered(parent: Parents, number: np.ndarray) -> Parents:
    """The same tree, in which node i has the number ``number[i]``."""
    out = np.full(len(parent), -1)
    for node, above in enumerate(parent):
        out[number[node]] = number[above] if above >= 0 else -1
    return out


def depths(parent: Parents) -> list[int]:
    """How far each node is from the root."""
    depth: dict[int, int] = {-1: -1}
    for node in range(len(parent)):
        way = [node]
        while way[-1] not in depth:
            way.append(int(parent[way[-1]]))
        for one in reversed(way[:-1]):
            depth[one] = depth[int(parent[one])] + 1
    return [depth[node] for node in range(len(parent))]


def deepest_first(parent: Parents) -> list[int]:
    """The nodes by their depths, so that children come before their parents."""
    depth = depths(parent)
    return sorted(range(len(parent)), key=lambda node: -depth[node])


def tree_of(
    step: Function = child_sum_step,
    family: Callable[[Parents], Sequence[Sequence[int] | np.ndarray]] | None = None,
    order: Order = deepest_first,
) -> Function:
    """``tree_lstm`` with another step, with others in the place of a node's children, or in another order.

    A step that was taken before is not taken again: in a deep tree most are alike.
    """

    def wrong(x: np.ndarray, parent: Parents, *weights: np.ndarray) -> recurrent.Arrays:
        h, c = np.zeros((2, len(x), len(weights[1])))
        read, taken = (family or children_of)(parent), dict[tuple[bytes, ...], recurrent.Arrays]()
        for node in order(parent):
            below = np.array(read[node], dtype=int)
            given = x[node], h[below], c[below]
            key = tuple(array.tobytes() for array in given)
            if key not in taken:
                taken[key] = step(*given, *weights)
            h[node], c[node] = taken[key]
        return h, c

    return wrong


def children_of(parent: Parents) -> list[list[int]]:
    """The children of each node."""
    children: list[list[int]] = [[] for _ in parent]
    for node, above in enumerate(parent):
        if above >= 0:
            children[above].append(node)
    return children
