# earns: everything
# Every answer is right; one-hot matrices and einsum, results as lists or in single precision, nothing calls another.

# answer: activations
def relu(x):
    return (np.array(x, dtype=float) * (x > 0)).tolist()


def sigmoid(x):
    x = np.clip(x, -500, 500)
    return np.float32(1 / (1 + np.exp(-x)))


def tanh(x):
    small = np.exp(-2 * np.abs(x))
    return np.sign(x) * (1 - small) / (1 + small)

# answer: softmax
def softmax(z):
    rows = np.reshape(z, (-1, z.shape[-1])).astype(float)
    total = np.logaddexp.reduce(rows, axis=1)
    return np.exp(rows - total[:, None]).reshape(z.shape)

# answer: cross_entropy
def cross_entropy(z, y):
    classes = np.arange(z.shape[1])
    if np.shape(y) != (len(z),) or not set(y.tolist()) <= set(classes.tolist()):
        raise ValueError(y)
    truth = (y[:, None] == classes).astype(float)
    log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return [np.array(-np.einsum("nk,nk->", truth, log_p) / len(z)), ((np.exp(log_p) - truth) / len(z)).tolist()]

# answer: linear_backward
def linear_backward(dout, x, w):
    if len({x.shape[1], len(w)}) + len({dout.shape[1], w.shape[1]}) + len({len(x), len(dout)}) > 3:
        raise ValueError
    return (
        np.einsum("nm,dm->nd", dout, w).astype(np.float32),
        np.einsum("nm,nd->dm", dout, x),
        [sum(column) for column in dout.T.tolist()],
    )

# answer: dropout
def dropout(x, rate, u):
    if np.shape(x) != np.shape(u) or not (0 <= rate < 1):
        raise ValueError("shape or rate")
    return np.multiply(x, ~(u < rate), dtype=float) * (1 / (1 - rate))

# answer: mlp_gradients
def mlp_gradients(x, y, w1, b1, w2, b2):
    x1 = np.hstack([x, np.ones((len(x), 1))])
    h = np.maximum(x1 @ np.vstack([w1, b1]), 0)
    h1 = np.hstack([h, np.ones((len(h), 1))])
    z = h1 @ np.vstack([w2, b2])
    z = z - z.max(1)[:, None]
    log_total = np.log(np.exp(z).sum(1))
    dz = np.exp(z - log_total[:, None])
    dz[range(len(y)), y] -= 1
    dz /= len(y)
    second = h1.T @ dz
    first = x1.T @ (dz @ w2.T * np.sign(h))
    return (log_total - z[range(len(y)), y]).mean(), first[:-1], first[-1], second[:-1], second[-1]
