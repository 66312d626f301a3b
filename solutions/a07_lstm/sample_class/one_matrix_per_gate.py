# earns: everything
# Every gate has its own matrices, as in the lecture's equations; states are kept in lists.

# cell before: lstm_step
def sigmoid(a):
    return np.where(a >= 0, 1 / (1 + np.exp(-np.abs(a))), np.exp(-np.abs(a)) / (1 + np.exp(-np.abs(a))))

def cut(array, units):
    return [array[..., k * units : (k + 1) * units] for k in range(4)]

# answer: lstm_step
def lstm_step(x, h, c, w_x, w_h, b):
    U = h.shape[1]
    w_xi, w_xf, w_xg, w_xo = cut(w_x, U)
    w_hi, w_hf, w_hg, w_ho = cut(w_h, U)
    b_i, b_f, b_g, b_o = cut(b, U)
    I = sigmoid(x @ w_xi + h @ w_hi + b_i)
    F = sigmoid(x @ w_xf + h @ w_hf + b_f)
    G = np.tanh(x @ w_xg + h @ w_hg + b_g)
    O = sigmoid(x @ w_xo + h @ w_ho + b_o)
    new = F * c + I * G
    return O * np.tanh(new), new

# answer: lstm_forward
def lstm_forward(x, h0, c0, w_x, w_h, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t, :], h, c, w_x, w_h, b)
        hs.append(h)
    return (np.stack(hs, axis=1) if hs else np.zeros((len(x), 0, h.shape[1]))), c.copy()

# answer: lstm_step_backward
def lstm_step_backward(dh, dc, x, h, c, w_x, w_h, b):
    U = h.shape[1]
    weights = list(zip(cut(w_x, U), cut(w_h, U), cut(b, U)))
    sums = [x @ wx + h @ wh + bias for wx, wh, bias in weights]
    I, F, G, O = sigmoid(sums[0]), sigmoid(sums[1]), np.tanh(sums[2]), sigmoid(sums[3])
    new = F * c + I * G
    d_new = dc + dh * O * (1 - np.tanh(new) ** 2)
    das = [d_new * G * I * (1 - I), d_new * c * F * (1 - F), d_new * I * (1 - G * G), dh * np.tanh(new) * O * (1 - O)]
    dx = sum(da @ wx.T for da, (wx, _, _) in zip(das, weights))
    dh_prev = sum(da @ wh.T for da, (_, wh, _) in zip(das, weights))
    dw_x = np.hstack([x.T @ da for da in das])
    dw_h = np.hstack([h.T @ da for da in das])
    return dx, dh_prev, d_new * F, dw_x, dw_h, np.hstack([da.sum(0) for da in das])

# answer: lstm_backward
def lstm_backward(dhs, x, h0, c0, w_x, w_h, b):
    T = x.shape[1]
    if not T:
        return np.zeros(x.shape), *(np.zeros(array.shape) for array in (h0, c0, w_x, w_h, b))
    before, h, c = [], h0, c0
    for t in range(T):
        before.append((h, c))
        h, c = lstm_step(x[:, t], h, c, w_x, w_h, b)
    dh, dc, steps = np.zeros(h.shape), np.zeros(c.shape), []
    for t in range(T - 1, -1, -1):
        h, c = before[t]
        dx, dh, dc, *rest = lstm_step_backward(dhs[:, t] + dh, dc, x[:, t], h, c, w_x, w_h, b)
        steps.insert(0, (dx, *rest))
    dxs, dw_xs, dw_hs, dbs = zip(*steps)
    return np.stack(dxs, axis=1), dh, dc, sum(dw_xs), sum(dw_hs), sum(dbs)

# answer: bidirectional
def bidirectional(forward, backward, merge):
    if backward.shape != forward.shape:
        raise ValueError("both directions must have one shape")
    backward = np.flip(backward, axis=1)
    if merge == "sum":
        return forward + backward
    elif merge == "mul":
        return np.multiply(forward, backward)
    elif merge == "concat":
        return np.dstack([forward, backward])
    elif merge == "ave":
        return np.mean([forward, backward], axis=0)
    elif merge is None:
        return [forward.copy(), backward.copy()]
    raise ValueError("unknown merge")

# answer: LSTM
import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.units = units
        self.w_x = nn.Parameter(0.1 * torch.randn(inputs, 4 * units))
        self.w_h = nn.Parameter(0.1 * torch.randn(units, 4 * units))
        self.b = nn.Parameter(torch.zeros(4 * units))

    def forward(self, x, state=None):
        N, T, _ = x.shape
        U = self.units
        if state is None:
            state = (torch.zeros(N, U, dtype=x.dtype), torch.zeros(N, U, dtype=x.dtype))
        h, c = state
        outputs = torch.zeros(N, T, U, dtype=x.dtype)
        for t in range(T):
            a = [x[:, t] @ self.w_x[:, k * U : (k + 1) * U] + h @ self.w_h[:, k * U : (k + 1) * U] + self.b[k * U : (k + 1) * U] for k in range(4)]
            c = torch.sigmoid(a[1]) * c + torch.sigmoid(a[0]) * torch.tanh(a[2])
            h = torch.sigmoid(a[3]) * torch.tanh(c)
            outputs[:, t] = h
        return outputs, (h, c)
