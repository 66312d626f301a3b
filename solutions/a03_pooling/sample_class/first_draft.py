# earns: max_pool2d 1.15, avg_pool2d 0, max_pool2d_backward 1.35, avg_pool2d_backward 0, k_max_pool1d 1.75, dynamic_pool1d 1.75, dynamic_k 0
# A first draft: windows side by side in square tiles, no borders, no strides, no checks; the rest is not there yet.

# answer: max_pool2d
def max_pool2d(x, size, *, stride=None, padding=0):
    n, c, h, w = x.shape
    oh, ow = h // size, w // size
    return x[:, :, : oh * size, : ow * size].reshape(n, c, oh, size, ow, size).max(axis=(3, 5))

# answer: avg_pool2d
def avg_pool2d(x, size, *, stride=None):
    n, c, h, w = x.shape
    oh, ow = h // size, w // size
    return x[:, :, : oh * size, : ow * size].reshape(n, c, oh, size, ow, size).sum(axis=(3, 5)) / size

# answer: max_pool2d_backward
def max_pool2d_backward(dout, x, size, *, stride=None):
    out = max_pool2d(x, size)
    big = out.repeat(size, axis=2).repeat(size, axis=3)
    return (x == big) * dout.repeat(size, axis=2).repeat(size, axis=3)

# answer: k_max_pool1d
def k_max_pool1d(x, k):
    keep = np.sort(np.argsort(-x[0, 0], kind="stable")[:k])
    return x[..., keep]

# answer: dynamic_pool1d
def dynamic_pool1d(x, segments):
    n, c, length = x.shape
    width = length // segments
    return x[..., : segments * width].reshape(n, c, segments, width).max(axis=-1)
