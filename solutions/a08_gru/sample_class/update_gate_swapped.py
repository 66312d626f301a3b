# base: perfect
# earns: gru_step 1.4, gru_step_reset_after 1.05
# Reads the update gate as Chung et al. (2014) do.

# answer: gru_step
def gru_step(x, h, w_x, w_h, b):
    U = h.shape[1]
    a = x @ w_x + b
    r, z = _sigmoid(a[:, :U] + h @ w_h[:, :U]), _sigmoid(a[:, U : 2 * U] + h @ w_h[:, U : 2 * U])
    n = np.tanh(a[:, 2 * U :] + (r * h) @ w_h[:, 2 * U :])
    return (1 - z) * h + z * n

# answer: gru_step_reset_after
def gru_step_reset_after(x, h, w_x, w_h, b_x, b_h):
    x_r, x_z, x_n = np.split(x @ w_x + b_x, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ w_h + b_h, 3, axis=1)
    z = _sigmoid(x_z + h_z)
    return (1 - z) * h + z * np.tanh(x_n + _sigmoid(x_r + h_r) * h_n)
