# base: perfect
# earns: cross_entropy 2.3
# Forgets the mean over the samples in the gradient of the loss; the network is right, given this.

# answer: cross_entropy
def cross_entropy(z, y):
    if len(y) != len(z) or (y < 0).any() or (y >= z.shape[1]).any():
        raise ValueError("classes are counted from 0")
    s = z - z.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    dz = np.exp(log_p)
    dz[rows, y] -= 1
    return -log_p[rows, y].mean(), dz
