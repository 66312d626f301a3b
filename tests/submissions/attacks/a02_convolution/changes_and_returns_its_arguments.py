# base: perfect
# ATTACKS 16: changes an argument and changes it back in shape only, returns views of one, and is wrong besides.
# Both are reported: 0 for each.

# answer: convolve1d
def convolve1d(f, g, mode):
    f[:] = f[::-1]
    raise ValueError("changed first") if mode == "sideways" else StopIteration

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    out = np.asarray(np.convolve(x, w, {"narrow": "valid", "equal": "same", "wide": "full"}[mode]))
    x *= 2
    return out

# answer: toeplitz
def toeplitz(w, length, mode):
    return np.lib.stride_tricks.as_strided(w, (length, len(w)), (0, w.strides[0]))

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    x.shape = (x.size,)
    return np.zeros((1, 1, 1))

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    return x, w, dout.sum((0, 2))
