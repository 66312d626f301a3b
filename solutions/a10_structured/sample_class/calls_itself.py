# base: perfect
# earns: tree_lstm 5, lstm2d_step 3.35, lstm2d_forward 1.75
# A function that calls itself for every child: right until the tree is deep. The cell above is the one on the diagonal.

# answer: tree_lstm
def tree_lstm(x, parent, w_x, w_h, b):
    n, U = len(x), len(w_h)
    hs, cs = np.zeros((n, U)), np.zeros((n, U))
    if sorted(parent)[0] < -1 or max(parent) >= n:
        raise ValueError("parent")

    children = [[] for _ in range(n)]
    for i in range(n):
        if parent[i] != -1:
            children[parent[i]].append(i)

    def visit(i):
        for j in children[i]:
            visit(j)
        hs[i], cs[i] = child_sum_step(x[i], hs[children[i]], cs[children[i]], w_x, w_h, b)

    roots = [i for i in range(n) if parent[i] == -1]
    if len(roots) != 1:
        raise ValueError("root")
    visit(roots[0])
    return hs, cs

# answer: lstm2d_step
def lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b):
    i, f_left, f_up, g, o = np.split(x @ w_x + h_left @ w_left + h_up @ w_up + b, 5, axis=1)
    c_left *= _sigmoid(f_left)
    c = c_left + _sigmoid(f_up) * c_up + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(c), c

# answer: lstm2d_forward
def lstm2d_forward(x, w_x, w_left, w_up, b):
    N, R, S, _ = x.shape
    U = w_left.shape[0]
    hs, cs = np.zeros((N, R + 1, S + 1, U)), np.zeros((N, R + 1, S + 1, U))
    for r in range(1, R + 1):
        for s in range(1, S + 1):
            left = hs[:, r, s - 1], cs[:, r, s - 1].copy()
            up = hs[:, r - 1, s - 1], cs[:, r - 1, s - 1]
            hs[:, r, s], cs[:, r, s] = lstm2d_step(x[:, r - 1, s - 1], *left, *up, w_x, w_left, w_up, b)
    return hs[:, 1:, 1:]
