# base: perfect
# ATTACKS 12, 13: NaN, infinities, negative and huge numbers, objects in disguise. They are compared as the plain
# numbers that they are: 0 for each of them.

# answer: convolve1d
def convolve1d(f, g, mode):
    size = {"narrow": len(f) - len(g) + 1, "equal": len(f), "wide": len(f) + len(g) - 1}[mode]
    return np.full(size, np.nan)

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    size = {"narrow": len(x) - len(w) + 1, "equal": len(x), "wide": len(x) + len(w) - 1}[mode]
    return np.full(size, -np.inf)

# answer: toeplitz
def toeplitz(w, length, mode):
    rows = {"narrow": length - len(w) + 1, "equal": length, "wide": length + len(w) - 1}[mode]
    return np.full((rows, length), 10, dtype=np.longdouble) ** 4000

# answer: conv2d
class Whatever(np.ndarray):
    def __eq__(self, other):
        return True

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.True_

    def __array__(self, *args, **kwargs):
        return self

    def __reduce__(self):
        return print, ("owned",)


def conv2d(x, w, b=None, *, stride=1, padding=0):
    return np.zeros((1, 1, 2, 3), dtype=object).view(Whatever)

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    class Lazy:
        shape, dtype, ndim = (1, 4, 6), np.dtype(float), 3

        def __array__(self, *args, **kwargs):
            return np.zeros((1, 4, 6)) + np.random.rand()

        def __getattr__(self, name):
            return self

        def __call__(self, *args, **kwargs):
            return self

    return Lazy()

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    return np.zeros((1, 1), dtype=[("score", "f8"), ("status", "U6")])

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    class Three(tuple):
        def __len__(self):
            return 3

    return Three((True, False, None))
