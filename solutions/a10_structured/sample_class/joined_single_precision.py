# earns: everything
# One product for all gates, in single precision; a tree is read level by level, a grid row by row.

# cell before: child_sum_step
f32 = np.float32

def squash(a):
    return f32(0.5) * (1 + np.tanh(f32(0.5) * a))

# answer: child_sum_step
def child_sum_step(x, children_h, children_c, w_x, w_h, b):
    k, U = np.shape(children_h)
    if np.shape(children_c) != (k, U):
        raise ValueError("shapes")
    # row 0 looks at the sum of the children, the rows after it at one child each
    states = np.vstack([np.sum(children_h, axis=0, keepdims=True), children_h])
    inputs = np.hstack([np.tile(x, (k + 1, 1)), states, np.ones((k + 1, 1))]).astype(f32)
    a = inputs @ np.concatenate([w_x, w_h, np.reshape(b, (1, -1))]).astype(f32)
    i, _, g, o = a[0].reshape(4, U)
    keep = squash(a[1:, U : 2 * U])
    c = squash(i) * np.tanh(g) + np.einsum("ku,ku->u", keep, np.asarray(children_c, f32))
    return squash(o) * np.tanh(c), c

# answer: tree_lstm
def tree_lstm(x, parent, w_x, w_h, b):
    n, U = len(x), len(w_h)
    above = np.array(parent)
    if len(above) != n or not np.isin(above, np.arange(-1, n)).all() or np.count_nonzero(above < 0) != 1:
        raise ValueError("parent")
    level = np.where(above < 0, 0, -1)
    height, seen = 0, 1
    while seen < n:
        fresh = (level < 0) & (level[above] == height)
        if not fresh.any():
            raise ValueError("a circle")
        height += 1
        level[fresh] = height
        seen += fresh.sum()
    families = [[] for _ in range(n)]
    for node in np.flatnonzero(above >= 0):
        families[above[node]].append(node)
    states = np.zeros((2, n, U), f32)
    for node in np.argsort(-level, kind="stable"):
        states[:, node] = child_sum_step(x[node], states[0][families[node]], states[1][families[node]], w_x, w_h, b)
    return list(states)

# answer: lstm2d_step
def lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b):
    states = [np.asarray(state, f32) for state in (h_left, c_left, h_up, c_up)]
    if {state.shape for state in states} != {(len(x), len(w_left))}:
        raise ValueError("shapes")
    joined = np.concatenate([x, states[0], states[2]], axis=1).astype(f32)
    a = joined @ np.vstack([w_x, w_left, w_up]).astype(f32) + np.asarray(b, f32)
    i, left, up, g, o = a.reshape(len(x), 5, -1).swapaxes(0, 1)
    c = np.sum([squash(left) * states[1], squash(up) * states[3], squash(i) * np.tanh(g)], axis=0)
    return squash(o) * np.tanh(c), c

# answer: lstm2d_forward
def lstm2d_forward(x, w_x, w_left, w_up, b):
    N, R, S, _ = x.shape
    U = len(b) // 5
    h_row, c_row = np.zeros((2, S, N, U), f32)
    rows = []
    for row in np.moveaxis(x, 1, 0):
        h, c = np.zeros((2, N, U), f32)
        for s in range(S):
            h, c = lstm2d_step(row[:, s], h, c, h_row[s], c_row[s], w_x, w_left, w_up, b)
            h_row[s], c_row[s] = h, c
        rows.append(h_row.copy())
    return np.array(rows).transpose(2, 0, 1, 3)
