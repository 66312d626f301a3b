# earns: everything
# Every gate has its own matrices, as in the lectures' equations; states are kept in lists.

# cell before: gru_step
def sigmoid(a):
    return 1 / (1 + np.exp(-np.clip(a, -500, 500)))

def cut(array, units):
    return [array[..., k * units : (k + 1) * units] for k in range(3)]

# answer: gru_step
def gru_step(x, h, w_x, w_h, b):
    U = h.shape[1]
    (w_xr, w_xz, w_xn), (w_hr, w_hz, w_hn), (b_r, b_z, b_n) = cut(w_x, U), cut(w_h, U), cut(b, U)
    R = sigmoid(x @ w_xr + h @ w_hr + b_r)
    Z = sigmoid(x @ w_xz + h @ w_hz + b_z)
    candidate = np.tanh(x @ w_xn + (R * h) @ w_hn + b_n)
    return Z * h + (1 - Z) * candidate

# answer: gru_step_reset_after
def gru_step_reset_after(x, h, w_x, w_h, b_x, b_h):
    U = h.shape[1]
    (w_xr, w_xz, w_xn), (w_hr, w_hz, w_hn) = cut(w_x, U), cut(w_h, U)
    (b_xr, b_xz, b_xn), (b_hr, b_hz, b_hn) = cut(b_x, U), cut(b_h, U)
    R = sigmoid(x @ w_xr + b_xr + h @ w_hr + b_hr)
    Z = sigmoid(x @ w_xz + b_xz + h @ w_hz + b_hz)
    candidate = np.tanh(x @ w_xn + b_xn + R * (h @ w_hn + b_hn))
    return candidate + Z * (h - candidate)

# answer: gru_forward
def gru_forward(x, h0, w_x, w_h, b):
    hs = [h0]
    for t in range(x.shape[1]):
        hs.append(gru_step(x[:, t, :], hs[-1], w_x, w_h, b))
    return np.stack(hs, axis=1)[:, 1:]

# answer: gru_step_backward
def gru_step_backward(dh, x, h, w_x, w_h, b):
    U = h.shape[1]
    (w_xr, w_xz, w_xn), (w_hr, w_hz, w_hn), (b_r, b_z, b_n) = cut(w_x, U), cut(w_h, U), cut(b, U)
    R = sigmoid(x @ w_xr + h @ w_hr + b_r)
    Z = sigmoid(x @ w_xz + h @ w_hz + b_z)
    candidate = np.tanh(x @ w_xn + (R * h) @ w_hn + b_n)
    d_n = dh * (1 - Z) * (1 - candidate**2)
    d_z = dh * (h - candidate) * Z * (1 - Z)
    d_reset = d_n @ w_hn.T
    d_r = d_reset * h * R * (1 - R)
    dx = d_r @ w_xr.T + d_z @ w_xz.T + d_n @ w_xn.T
    dh_prev = dh * Z + d_reset * R + d_r @ w_hr.T + d_z @ w_hz.T
    dw_x = np.hstack([x.T @ d_r, x.T @ d_z, x.T @ d_n])
    dw_h = np.hstack([h.T @ d_r, h.T @ d_z, (R * h).T @ d_n])
    return dx, dh_prev, dw_x, dw_h, np.hstack([d_r.sum(0), d_z.sum(0), d_n.sum(0)])

# answer: gru_backward
def gru_backward(dhs, x, h0, w_x, w_h, b):
    hs = [h0]
    for t in range(x.shape[1]):
        hs.append(gru_step(x[:, t], hs[-1], w_x, w_h, b))
    if x.shape[1] == 0:
        return np.zeros(x.shape), *(np.zeros(array.shape) for array in (h0, w_x, w_h, b))
    dh, steps = np.zeros(h0.shape), []
    for t in range(x.shape[1] - 1, -1, -1):
        dx, dh, *rest = gru_step_backward(dhs[:, t] + dh, x[:, t], hs[t], w_x, w_h, b)
        steps.insert(0, (dx, *rest))
    dxs, dw_xs, dw_hs, dbs = zip(*steps)
    return np.stack(dxs, axis=1), dh, sum(dw_xs), sum(dw_hs), sum(dbs)

# answer: GRU
import torch
from torch import nn

class GRU(nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.units = units
        self.w_x = nn.Parameter(0.1 * torch.randn(inputs, 3 * units))
        self.w_h = nn.Parameter(0.1 * torch.randn(units, 3 * units))
        self.b_x = nn.Parameter(torch.zeros(3 * units))
        self.b_h = nn.Parameter(torch.zeros(3 * units))

    def forward(self, x, h=None):
        U, hs = self.units, []
        h = torch.zeros(x.shape[0], U, dtype=x.dtype) if h is None else h
        for t in range(x.shape[1]):
            p = [x[:, t] @ self.w_x[:, k * U : (k + 1) * U] + self.b_x[k * U : (k + 1) * U] for k in range(3)]
            q = [h @ self.w_h[:, k * U : (k + 1) * U] + self.b_h[k * U : (k + 1) * U] for k in range(3)]
            r, z = torch.sigmoid(p[0] + q[0]), torch.sigmoid(p[1] + q[1])
            h = z * h + (1 - z) * torch.tanh(p[2] + r * q[2])
            hs.append(h)
        return torch.stack(hs, 1), h
