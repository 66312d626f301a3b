# base: perfect
# ATTACKS 28: returns what is too large, too deep or never ends. Caps on size, depth and time: 0 for each.

# answer: convolve1d
def convolve1d(f, g, mode):
    return np.broadcast_to(0.0, (2**20, 2**20))

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    nested = [1.0]
    for _ in range(100_000):
        nested = [nested]
    return nested

# answer: toeplitz
def toeplitz(w, length, mode):
    return np.ones((5_000, 5_000))

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    class Sleepy:
        def __array__(self, *args, **kwargs):
            import time

            time.sleep(3600)

    return Sleepy()

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    out = []
    out.append(out)
    return out

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    return (value for value in iter(int, 1))

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    return [0.0] * 10**7
