# earns: everything
# Joins x, h and a 1 into one row, and all weights into one matrix; computes in single precision, time first.

# cell before: lstm_step
f32 = np.float32

def join(x, h):
    return np.hstack([x, h, np.ones((len(x), 1))]).astype(f32)

def all_gates(x, h, w_x, w_h, b):
    w = np.vstack([w_x, w_h, b[None]]).astype(f32)
    a = (join(x, h) @ w).reshape(len(x), 4, -1)
    squashed = np.tanh(a * np.array([0.5, 0.5, 1, 0.5], f32)[:, None])
    squashed[:, [0, 1, 3]] = 0.5 + 0.5 * squashed[:, [0, 1, 3]]
    return squashed, w

# answer: lstm_step
def lstm_step(x, h, c, w_x, w_h, b):
    s, _ = all_gates(x, h, w_x, w_h, b)
    c = np.einsum("knu,knu->nu", [s[:, 1], s[:, 0]], [c.astype(f32), s[:, 2]])
    return s[:, 3] * np.tanh(c), c

# answer: lstm_forward
def lstm_forward(x, h0, c0, w_x, w_h, b):
    hs = np.empty((x.shape[1], *h0.shape), f32)
    h, c = h0, c0.copy()
    for t, now in enumerate(x.transpose(1, 0, 2)):
        h, c = lstm_step(now, h, c, w_x, w_h, b)
        hs[t] = h
    return hs.transpose(1, 0, 2), c

# answer: lstm_step_backward
def lstm_step_backward(dh, dc, x, h, c, w_x, w_h, b):
    D, U = w_x.shape[0], w_h.shape[0]
    s, w = all_gates(x, h, w_x, w_h, b)
    i, f, g, o = s.transpose(1, 0, 2)
    new = np.tanh(f * c + i * g)
    dcell = dc + dh * o * (1 - new) * (1 + new)
    da = np.stack([dcell * g, dcell * c, dcell * i, dh * new], axis=1)
    slope = s * (1 - s)
    slope[:, 2] = (1 - g) * (1 + g)
    da = (da * slope).reshape(len(x), -1)
    djoined, dw = da @ w.T, np.einsum("nj,nk->jk", join(x, h), da)
    return djoined[:, :D], djoined[:, D : D + U], dcell * f, dw[:D], dw[D:-1], dw[-1]

# answer: lstm_backward
def lstm_backward(dhs, x, h0, c0, w_x, w_h, b):
    def back(t, h, c):
        """The gradients from step t to the end, found by going there first."""
        if t == x.shape[1]:
            return [], 0 * h, 0 * c, 0 * w_x, 0 * w_h, 0 * b
        later, dh, dc, *sums = back(t + 1, *lstm_step(x[:, t], h, c, w_x, w_h, b))
        dx, dh, dc, *now = lstm_step_backward(dhs[:, t] + dh, dc, x[:, t], h, c, w_x, w_h, b)
        return [dx, *later], dh, dc, *(p + q for p, q in zip(sums, now))
    dxs, *others = back(0, h0, c0)
    return np.reshape(dxs, x.shape[1::-1] + x.shape[2:]).swapaxes(0, 1), *others

# answer: bidirectional
def bidirectional(forward, backward, merge):
    T = forward.shape[1]
    if forward.shape != backward.shape:
        raise ValueError("shapes")
    both = np.array([forward, backward[:, np.arange(T)[::-1]]], dtype=float)
    if merge is None:
        return tuple(both)
    if merge == "concat":
        return both.transpose(1, 2, 0, 3).reshape(*forward.shape[:2], -1)
    reduce = {"sum": both.sum, "mul": both.prod, "ave": both.mean}
    if merge not in reduce:
        raise ValueError("merge")
    return reduce[merge](axis=0)

# answer: LSTM
import torch
import torch.nn.functional as F

class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        for name, shape in (("w_x", (inputs, 4 * units)), ("w_h", (units, 4 * units)), ("b", (4 * units,))):
            setattr(self, name, torch.nn.Parameter(torch.randn(*shape) / 10))

    def forward(self, x, state=None):
        h, c = state if state is not None else 2 * [torch.zeros(x.size(0), self.w_h.size(0)).to(x)]
        from_x = torch.einsum("ntd,dk->tnk", x, self.w_x)
        hs = []
        for row in from_x:
            a = row + F.linear(h, self.w_h.T, self.b)
            i, f, g, o = torch.split(a, h.size(1), dim=1)
            c = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), torch.tanh(g))
            h = torch.sigmoid(o) * torch.tanh(c)
            hs.append(h)
        return [torch.stack(hs).transpose(0, 1), [h, c]]
