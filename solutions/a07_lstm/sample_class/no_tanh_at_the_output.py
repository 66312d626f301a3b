# base: perfect
# earns: lstm_step 1.55, lstm_step_backward 3.35, lstm_backward 1.05, bidirectional 1.9, LSTM 0
# Shows the bare cell; forgets the cell's own gradient; puts the backward states first.

# answer: lstm_step
def lstm_step(x, h, c, w_x, w_h, b):
    i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4, axis=1)
    c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * c, c

# answer: lstm_step_backward
def lstm_step_backward(dh, dc, x, h, c, w_x, w_h, b):
    i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4, axis=1)
    i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
    t = np.tanh(f * c + i * g)
    dc = dh * o * (1 - t * t)
    da = np.hstack([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g * g), dh * t * o * (1 - o)])
    return da @ w_x.T, da @ w_h.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)

# answer: bidirectional
def bidirectional(forward, backward, merge):
    backward = backward[:, ::-1]
    if merge == "concat":
        return np.concatenate([backward, forward], axis=-1)
    if merge is None:
        return forward.copy(), backward.copy()
    return {"sum": forward + backward, "mul": forward * backward, "ave": 0.5 * (forward + backward)}[merge]

# answer: LSTM
class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w_x = torch.nn.Parameter(torch.randn(inputs, 4 * units))
        self.w_h = torch.nn.Parameter(torch.randn(units, 4 * units))
        self.b = torch.nn.Parameter(torch.zeros(4 * units))

    def forward(self, x, state=None):
        cell = torch.nn.LSTMCell(*self.w_x.shape)
        h, c = state or (torch.zeros(len(x), len(self.w_h)), torch.zeros(len(x), len(self.w_h)))
        hs = []
        for t in range(x.shape[1]):
            h, c = cell(x[:, t], (h, c))
            hs.append(h)
        return torch.stack(hs, dim=1), (h, c)
