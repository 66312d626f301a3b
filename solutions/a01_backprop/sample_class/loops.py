# earns: everything
# Every answer is right, written with nothing but loops and Python's own math.

# cell before: activations
import math

# answer: activations
def relu(x):
    out = np.zeros(np.shape(x))
    for index in np.ndindex(out.shape):
        if x[index] > 0:
            out[index] = x[index]
    return out


def sigmoid(x):
    out = np.zeros(np.shape(x))
    for index in np.ndindex(out.shape):
        value = float(x[index])
        if value > 0:
            out[index] = 1 / (1 + math.exp(-value))
        else:
            out[index] = math.exp(value) / (1 + math.exp(value))
    return out


def tanh(x):
    out = np.zeros(np.shape(x))
    for index in np.ndindex(out.shape):
        out[index] = math.tanh(x[index])
    return out

# answer: softmax
def softmax(z):
    out = np.zeros(z.shape)
    for index in np.ndindex(z.shape[:-1]):
        row = z[index]
        highest = max(row)
        powers = [math.exp(score - highest) for score in row]
        for k in range(len(row)):
            out[index + (k,)] = powers[k] / sum(powers)
    return out

# answer: cross_entropy
def cross_entropy(z, y):
    N, K = z.shape
    if len(y) != N:
        raise ValueError("one class for each sample")
    loss, dz = 0.0, np.zeros((N, K))
    for n in range(N):
        if not 0 <= y[n] < K:
            raise ValueError("there is no such class")
        highest = max(z[n])
        total = 0.0
        for k in range(K):
            total += math.exp(z[n, k] - highest)
        loss += math.log(total) + highest - z[n, y[n]]
        for k in range(K):
            dz[n, k] = math.exp(z[n, k] - highest) / total / N
        dz[n, y[n]] -= 1 / N
    return loss / N, dz

# answer: linear_backward
def linear_backward(dout, x, w):
    N, D = x.shape
    M = w.shape[1]
    if w.shape[0] != D or dout.shape != (N, M):
        raise ValueError("these do not fit")
    dx, dw, db = np.zeros((N, D)), np.zeros((D, M)), np.zeros(M)
    for n in range(N):
        for m in range(M):
            db[m] += dout[n, m]
            for d in range(D):
                dx[n, d] += dout[n, m] * w[d, m]
                dw[d, m] += dout[n, m] * x[n, d]
    return dx, dw, db

# answer: dropout
def dropout(x, rate, u):
    if rate < 0 or rate >= 1:
        raise ValueError("no such rate")
    if np.shape(x) != np.shape(u):
        raise ValueError("u must be like x")
    out = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        if u[index] < rate:
            continue
        out[index] = x[index] / (1 - rate)
    return out

# answer: mlp_gradients
def mlp_gradients(x, y, w1, b1, w2, b2):
    a = np.zeros((len(x), len(b1)))
    for n in range(len(x)):
        for u in range(len(b1)):
            a[n, u] = b1[u]
            for d in range(len(w1)):
                a[n, u] += x[n, d] * w1[d, u]
    h = relu(a)
    z = np.zeros((len(x), len(b2)))
    for n in range(len(x)):
        for k in range(len(b2)):
            z[n, k] = b2[k]
            for u in range(len(w2)):
                z[n, k] += h[n, u] * w2[u, k]
    loss, dz = cross_entropy(z, y)
    dh, dw2, db2 = linear_backward(dz, h, w2)
    for index in np.ndindex(dh.shape):
        if a[index] <= 0:
            dh[index] = 0
    _, dw1, db1 = linear_backward(dh, x, w1)
    return loss, dw1, db1, dw2, db2
