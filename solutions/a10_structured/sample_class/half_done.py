# earns: child_sum_step 2.15, tree_lstm 0, lstm2d_step 0, lstm2d_forward 0
# The mean of the children, which of a leaf is no number; nothing after it is written.

# answer: child_sum_step
def child_sum_step(x, children_h, children_c, w_x, w_h, b):
    sigmoid = lambda a: 0.5 * (1 + np.tanh(0.5 * a))
    i, _, g, o = np.split(x @ w_x + b + np.mean(children_h, axis=0) @ w_h, 4)
    U = len(i)
    f = sigmoid((x @ w_x + b)[U : 2 * U] + children_h @ w_h[:, U : 2 * U])
    c = sigmoid(i) * np.tanh(g) + (f * children_c).sum(axis=0)
    return sigmoid(o) * np.tanh(c), c
