# earns: everything
# Plain Python numbers and loops, nested lists returned: slow, and right.

# cell before: lstm_step
import math

def sigmoid(a):
    return 1 / (1 + math.exp(-a)) if a > -700 else 0.0

def gates_of(x, h, w_x, w_h, b):
    U = len(h)
    sums = []
    for column in range(4 * U):
        total = float(b[column])
        for d in range(len(x)):
            total += x[d] * w_x[d][column]
        for u in range(U):
            total += h[u] * w_h[u][column]
        sums.append(total)
    return [
        (sigmoid(sums[u]), sigmoid(sums[U + u]), math.tanh(sums[2 * U + u]), sigmoid(sums[3 * U + u])) for u in range(U)
    ]

# answer: lstm_step
def lstm_step(x, h, c, w_x, w_h, b):
    new_h, new_c = [], []
    for n in range(len(x)):
        row_h, row_c = [], []
        for u, (i, f, g, o) in enumerate(gates_of(x[n], h[n], w_x, w_h, b)):
            cell = f * c[n][u] + i * g
            row_c.append(cell)
            row_h.append(o * math.tanh(cell))
        new_h.append(row_h)
        new_c.append(row_c)
    return new_h, new_c

# answer: lstm_forward
def lstm_forward(x, h0, c0, w_x, w_h, b):
    N, T, U = len(x), x.shape[1], len(w_h)
    hs, cs = [], []
    for n in range(len(x)):
        h, c, states = [h0[n]], [c0[n]], []
        for t in range(len(x[n])):
            h, c = lstm_step([x[n][t]], h, c, w_x, w_h, b)
            states.append(h[0])
        hs.append(states)
        cs.append(c[0])
    return np.reshape(hs, (N, T, U)), np.array(cs, dtype=float)

# answer: lstm_step_backward
def lstm_step_backward(dh, dc, x, h, c, w_x, w_h, b):
    N, D, U = len(x), len(w_x), len(w_h)
    dx, dh_prev, dc_prev = np.zeros((N, D)), np.zeros((N, U)), np.zeros((N, U))
    dw_x, dw_h, db = np.zeros((D, 4 * U)), np.zeros((U, 4 * U)), np.zeros(4 * U)
    for n in range(N):
        for u, (i, f, g, o) in enumerate(gates_of(x[n], h[n], w_x, w_h, b)):
            t = math.tanh(f * c[n][u] + i * g)
            d_cell = dc[n][u] + dh[n][u] * o * (1 - t * t)
            dc_prev[n, u] = d_cell * f
            slopes = (
                d_cell * g * i * (1 - i),
                d_cell * c[n][u] * f * (1 - f),
                d_cell * i * (1 - g * g),
                dh[n][u] * t * o * (1 - o),
            )
            for k, da in enumerate(slopes):
                column = k * U + u
                db[column] += da
                for d in range(D):
                    dw_x[d, column] += x[n][d] * da
                    dx[n, d] += w_x[d][column] * da
                for v in range(U):
                    dw_h[v, column] += h[n][v] * da
                    dh_prev[n, v] += w_h[v][column] * da
    return dx, dh_prev, dc_prev, dw_x, dw_h, db

# answer: lstm_backward
def lstm_backward(dhs, x, h0, c0, w_x, w_h, b):
    hs, cs = [h0], [c0]
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], hs[-1], cs[-1], w_x, w_h, b)
        hs.append(np.array(h))
        cs.append(np.array(c))
    dx, dh, dc = np.zeros(x.shape), np.zeros(np.shape(h0)), np.zeros(np.shape(c0))
    total = [np.zeros(np.shape(array)) for array in (w_x, w_h, b)]
    for t in range(x.shape[1])[::-1]:
        dx[:, t], dh, dc, *step = lstm_step_backward(dhs[:, t] + dh, dc, x[:, t], hs[t], cs[t], w_x, w_h, b)
        total = [one + other for one, other in zip(total, step)]
    return [dx, dh, dc, *total]

# answer: bidirectional
def bidirectional(forward, backward, merge):
    if merge not in ("sum", "mul", "concat", "ave", None):
        raise ValueError(merge)
    N, T, U = forward.shape
    if np.shape(backward) != (N, T, U):
        raise ValueError(f"a shape {(N, T, U)} is needed, not {np.shape(backward)}")
    turned = np.array([[[float(backward[n, T - 1 - t, u]) for u in range(U)] for t in range(T)] for n in range(N)])
    if merge is None:
        return np.array(forward, dtype=float), turned
    rows = []
    for n in range(N):
        row = []
        for t in range(T):
            f, r = list(forward[n, t]), list(turned[n, t])
            if merge == "concat":
                row.append(f + r)
            else:
                both = {"sum": lambda p, q: p + q, "mul": lambda p, q: p * q, "ave": lambda p, q: 0.5 * (p + q)}[merge]
                row.append([both(p, q) for p, q in zip(f, r)])
        rows.append(row)
    return rows

# answer: LSTM
import torch

class LSTM(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.register_parameter("b", torch.nn.Parameter(torch.rand(4 * units)))
        self.register_parameter("w_h", torch.nn.Parameter(torch.rand(units, 4 * units)))
        self.register_parameter("w_x", torch.nn.Parameter(torch.rand(inputs, 4 * units)))

    def one(self, x, h, c):
        U = len(h)
        a = [sum(x[d] * self.w_x[d, j] for d in range(len(x))) + sum(h[v] * self.w_h[v, j] for v in range(U)) + self.b[j] for j in range(4 * U)]
        new_c = [a[U + u].sigmoid() * c[u] + a[u].sigmoid() * a[2 * U + u].tanh() for u in range(U)]
        return torch.stack([a[3 * U + u].sigmoid() * new_c[u].tanh() for u in range(U)]), torch.stack(new_c)

    def forward(self, x, state=None):
        U, rows, last_h, last_c = len(self.w_h), [], [], []
        for n in range(len(x)):
            h, c = (state[0][n], state[1][n]) if state is not None else (x.new_zeros(U), x.new_zeros(U))
            row = []
            for t in range(x.shape[1]):
                h, c = self.one(x[n, t], h, c)
                row.append(h)
            rows.append(torch.stack(row))
            last_h.append(h)
            last_c.append(c)
        return torch.stack(rows), (torch.stack(last_h), torch.stack(last_c))
