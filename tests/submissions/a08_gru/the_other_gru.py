# base: perfect
# Has the two resets the wrong way round, in every exercise.

# answer: gru_step
def gru_step(x, h, w_x, w_h, b):
    x_r, x_z, x_n = np.split(x @ w_x + b, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ w_h, 3, axis=1)
    r, z = _sigmoid(x_r + h_r), _sigmoid(x_z + h_z)
    return z * h + (1 - z) * np.tanh(x_n + r * h_n)

# answer: gru_step_reset_after
def gru_step_reset_after(x, h, w_x, w_h, b_x, b_h):
    U = h.shape[1]
    x_r, x_z, x_n = np.split(x @ w_x + b_x + b_h, 3, axis=1)
    r, z = _sigmoid(x_r + h @ w_h[:, :U]), _sigmoid(x_z + h @ w_h[:, U : 2 * U])
    return z * h + (1 - z) * np.tanh(x_n + (r * h) @ w_h[:, 2 * U :])

# answer: gru_step_backward
def gru_step_backward(dh, x, h, w_x, w_h, b):
    x_r, x_z, x_n = np.split(x @ w_x + b, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ w_h, 3, axis=1)
    r, z = _sigmoid(x_r + h_r), _sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * h_n)
    d_n = dh * (1 - z) * (1 - n * n)
    d_r, d_z = d_n * h_n * r * (1 - r), dh * (h - n) * z * (1 - z)
    da, dg = np.hstack([d_r, d_z, d_n]), np.hstack([d_r, d_z, d_n * r])
    return da @ w_x.T, dh * z + dg @ w_h.T, x.T @ da, h.T @ dg, da.sum(axis=0)
