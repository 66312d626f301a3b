# earns: activations 1.3, softmax 1.75, cross_entropy 0, linear_backward 2.75, dropout 0, mlp_gradients 0
# Two of three activations, softmax for matrices alone, a layer without a look at the shapes, and then the time was up.

# answer: activations
def relu(x):
    return np.maximum(x, 0)


def sigmoid(x):
    return np.where(x > 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


def tanh(x):
    raise NotImplementedError("tanh is not written yet")

# answer: softmax
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

# answer: linear_backward
def linear_backward(dout, x, w):
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
