# base: perfect
# earns: rnn_forward 0.8, rnn_backward 2.35, gradient_norms 1.25, generate 0.8
# Every step starts from h0 again, and generating never feeds back what was written.

# answer: rnn_forward
def rnn_forward(x, h0, w_x, w_h, b):
    return np.stack([rnn_step(x[:, t], h0, w_x, w_h, b) for t in range(x.shape[1])], axis=1)

# answer: rnn_backward
def rnn_backward(dhs, x, h0, w_x, w_h, b):
    states, h = [], h0
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, w_x, w_h, b)
        states.append(h)
    hs = np.stack(states, axis=1)
    older = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    da = dhs * (1 - hs**2)  # nothing comes back from later steps
    dw_x = np.einsum("ntd,ntu->du", x, da)
    dw_h = np.einsum("ntd,ntu->du", older, da)
    return da @ w_x.T, da[:, 0] @ w_h.T, dw_x, dw_h, da.sum((0, 1))

# answer: gradient_norms
def gradient_norms(x, h0, w_x, w_h, b):
    h, norms = h0, []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, w_x, w_h, b)
        norms.append(np.linalg.norm((1 - h**2)[:, :, None] * w_h.T))
    return np.array(norms[1:] + [np.sqrt(h.size)])

# answer: generate
def generate(h0, first, w_x, w_h, b, w_out, b_out, steps):
    one_hot, h, tokens = np.eye(len(w_x))[first], h0, []
    for _ in range(steps):
        h = rnn_step(one_hot, h, w_x, w_h, b)
        tokens.append(np.argmax(h @ w_out + b_out, axis=1))
    return np.stack(tokens, axis=1)
