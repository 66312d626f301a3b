# base: perfect
# earns: activations 2.25, softmax 1.5, cross_entropy 3.5
# Writes each formula as it stands in the book: the sigmoid overflows on the way to what is right, softmax does not
# survive it, and the loss takes the logarithm of probabilities that were rounded to 0. Beside that, the loss and the
# last exercise are right, given this softmax.

# answer: activations
def relu(x):
    return np.maximum(x, 0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def tanh(x):
    return np.tanh(x)

# answer: softmax
def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)

# answer: cross_entropy
def cross_entropy(z, y):
    N, K = z.shape
    if y.shape != (N,) or y.min() < 0 or y.max() >= K:
        raise ValueError("no such class")
    p = softmax(z)
    loss = -np.log(p[np.arange(N), y]).mean()
    p[np.arange(N), y] -= 1
    return loss, p / N
