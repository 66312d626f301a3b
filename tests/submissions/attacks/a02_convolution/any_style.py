# base: perfect
# ATTACKS 44: right in several styles: recursion, FFT, a matrix, loops, SciPy where it is there, a class with __call__, a
# lambda, functools.partial, a decorator. They lose nothing.

# answer: convolve1d
def convolve1d(f, g, mode):
    if mode == "equal":
        return convolve1d(f, g, "wide")[(len(g) - 1) // 2 :][: len(f)]
    if mode == "narrow":
        if len(g) > len(f):
            raise ValueError("too long")
        return convolve1d(f, g, "wide")[len(g) - 1 : len(f)]
    if mode != "wide":
        raise ValueError(mode)
    if len(g) == 1:
        return f * float(g[0])
    head = np.append(f * float(g[0]), np.zeros(len(g) - 1))
    return head + np.append(0.0, convolve1d(f, g[1:], "wide"))

# answer: cross_correlate1d
class CrossCorrelate:
    def __call__(self, x, w, mode):
        n, size = len(w), len(x) + len(w) - 1
        if mode not in ("narrow", "equal", "wide") or (mode == "narrow" and n > len(x)):
            raise ValueError(mode)
        full = np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(w[::-1], size), size)
        first, last = {"narrow": (n - 1, len(x)), "equal": (n // 2, n // 2 + len(x)), "wide": (0, size)}[mode]
        return full[first:last]


cross_correlate1d = CrossCorrelate()

# answer: toeplitz
toeplitz = lambda w, length, mode: np.array([cross_correlate1d(row, w, mode) for row in np.identity(length)]).T

# answer: conv2d
import functools


def _conv(x, w, b, stride, padding, *, kind):
    return kind(x, w, b, stride=stride, padding=padding)


@functools.lru_cache(maxsize=None)
def _nothing():
    return None


def conv2d(x, w, b=None, *, stride=1, padding=0):
    return functools.partial(_conv, kind=conv2d_im2col)(x, w, b, stride, padding)

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = ((v, v) if isinstance(v, (int, np.integer)) else tuple(v) for v in (kernel_size, stride, padding))
    if min(kh, kw, sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError
    n, c, h, v = x.shape
    rows, columns = (h + 2 * ph - kh) // sh + 1, (v + 2 * pw - kw) // sw + 1
    if rows < 1 or columns < 1:
        raise ValueError
    out = np.zeros((n, c * kh * kw, rows * columns))
    for a in range(n):
        for k in range(c):
            for i in range(kh):
                for j in range(kw):
                    for r in range(rows):
                        for s in range(columns):
                            up, left = r * sh + i - ph, s * sw + j - pw
                            if 0 <= up < h and 0 <= left < v:
                                out[a, (k * kh + i) * kw + j, r * columns + s] = x[a, k, up, left]
    return out
