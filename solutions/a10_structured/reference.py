"""Reference solutions of the assignment a10_structured: LSTMs that read a tree, and LSTMs that read a grid.

Letters: n nodes of a tree, k children of one node; N grids in a batch, R rows, S columns; D input features, U hidden
units. The gates lie side by side on the last axis: i, f, g, o for a node, i, f_left, f_up, g, o for a cell of a grid.
"""

from typing import Any

import numpy as np


def child_sum_step(
    x: np.ndarray,
    children_h: np.ndarray,
    children_c: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Let one node of a tree take its step: from its input and the states of its children to its own state.

    h̃ = the sum of the children's hidden states
    i = σ(x·W_i + h̃·V_i + b_i)    g = tanh(x·W_g + h̃·V_g + b_g)    o = σ(x·W_o + h̃·V_o + b_o)
    f_j = σ(x·W_f + h_j·V_f + b_f) for each child j: it looks at the hidden state of that child alone
    c = i ⊙ g + the sum of f_j ⊙ c_j over the children
    h = o ⊙ tanh(c)

    W and V are the blocks of w_x and w_h. A node may have any number of children, also none: then h̃ is 0, and
    c = i ⊙ g. With one child it is the step of an LSTM. No number overflows, however large the sums are.

    Parameters
    ----------
    x : array of shape (D,), the input of the node
    children_h : array of shape (k, U), the hidden states of its children; k may be 0
    children_c : array of shape (k, U), their cells
    w_x : array of shape (D, 4U), the weights of the input; columns in the order i, f, g, o
    w_h : array of shape (U, 4U), the weights of the hidden states; columns likewise
    b : array of shape (4U,), the biases; likewise

    Returns
    -------
    (h, c) : two arrays of shape (U,)

    Raises
    ------
    ValueError
        If children_h and children_c differ in shape: an axis of length 1 is not stretched.

    Source: Tai, Socher and Manning, Improved semantic representations from tree-structured long short-term memory
    networks (2015), eqs. 2–8; the order of the gates is that of this course.
    """
    x, children_h, children_c, w_x, w_h, b = _as_floats(x, children_h, children_c, w_x, w_h, b)
    if children_h.shape != children_c.shape:
        raise ValueError(f"children_h {children_h.shape} and children_c {children_c.shape} must have one shape (k, U).")
    x_i, x_f, x_g, x_o = np.split(x @ w_x + b, 4)
    v_i, v_f, v_g, v_o = np.split(w_h, 4, axis=1)
    h = children_h.sum(axis=0)
    i, g, o = _sigmoid(x_i + h @ v_i), np.tanh(x_g + h @ v_g), _sigmoid(x_o + h @ v_o)
    f = _sigmoid(x_f + children_h @ v_f)  # (k, U): a gate for each child
    c = i * g + (f * children_c).sum(axis=0)
    return o * np.tanh(c), c


def tree_lstm(
    x: np.ndarray, parent: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Let a tree of LSTM cells read a tree, from its leaves to its root.

    hs[i], cs[i] = child_sum_step(x[i], hs[children of i], cs[children of i], w_x, w_h, b)    for every node i

    The nodes stand in any order: a node may come before its children or after them. Row i of the results belongs to
    node i. A tree may be thousands of nodes deep.

    Parameters
    ----------
    x : array of shape (n, D), the inputs of the nodes
    parent : array of shape (n,), for each node the number of its parent, or -1 for the root
    w_x, w_h, b : arrays of shapes (D, 4U), (U, 4U) and (4U,), as in child_sum_step

    Returns
    -------
    (hs, cs) : two arrays of shape (n, U), the hidden states and the cells of all nodes

    Raises
    ------
    ValueError
        If there are not as many parents as nodes, a parent is below -1 or not below n, there is no root or more than
        one, or parents lead round in a circle, so that some nodes are not below the root.

    Source: Tai, Socher and Manning (2015), section 3.1.
    """
    x, w_x, w_h, b = _as_floats(x, w_x, w_h, b)
    n, U = len(x), len(w_h)
    children = _children(parent, n)
    hs, cs = np.zeros((n, U), dtype=x.dtype), np.zeros((n, U), dtype=x.dtype)
    for node in reversed(_from_the_root(parent, children)):  # children before their parents
        below = children[node]
        hs[node], cs[node] = child_sum_step(x[node], hs[below], cs[below], w_x, w_h, b)
    return hs, cs


def lstm2d_step(
    x: np.ndarray,
    h_left: np.ndarray,
    c_left: np.ndarray,
    h_up: np.ndarray,
    c_up: np.ndarray,
    w_x: np.ndarray,
    w_left: np.ndarray,
    w_up: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Let one cell of a two-dimensional LSTM take its step: from its input and two neighbours to its own state.

    a = x @ w_x + h_left @ w_left + h_up @ w_up + b, cut into the five blocks a_i, a_left, a_up, a_g, a_o
    i = σ(a_i)    f_left = σ(a_left)    f_up = σ(a_up)    g = tanh(a_g)    o = σ(a_o)
    c = f_left ⊙ c_left + f_up ⊙ c_up + i ⊙ g
    h = o ⊙ tanh(c)

    All five blocks look at the input and at both neighbours. The two forget gates do not share: both may be 1.
    No number overflows, however large a is.

    Parameters
    ----------
    x : array of shape (N, D), the inputs of this cell
    h_left : array of shape (N, U), the hidden state of the neighbour on the left
    c_left : array of shape (N, U), its cell
    h_up : array of shape (N, U), the hidden state of the neighbour above
    c_up : array of shape (N, U), its cell
    w_x : array of shape (D, 5U), the weights of the input; columns in the order i, f_left, f_up, g, o
    w_left : array of shape (U, 5U), the weights of h_left; columns likewise
    w_up : array of shape (U, 5U), the weights of h_up; columns likewise
    b : array of shape (5U,), the biases; likewise

    Returns
    -------
    (h, c) : two arrays of shape (N, U)

    Raises
    ------
    ValueError
        If the four states differ in shape, or are not of as many samples as x: an axis of length 1 is not stretched.

    Source: Graves, Fernández and Schmidhuber, Multi-dimensional recurrent neural networks (2007): its multi-dimensional
    LSTM, in two dimensions and without peepholes.
    """
    x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b = _as_floats(
        x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b
    )
    if any(state.shape != (len(x), len(w_left)) for state in (h_left, c_left, h_up, c_up)):
        raise ValueError(f"All four states must have the shape (N, U), here {(len(x), len(w_left))}.")
    a = x @ w_x + h_left @ w_left + h_up @ w_up + b
    a_i, a_left, a_up, a_g, a_o = np.split(a, 5, axis=1)
    c = _sigmoid(a_left) * c_left + _sigmoid(a_up) * c_up + _sigmoid(a_i) * np.tanh(a_g)
    return _sigmoid(a_o) * np.tanh(c), c


def lstm2d_forward(x: np.ndarray, w_x: np.ndarray, w_left: np.ndarray, w_up: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Let a two-dimensional LSTM read a batch of grids, from the top left corner to the bottom right one.

    h[r, s], c[r, s] = lstm2d_step(x[r, s], h[r, s-1], c[r, s-1], h[r-1, s], c[r-1, s], w_x, w_left, w_up, b)

    for every row r and every column s, where the states to the left of the first column and above the first row are
    zeros. Every cell uses the same weights. A grid of one row is a sequence, read by an LSTM.

    Parameters
    ----------
    x : array of shape (N, R, S, D), the grids
    w_x, w_left, w_up, b : arrays of shapes (D, 5U), (U, 5U), (U, 5U) and (5U,), as in lstm2d_step

    Returns
    -------
    array of shape (N, R, S, U), the hidden states of all cells

    Source: Graves, Fernández and Schmidhuber, Multi-dimensional recurrent neural networks (2007).
    """
    x, w_x, w_left, w_up, b = _as_floats(x, w_x, w_left, w_up, b)
    N, R, S, _ = x.shape
    # Row 0 and column 0 stand for the borders: [:, r + 1, s + 1] is the cell of row r and column s.
    hs, cs = np.zeros((2, N, R + 1, S + 1, len(w_left)), dtype=x.dtype)
    for r in range(R):
        for s in range(S):
            left, up = (hs[:, r + 1, s], cs[:, r + 1, s]), (hs[:, r, s + 1], cs[:, r, s + 1])
            hs[:, r + 1, s + 1], cs[:, r + 1, s + 1] = lstm2d_step(x[:, r, s], *left, *up, w_x, w_left, w_up, b)
    return hs[:, 1:, 1:]


def _children(parent: np.ndarray, n: int) -> list[list[int]]:
    """The children of each of ``n`` nodes, in the order of their numbers."""
    if np.shape(parent) != (n,):
        raise ValueError(f"Each of the {n} nodes needs a parent, and parent has the shape {np.shape(parent)}.")
    children: list[list[int]] = [[] for _ in range(n)]
    for node, above in enumerate(parent):
        if not -1 <= above < n:
            raise ValueError(f"Node {node} has the parent {above}: of {n} nodes, it must be one of 0 … {n - 1}, or -1.")
        if above >= 0:  # -1 would be Python's last node
            children[above].append(node)
    return children


def _from_the_root(parent: np.ndarray, children: list[list[int]]) -> list[int]:
    """All nodes, each after its parent: written with a list, for a call inside a call would run out of depth."""
    roots = [node for node, above in enumerate(parent) if above < 0]
    if len(roots) != 1:
        raise ValueError(f"A tree has one root, a node with the parent -1; here there are {len(roots)}.")
    order = roots
    for place in range(len(children)):
        if place == len(order):
            raise ValueError("Some nodes are not below the root: their parents lead round in a circle.")
        order += children[order[place]]
    return order


def _sigmoid(a: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-a)), written with tanh because that cannot overflow."""
    return (1 + np.tanh(a / 2)) / 2


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)
