# base: perfect
# earns: gru_step_backward 3.3, gru_backward 1.75
# The old state's gradient lacks what was copied; through time the weights' gradients are not added up.

# answer: gru_step_backward
def gru_step_backward(dh, x, h, w_x, w_h, b):
    U = h.shape[1]
    a = x @ w_x + b
    r, z = _sigmoid(a[:, :U] + h @ w_h[:, :U]), _sigmoid(a[:, U : 2 * U] + h @ w_h[:, U : 2 * U])
    n = np.tanh(a[:, 2 * U :] + (r * h) @ w_h[:, 2 * U :])
    d_n = dh * (1 - z) * (1 - n * n)
    back = d_n @ w_h[:, 2 * U :].T
    d_r, d_z = back * h * r * (1 - r), dh * (h - n) * z * (1 - z)
    da = np.hstack([d_r, d_z, d_n])
    dh_prev = back * r + d_r @ w_h[:, :U].T + d_z @ w_h[:, U : 2 * U].T
    return da @ w_x.T, dh_prev, x.T @ da, np.hstack([h.T @ d_r, h.T @ d_z, (r * h).T @ d_n]), da.sum(axis=0)

# answer: gru_backward
def gru_backward(dhs, x, h0, w_x, w_h, b):
    hs = [h0]
    for t in range(x.shape[1]):
        hs.append(gru_step(x[:, t], hs[-1], w_x, w_h, b))
    dx, dh = np.zeros(x.shape), np.zeros(h0.shape)
    for t in range(x.shape[1])[::-1]:
        d = dhs[:, t] + dh
        U = h0.shape[1]
        a = x[:, t] @ w_x + b
        h = hs[t]
        r, z = _sigmoid(a[:, :U] + h @ w_h[:, :U]), _sigmoid(a[:, U : 2 * U] + h @ w_h[:, U : 2 * U])
        n = np.tanh(a[:, 2 * U :] + (r * h) @ w_h[:, 2 * U :])
        d_n = d * (1 - z) * (1 - n * n)
        back = d_n @ w_h[:, 2 * U :].T
        d_r, d_z = back * h * r * (1 - r), d * (h - n) * z * (1 - z)
        da = np.hstack([d_r, d_z, d_n])
        dx[:, t] = da @ w_x.T
        dh = d * z + back * r + d_r @ w_h[:, :U].T + d_z @ w_h[:, U : 2 * U].T
        dw_x, db = x[:, t].T @ da, da.sum(axis=0)
        dw_h = np.hstack([h.T @ d_r, h.T @ d_z, (r * h).T @ d_n])
    return dx, dh, dw_x, dw_h, db
