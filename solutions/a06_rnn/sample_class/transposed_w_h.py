# base: perfect
# earns: rnn_step 0.65
# Reads w_h the wrong way round, everywhere and consistently, as PyTorch stores it.

# answer: rnn_step
def rnn_step(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + h @ w_h.T + b)

# answer: rnn_backward
def rnn_backward(dhs, x, h0, w_x, w_h, b):
    hs = rnn_forward(x, h0, w_x, w_h, b)
    dx, dh = np.zeros(x.shape), np.zeros(h0.shape)
    dw_x, dw_h, db = np.zeros(w_x.shape), np.zeros(w_h.shape), np.zeros(b.shape)
    for t in range(x.shape[1] - 1, -1, -1):
        da = (dhs[:, t] + dh) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ w_x.T
        dh = da @ w_h
        dw_x += x[:, t].T @ da
        dw_h += da.T @ (hs[:, t - 1] if t else h0)
        db += da.sum(0)
    return dx, dh, dw_x, dw_h, db

# answer: gradient_norms
def gradient_norms(x, h0, w_x, w_h, b):
    hs = rnn_forward(x, h0, w_x, w_h, b)
    jacobian = np.stack([np.eye(len(b))] * len(x))
    norms = np.zeros(x.shape[1])
    for t in range(x.shape[1] - 1, -1, -1):
        norms[t] = np.linalg.norm(jacobian)
        jacobian = jacobian @ ((1 - hs[:, t] ** 2)[:, :, None] * w_h)
    return norms
