# base: perfect
# earns: tree_lstm 3.3, lstm2d_step 1.6, lstm2d_forward 1.75
# Goes through the nodes as they are numbered, and through the grid as through one long row.

# answer: tree_lstm
def tree_lstm(x, parent, w_x, w_h, b):
    n, U = len(x), len(w_h)
    hs, cs = np.zeros((n, U)), np.zeros((n, U))
    for i in range(n):
        children = np.flatnonzero(parent == i)
        hs[i], cs[i] = child_sum_step(x[i], hs[children], cs[children], w_x, w_h, b)
    return hs, cs

# answer: lstm2d_step
def lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b):
    i, f_up, f_left, g, o = np.split(x @ w_x + h_left @ w_left + h_up @ w_up + b, 5, axis=1)
    c = _sigmoid(f_left) * c_left + _sigmoid(f_up) * c_up + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(c), c

# answer: lstm2d_forward
def lstm2d_forward(x, w_x, w_left, w_up, b):
    N, R, S, _ = x.shape
    U = len(w_left)
    zeros = np.zeros((N, U))
    hs, cs = [], []
    for place in range(R * S):
        left = (hs[-1], cs[-1]) if place else (zeros, zeros)
        up = (hs[place - S], cs[place - S]) if place >= S else (zeros, zeros)
        i, f_left, f_up, g, o = np.split(x[:, place // S, place % S] @ w_x + left[0] @ w_left + up[0] @ w_up + b, 5, axis=1)
        c = _sigmoid(f_left) * left[1] + _sigmoid(f_up) * up[1] + _sigmoid(i) * np.tanh(g)
        hs.append(_sigmoid(o) * np.tanh(c))
        cs.append(c)
    return np.stack(hs, axis=1).reshape(N, R, S, U)
