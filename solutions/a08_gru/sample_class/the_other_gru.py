# base: perfect
# earns: gru_step 1.9, gru_step_reset_after 1.25, GRU 0
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

# answer: GRU
class GRU(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w_x = torch.nn.Parameter(torch.randn(inputs, 3 * units))
        self.w_h = torch.nn.Parameter(torch.randn(units, 3 * units))
        self.b_x = torch.nn.Parameter(torch.zeros(3 * units))
        self.b_h = torch.nn.Parameter(torch.zeros(3 * units))

    def forward(self, x, h=None):
        U, hs = len(self.w_h), []
        h = torch.zeros(len(x), U) if h is None else h
        for t in range(x.shape[1]):
            a_r, a_z, a_n = (x[:, t] @ self.w_x + self.b_x + self.b_h).chunk(3, dim=1)
            r, z = torch.sigmoid(a_r + h @ self.w_h[:, :U]), torch.sigmoid(a_z + h @ self.w_h[:, U : 2 * U])
            h = z * h + (1 - z) * torch.tanh(a_n + (r * h) @ self.w_h[:, 2 * U :])
            hs.append(h)
        return torch.stack(hs, dim=1), h
