# base: perfect
# ATTACKS 40: helpers in later cells, an answer in another answer's cell, a function defined twice (the last one
# counts), another before its helper is. They lose nothing.

# answer: convolve1d
def convolve1d(f, g, mode):
    return _mine(f, g, mode)


def cross_correlate1d(x, w, mode):
    """The first try."""
    return None

# answer: toeplitz
def toeplitz(w, length, mode):
    return np.stack([cross_correlate1d(row, w, mode) for row in np.eye(length)], axis=1)


def conv2d(x, w, b=None, *, stride=1, padding=0):
    return "a first try, defined again below"

# cell after: conv2d_backward
def _mine(f, g, mode):
    m, n = len(f), len(g)
    if mode not in ("narrow", "equal", "wide") or (mode == "narrow" and n > m):
        raise ValueError(mode)
    first, last = {"narrow": (n - 1, m), "equal": ((n - 1) // 2, (n - 1) // 2 + m), "wide": (0, m + n - 1)}[mode]
    return np.convolve(f, g)[first:last]
