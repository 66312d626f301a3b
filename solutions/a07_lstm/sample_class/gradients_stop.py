# base: perfect
# earns: lstm_step_backward 3.1, lstm_backward 1.05, LSTM 1.75
# The step backwards is right but for its bias; through time the cell's gradient is not passed on.

# answer: lstm_step_backward
def lstm_step_backward(dh, dc, x, h, c, w_x, w_h, b):
    i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4, axis=1)
    i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
    t = np.tanh(f * c + i * g)
    dc = dc + dh * o * (1 - t * t)
    da = np.hstack([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g * g), dh * t * o * (1 - o)])
    return da @ w_x.T, da @ w_h.T, dc * f, x.T @ da, h.T @ da, da

# answer: lstm_backward
def lstm_backward(dhs, x, h0, c0, w_x, w_h, b):
    N, T, D = x.shape
    states = [(h0, c0)]
    for t in range(T):
        states.append(lstm_step(x[:, t], *states[-1], w_x, w_h, b))
    dx = np.zeros((N, T, D))
    dw_x, dw_h, db = np.zeros(w_x.shape), np.zeros(w_h.shape), np.zeros(b.shape)
    dh, dc = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in range(T)[::-1]:
        dx[:, t], dh, dc, a, e, r = lstm_step_backward(dhs[:, t] + dh, 0 * dc, x[:, t], *states[t], w_x, w_h, b)
        dw_x, dw_h, db = dw_x + a, dw_h + e, db + r.sum(axis=0)
    return dx, dh, dc, dw_x, dw_h, db

# answer: LSTM
class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w_x = torch.nn.Parameter(torch.randn(inputs, 4 * units))
        self.w_h = torch.nn.Parameter(torch.randn(units, 4 * units))
        self.b = torch.nn.Parameter(torch.zeros(4 * units))

    def forward(self, x, state=None):
        h, c = state or (torch.zeros(len(x), len(self.w_h)), torch.zeros(len(x), len(self.w_h)))
        hs = []
        for t in range(x.shape[1]):
            i, f, g, o = (x[:, t] @ self.w_x + h.detach() @ self.w_h + self.b).chunk(4, dim=1)
            c = f.sigmoid() * c.detach() + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            hs.append(h)
        return torch.stack(hs, dim=1), (h, c)
