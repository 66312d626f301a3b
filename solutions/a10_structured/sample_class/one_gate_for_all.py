# base: perfect
# earns: child_sum_step 3.1, lstm2d_step 2.3
# One forget gate for all children, and one for both neighbours; tree and grid are right, given these steps.

# answer: child_sum_step
def child_sum_step(x, children_h, children_c, w_x, w_h, b):
    if children_h.shape != children_c.shape:
        raise ValueError("shapes")
    a = x @ w_x + children_h.sum(axis=0) @ w_h + b
    i, f, g, o = np.split(a, 4)
    c = _sigmoid(i) * np.tanh(g) + _sigmoid(f) * children_c.sum(axis=0)
    return _sigmoid(o) * np.tanh(c), c

# answer: lstm2d_step
def lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b):
    N, U = len(x), len(w_left)
    for state in (h_left, c_left, h_up, c_up):
        if state.shape != (N, U):
            raise ValueError("shapes")
    i, f, _, g, o = np.split(x @ w_x + h_left @ w_left + h_up @ w_up + b, 5, axis=1)
    c = _sigmoid(f) * (c_left + c_up) + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(c), c
