"""Trees and grids of LSTM cells with plain numbers and loops alone, one unit at a time: oracles, slow and simple."""

import math
from collections.abc import Sequence

import numpy as np

Row = Sequence[float]
State = tuple[list[float], list[float]]


def sigmoid(a: float) -> float:
    return 1 / (1 + math.exp(-a))


def inner(values: Row, w: np.ndarray, column: int) -> float:
    """The product of a row with one column of a matrix."""
    return math.fsum(float(value) * float(w[row, column]) for row, value in enumerate(values))


def node(x: Row, children: Sequence[State], w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> State:
    """The state of a node, of its children's states: eqs. 2 to 8 of Tai, Socher and Manning (2015), in their order."""
    U = len(w_h)
    summed = [math.fsum(h[u] for h, _ in children) for u in range(U)]  # 2
    new_h, new_c = [], []
    for u in range(U):
        i_column, f_column, g_column, o_column = (block * U + u for block in range(4))
        i = sigmoid(inner(x, w_x, i_column) + inner(summed, w_h, i_column) + b[i_column])  # 3
        forget = [sigmoid(inner(x, w_x, f_column) + inner(h, w_h, f_column) + b[f_column]) for h, _ in children]  # 4
        o = sigmoid(inner(x, w_x, o_column) + inner(summed, w_h, o_column) + b[o_column])  # 5
        g = math.tanh(inner(x, w_x, g_column) + inner(summed, w_h, g_column) + b[g_column])  # 6
        c = i * g + math.fsum(f * cell[u] for f, (_, cell) in zip(forget, children, strict=True))  # 7
        new_c.append(c)
        new_h.append(o * math.tanh(c))  # 8
    return new_h, new_c


def tree(x: np.ndarray, parent: Sequence[int], *weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The states of all nodes: each asks for those of its children, which it looks for among all nodes."""

    def state(place: int) -> State:
        below = [child for child in range(len(parent)) if parent[child] == place]
        return node(list(x[place]), [state(child) for child in below], *weights)

    hs, cs = zip(*map(state, range(len(parent))), strict=True)
    return np.array(hs), np.array(cs)


def cell(x: Row, left: State, up: State, w_x: np.ndarray, w_left: np.ndarray, w_up: np.ndarray, b: np.ndarray) -> State:
    """The state of one cell of a grid, of those of its neighbours."""
    U = len(w_left)
    new_h, new_c = [], []
    for u in range(U):
        a = [
            inner(x, w_x, k * U + u) + inner(left[0], w_left, k * U + u) + inner(up[0], w_up, k * U + u) + b[k * U + u]
            for k in range(5)
        ]
        c = sigmoid(a[1]) * left[1][u] + sigmoid(a[2]) * up[1][u] + sigmoid(a[0]) * math.tanh(a[3])
        new_c.append(c)
        new_h.append(sigmoid(a[4]) * math.tanh(c))
    return new_h, new_c


def grid(x: np.ndarray, *weights: np.ndarray) -> np.ndarray:
    """The hidden states of grids: each cell asks its neighbours for theirs, anew each time."""
    N, R, S, _ = x.shape
    U = len(weights[1])

    def state(n: int, r: int, s: int) -> State:
        if r < 0 or s < 0:
            return [0.0] * U, [0.0] * U
        return cell(list(x[n, r, s]), state(n, r, s - 1), state(n, r - 1, s), *weights)

    return np.array([[[state(n, r, s)[0] for s in range(S)] for r in range(R)] for n in range(N)])
