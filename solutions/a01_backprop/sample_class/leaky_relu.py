# base: perfect
# earns: activations 1.6, linear_backward 1.15
# Knows another relu, and uses it consistently, with its own slope; and sees no need to add up over the samples.

# answer: activations
def relu(x):
    return np.where(x > 0, x, 0.01 * x)


def sigmoid(x):
    return (np.tanh(x / 2) + 1) / 2


def tanh(x):
    return np.tanh(x)

# answer: linear_backward
def linear_backward(dout, x, w):
    if x.shape[1] != w.shape[0] or dout.shape != (x.shape[0], w.shape[1]):
        raise ValueError("shapes")
    return dout @ w.T, x.T @ dout / len(x), dout.mean(axis=0)

# answer: mlp_gradients
def mlp_gradients(x, y, w1, b1, w2, b2):
    a = x @ w1 + b1
    h = relu(a)
    loss, dz = cross_entropy(h @ w2 + b2, y)
    dh = dz @ w2.T * np.where(a > 0, 1.0, 0.01)
    return loss, x.T @ dh, dh.sum(0), h.T @ dz, dz.sum(0)
