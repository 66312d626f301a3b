# earns: conv2d 1.1, im2col 0, conv2d_im2col 0, conv2d_backward 0
# Solved one half: the exercises along a line, and conv2d as far as stride, padding and bias.

# answer: convolve1d
def convolve1d(f, g, mode):
    if mode == "wide":
        return np.convolve(f, g)
    if mode == "narrow" and len(g) <= len(f):
        return np.convolve(f, g, "valid")
    if mode == "equal":
        first = (len(g) - 1) // 2
        return np.convolve(f, g)[first : first + len(f)]
    raise ValueError("unknown mode, or the kernel is too long")

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    n = len(w)
    if mode == "wide":
        return np.convolve(x, w[::-1])
    if mode == "narrow" and n <= len(x):
        return np.convolve(x, w[::-1], "valid")
    if mode == "equal":
        return np.convolve(x, w[::-1])[n // 2 : n // 2 + len(x)]
    raise ValueError("unknown mode, or the kernel is too long")

# answer: toeplitz
def toeplitz(w, length, mode):
    if length < 1:
        raise ValueError("a signal has a value at least")
    return np.array([cross_correlate1d(row, w, mode) for row in np.eye(length)]).T

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    # TODO stride, padding, bias
    kh, kw = w.shape[2:]
    rows = []
    for h in range(x.shape[2] - kh + 1):
        row = [np.einsum("ncij,fcij->nf", x[:, :, h : h + kh, v : v + kw], w) for v in range(x.shape[3] - kw + 1)]
        rows.append(np.stack(row, axis=-1))
    return np.stack(rows, axis=2)
