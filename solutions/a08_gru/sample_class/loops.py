# earns: everything
# Plain Python numbers and loops, nested lists returned: slow, and right.

# cell before: gru_step
import math

def sigmoid(a):
    return 1 / (1 + math.exp(-a)) if a > -700 else 0.0

def total(values, w, column):
    return sum(float(value) * float(row[column]) for value, row in zip(values, w))

def parts(x, h, w_x, w_h, b):
    """r, z, n of one sample, as lists."""
    U = len(h)
    r = [sigmoid(total(x, w_x, u) + total(h, w_h, u) + b[u]) for u in range(U)]
    z = [sigmoid(total(x, w_x, U + u) + total(h, w_h, U + u) + b[U + u]) for u in range(U)]
    reset = [r[u] * h[u] for u in range(U)]
    n = [math.tanh(total(x, w_x, 2 * U + u) + total(reset, w_h, 2 * U + u) + b[2 * U + u]) for u in range(U)]
    return r, z, n

# answer: gru_step
def gru_step(x, h, w_x, w_h, b):
    out = []
    for sample, old in zip(x, h):
        r, z, n = parts(sample, old, w_x, w_h, b)
        out.append([z[u] * old[u] + (1 - z[u]) * n[u] for u in range(len(old))])
    return out

# answer: gru_step_reset_after
def gru_step_reset_after(x, h, w_x, w_h, b_x, b_h):
    U, out = len(w_h), []
    for sample, old in zip(x, h):
        row = []
        for u in range(U):
            from_x = [total(sample, w_x, k * U + u) + b_x[k * U + u] for k in range(3)]
            from_h = [total(old, w_h, k * U + u) + b_h[k * U + u] for k in range(3)]
            r, z = sigmoid(from_x[0] + from_h[0]), sigmoid(from_x[1] + from_h[1])
            row.append(z * old[u] + (1 - z) * math.tanh(from_x[2] + r * from_h[2]))
        out.append(row)
    return out

# answer: gru_forward
def gru_forward(x, h0, w_x, w_h, b):
    out = []
    for n in range(len(x)):
        h, states = [h0[n]], []
        for t in range(len(x[n])):
            h = gru_step([x[n][t]], h, w_x, w_h, b)
            states.append(h[0])
        out.append(states)
    return np.reshape(out, (len(x), x.shape[1], len(w_h)))

# answer: gru_step_backward
def gru_step_backward(dh, x, h, w_x, w_h, b):
    N, D, U = len(x), len(w_x), len(w_h)
    dx, dh_prev = np.zeros((N, D)), np.zeros((N, U))
    dw_x, dw_h, db = np.zeros((D, 3 * U)), np.zeros((U, 3 * U)), np.zeros(3 * U)
    for s in range(N):
        r, z, n = parts(x[s], h[s], w_x, w_h, b)
        da = [0.0] * (3 * U)
        for u in range(U):
            dh_prev[s, u] += dh[s][u] * z[u]
            da[U + u] = dh[s][u] * (h[s][u] - n[u]) * z[u] * (1 - z[u])
            da[2 * U + u] = dh[s][u] * (1 - z[u]) * (1 - n[u] ** 2)
        for v in range(U):
            back = sum(w_h[v][2 * U + u] * da[2 * U + u] for u in range(U))
            da[v] = back * h[s][v] * r[v] * (1 - r[v])
            dh_prev[s, v] += back * r[v]
        for column in range(3 * U):
            db[column] += da[column]
            for d in range(D):
                dx[s, d] += w_x[d][column] * da[column]
                dw_x[d, column] += x[s][d] * da[column]
            for v in range(U):
                if column < 2 * U:
                    dh_prev[s, v] += w_h[v][column] * da[column]
                    dw_h[v, column] += h[s][v] * da[column]
                else:
                    dw_h[v, column] += r[v] * h[s][v] * da[column]
    return dx, dh_prev, dw_x, dw_h, db

# answer: gru_backward
def gru_backward(dhs, x, h0, w_x, w_h, b):
    hs = [h0]
    for t in range(x.shape[1]):
        hs.append(np.array(gru_step(x[:, t], hs[-1], w_x, w_h, b)))
    dx, dh = np.zeros(x.shape), np.zeros(h0.shape)
    totals = [np.zeros(np.shape(array)) for array in (w_x, w_h, b)]
    for t in range(x.shape[1])[::-1]:
        dx[:, t], dh, *step = gru_step_backward(dhs[:, t] + dh, x[:, t], hs[t], w_x, w_h, b)
        totals = [one + other for one, other in zip(totals, step)]
    return [dx, dh, *totals]

# answer: GRU
import torch

class GRU(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        for name, shape in (("b_h", (3 * units,)), ("b_x", (3 * units,)), ("w_h", (units, 3 * units)), ("w_x", (inputs, 3 * units))):
            self.register_parameter(name, torch.nn.Parameter(torch.rand(shape)))

    def one(self, x, h):
        U, new = len(h), []
        p = [sum(x[d] * self.w_x[d, j] for d in range(len(x))) + self.b_x[j] for j in range(3 * U)]
        q = [sum(h[v] * self.w_h[v, j] for v in range(U)) + self.b_h[j] for j in range(3 * U)]
        for u in range(U):
            r, z = torch.sigmoid(p[u] + q[u]), torch.sigmoid(p[U + u] + q[U + u])
            new.append(z * h[u] + (1 - z) * torch.tanh(p[2 * U + u] + r * q[2 * U + u]))
        return torch.stack(new)

    def forward(self, x, h=None):
        rows = []
        for n in range(len(x)):
            state, row = x.new_zeros(len(self.w_h)) if h is None else h[n], []
            for t in range(x.shape[1]):
                state = self.one(x[n, t], state)
                row.append(state)
            rows.append(torch.stack(row))
        hs = torch.stack(rows)
        return hs, hs[:, -1]
