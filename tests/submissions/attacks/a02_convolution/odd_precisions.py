# base: perfect
# Beyond the list: wrong numbers in types that no answer has: bool, half and extended precision, complex, unsigned, a
# scalar for an array, one axis too many, dates. They are compared by value and shape: 0 for each, and no crash.

# answer: convolve1d
def convolve1d(f, g, mode):
    size = {"narrow": len(f) - len(g) + 1, "equal": len(f), "wide": len(f) + len(g) - 1}[mode]
    return np.ones(size, dtype=bool)

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    size = {"narrow": len(x) - len(w) + 1, "equal": len(x), "wide": len(x) + len(w) - 1}[mode]
    return np.full(size, complex(np.nan, np.inf), dtype=np.clongdouble)

# answer: toeplitz
def toeplitz(w, length, mode):
    rows = {"narrow": length - len(w) + 1, "equal": length, "wide": length + len(w) - 1}[mode]
    return np.full((rows, length), 2**64 - 1, dtype=np.uint64)

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    return np.asarray(conv2d_im2col(x, w, b, stride=stride, padding=padding))[None]

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    return np.array(["2026-01-01"], dtype="datetime64[D]")

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    return x.astype(bool), np.full(w.shape, 7, dtype=np.int8), np.zeros((0, 2**31, 2**31)) if False else 3
