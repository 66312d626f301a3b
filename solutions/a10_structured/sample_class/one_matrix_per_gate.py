# earns: everything
# Every gate has its own matrices; nodes wait until their children are done, and a grid is read by its diagonals.

# cell before: child_sum_step
from collections import deque

def sigma(a):
    e = np.exp(-np.abs(a))
    return np.where(np.asarray(a) >= 0, 1 / (1 + e), e / (1 + e))

def cut(array, blocks):
    width = array.shape[-1] // blocks
    return [array[..., k * width : (k + 1) * width] for k in range(blocks)]

# answer: child_sum_step
def child_sum_step(x, children_h, children_c, w_x, w_h, b):
    if children_h.shape != children_c.shape:
        raise ValueError("children_h and children_c belong together")
    (W_i, W_f, W_g, W_o), (V_i, V_f, V_g, V_o), (b_i, b_f, b_g, b_o) = cut(w_x, 4), cut(w_h, 4), cut(b, 4)
    h_sum = np.sum(children_h, axis=0)
    I = sigma(x @ W_i + h_sum @ V_i + b_i)
    G = np.tanh(x @ W_g + h_sum @ V_g + b_g)
    O = sigma(x @ W_o + h_sum @ V_o + b_o)
    cell = I * G
    for h_j, c_j in zip(children_h, children_c):
        F_j = sigma(x @ W_f + h_j @ V_f + b_f)
        cell = cell + F_j * c_j
    return O * np.tanh(cell), cell

# answer: tree_lstm
def tree_lstm(x, parent, w_x, w_h, b):
    n, U = x.shape[0], w_h.shape[0]
    if parent.shape != (n,):
        raise ValueError("a parent for each node")
    if parent.min() < -1 or parent.max() >= n:
        raise ValueError("a parent that is not there")
    if np.sum(parent == -1) != 1:
        raise ValueError("one root, please")
    waits_for = np.zeros(n, dtype=int)
    for p in parent[parent != -1]:
        waits_for[p] += 1
    h, c = np.zeros((n, U)), np.zeros((n, U))
    ready, taken = deque(np.flatnonzero(waits_for == 0)), 0
    while ready:
        i = ready.popleft()
        mine = np.flatnonzero(parent == i)
        h[i], c[i] = child_sum_step(x[i], h[mine], c[mine], w_x, w_h, b)
        taken += 1
        if parent[i] != -1:
            waits_for[parent[i]] -= 1
            if waits_for[parent[i]] == 0:
                ready.append(parent[i])
    if taken != n:
        raise ValueError("nodes in a circle wait for each other")
    return h, c

# answer: lstm2d_step
def lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b):
    if not h_left.shape == c_left.shape == h_up.shape == c_up.shape or len(x) != len(h_left):
        raise ValueError("states of different shapes")
    gates = [x @ W + h_left @ L + h_up @ A + bias for W, L, A, bias in zip(*(cut(m, 5) for m in (w_x, w_left, w_up, b)))]
    I, F_left, F_up, O = (sigma(gates[k]) for k in (0, 1, 2, 4))
    new = F_left * c_left
    new = new + F_up * c_up
    new = new + I * np.tanh(gates[3])
    return O * np.tanh(new), new

# answer: lstm2d_forward
def lstm2d_forward(x, w_x, w_left, w_up, b):
    N, R, S, D = x.shape
    zeros = np.zeros((N, w_left.shape[0]))
    cells = {}
    for diagonal in range(R + S - 1):
        for r in range(max(0, diagonal - S + 1), min(R, diagonal + 1)):
            s = diagonal - r
            h_l, c_l = cells.get((r, s - 1), (zeros, zeros))
            h_u, c_u = cells.get((r - 1, s), (zeros, zeros))
            cells[r, s] = lstm2d_step(x[:, r, s], h_l, c_l, h_u, c_u, w_x, w_left, w_up, b)
    rows = [np.stack([cells[r, s][0] for s in range(S)], axis=1) for r in range(R)]
    return np.stack(rows, axis=1)
