# base: perfect
# earns: rnn_backward 0, gradient_norms 0.55, clip_gradients 2.45
# Clips the very arrays that it is given; takes the slope of tanh at the wrong number, and norms in the wrong order.

# answer: rnn_backward
def rnn_backward(dhs, x, h0, w_x, w_h, b):
    hs = rnn_forward(x, h0, w_x, w_h, b)
    older = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    a = x @ w_x + older @ w_h + b
    da, dh = np.zeros(hs.shape), np.zeros(h0.shape)
    for t in range(x.shape[1] - 1, -1, -1):
        da[:, t] = (dhs[:, t] + dh) * (1 - a[:, t] ** 2)
        dh = da[:, t] @ w_h.T
    dw_x = np.einsum("ntd,ntu->du", x, da)
    return da @ w_x.T, dh, dw_x, np.einsum("ntd,ntu->du", older, da), da.sum((0, 1))

# answer: gradient_norms
def gradient_norms(x, h0, w_x, w_h, b):
    hs = rnn_forward(x, h0, w_x, w_h, b)
    jacobian = np.stack([np.eye(len(b))] * len(x))
    norms = []
    for t in range(x.shape[1] - 1, -1, -1):
        norms.append(np.linalg.norm(jacobian))
        jacobian = jacobian @ ((1 - hs[:, t] ** 2)[:, :, None] * w_h.T)
    return np.array(norms)

# answer: clip_gradients
def clip_gradients(grads, max_norm):
    if max_norm < 0:
        raise ValueError("max_norm is negative")
    norm = np.sqrt(sum(np.sum(g**2.0) for g in grads))
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return [g.copy() for g in grads], norm
