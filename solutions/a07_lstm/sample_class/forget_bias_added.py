# base: perfect
# earns: lstm_step 1.85, lstm_forward 1.5, lstm_backward 0, bidirectional 0.7
# Adds 1 to the forget gate as an old library did; steps of a sequence begin anew; the merges are not turned round.

# answer: lstm_step
def lstm_step(x, h, c, w_x, w_h, b):
    i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4, axis=1)
    c = _sigmoid(f + 1.0) * c + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(c), c

# answer: lstm_forward
def lstm_forward(x, h0, c0, w_x, w_h, b):
    h, c, hs = np.zeros(h0.shape), c0, []
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ w_x + h @ w_h + b, 4, axis=1)
        c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(g)
        h = _sigmoid(o) * np.tanh(c)
        hs.append(h)
    return np.stack(hs, axis=1), c

# answer: lstm_backward
def lstm_backward(dhs, x, h0, c0, w_x, w_h, b):
    raise NotImplementedError("later")

# answer: bidirectional
def bidirectional(forward, backward, merge):
    if merge == "sum":
        return forward + backward
    if merge == "mul":
        return forward * backward
    if merge == "ave":
        return (forward + backward) / 2
    if merge == "concat":
        return np.concatenate([forward, backward], axis=2)
    if merge is None:
        return forward.copy(), backward.copy()
    raise ValueError(merge)
