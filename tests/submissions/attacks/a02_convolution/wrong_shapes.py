# base: perfect
# ATTACKS 55: 16 MB of a wrong shape for every call. None is kept: a hundred and fifty would be gigabytes.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    return np.zeros(2_000_000)
