"""Right answers to a10_structured whose parts can be exchanged for those that go wrong outside of ordinary calls."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tests.support.sigmoids import sigmoid

Function = Callable[..., Any]


def node(*args: np.ndarray, gate: Function = sigmoid, kind: int | None = None, checked: bool = True) -> Any:
    """``child_sum_step``; ``kind`` is the place of the argument of whose type the results are."""
    x, children_h, children_c, w_x, w_h, b = args
    if checked and children_h.shape != children_c.shape:
        raise ValueError("shapes")
    h = children_h.sum(axis=0)
    (x_i, x_f, x_g, x_o), (v_i, v_f, v_g, v_o) = np.split(x @ w_x + b, 4), np.split(w_h, 4, axis=1)
    c = gate(x_i + h @ v_i) * np.tanh(x_g + h @ v_g) + (gate(x_f + children_h @ v_f) * children_c).sum(axis=0)
    return in_type((gate(x_o + h @ v_o) * np.tanh(c), c), args, kind)


def in_type(results: Sequence[np.ndarray], args: Sequence[np.ndarray], kind: int | None) -> tuple[np.ndarray, ...]:
    """The results in the type of the argument at the place ``kind``, or as they are."""
    return tuple(results) if kind is None else tuple(array.astype(args[kind].dtype) for array in results)


def one_root(parent: np.ndarray) -> None:
    """Raise where there is no root, or more than one."""
    if np.sum(parent == -1) != 1:
        raise ValueError("root")


def in_range(parent: np.ndarray, n: int) -> None:
    """Raise where a parent is below -1, or no node."""
    if len(parent) and (parent.min() < -1 or parent.max() >= n):
        raise ValueError("range")


def tree(
    *args: np.ndarray,
    step: Function = node,
    kind: int | None = None,
    roots: Function = one_root,
    known: Function = in_range,
    as_many: bool = True,
    circles: bool = True,
) -> Any:
    """``tree_lstm``, in rounds: each reads the nodes all of whose children are done; what it checks can be left out."""
    x, parent, *weights = args
    n, U = len(x), len(weights[1])
    if as_many and parent.shape != (n,):
        raise ValueError("parents")
    known(parent, n)
    roots(parent)
    children: list[list[int]] = [[] for _ in range(n)]
    for place, above in enumerate(parent):
        if above >= 0:
            children[above].append(place)
    waiting = np.array([len(below) for below in children])
    states, done = np.zeros((2, n, U)), 0
    ready = [place for place in range(n) if not waiting[place]]
    while ready:
        later = []
        for place in ready:
            below = children[place]
            states[:, place] = step(x[place], states[0][below], states[1][below], *weights)
            done += 1
            above = int(parent[place])
            if above >= 0:
                waiting[above] -= 1
                later += [above] if not waiting[above] else []
        ready = later
    if circles and done < n:
        raise ValueError("circle")
    return in_type(tuple(states), args, kind)


def cell(*args: np.ndarray, gate: Function = sigmoid, kind: int | None = None, checked: str = "hcHCN") -> Any:
    """``lstm2d_step``; ``checked`` are the states whose shapes are looked at, and N for the samples."""
    x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b = args
    shapes = {letter: state.shape for letter, state in zip("hcHC", args[1:5], strict=True) if letter in checked}
    if len(set(shapes.values())) > 1 or ("N" in checked and any(shape[0] != len(x) for shape in shapes.values())):
        raise ValueError("shapes")
    i, left, up, g, o = np.split(x @ w_x + h_left @ w_left + h_up @ w_up + b, 5, axis=1)
    c = gate(left) * c_left + gate(up) * c_up + gate(i) * np.tanh(g)
    return in_type((gate(o) * np.tanh(c), c), args, kind)


def grid(*args: np.ndarray, step: Function = cell, kind: int | None = None) -> Any:
    """``lstm2d_forward``."""
    x, *weights = args
    N, R, S, _ = x.shape
    U = len(weights[1])
    out, above = np.zeros((N, R, S, U)), [np.zeros((2, N, U)) for _ in range(S)]
    for r in range(R):
        left = np.zeros((2, N, U))
        for s in range(S):
            left = above[s] = np.array(step(x[:, r, s], *left, *above[s], *weights))
            out[:, r, s] = left[0]
    return in_type([out], args, kind)[0]
