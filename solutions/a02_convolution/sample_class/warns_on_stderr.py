# base: perfect
# earns: everything
# Every answer is right, and two of them warn on standard error while they work.

# cell first
import sys
import warnings


warnings.simplefilter("always")
print("a line on standard error", file=sys.stderr)
np.array([1.0, -1.0]) / np.zeros(2)

# answer: convolve1d
def convolve1d(f, g, mode):
    warnings.warn("convolve1d is experimental", UserWarning)
    m, n = len(f), len(g)
    if mode not in ("narrow", "equal", "wide") or (mode == "narrow" and n > m):
        raise ValueError("this mode does not work here")
    start, size = {"narrow": (n - 1, m - n + 1), "equal": ((n - 1) // 2, m), "wide": (0, m + n - 1)}[mode]
    return np.convolve(f, g)[start : start + size]

# answer: toeplitz
def toeplitz(w, length, mode):
    n = len(w)
    if mode not in ("narrow", "equal", "wide") or (mode == "narrow" and n > length) or min(n, length) == 0:
        raise ValueError("this mode does not work here")
    print("toeplitz of", w, file=sys.stderr)
    left = {"narrow": 0, "equal": (n - 1) // 2, "wide": n - 1}[mode]
    rows = {"narrow": length - n + 1, "equal": length, "wide": length + n - 1}[mode]
    k = np.arange(length) - np.arange(rows)[:, None] + left
    inside = (k >= 0) & (k < n)
    share = np.asarray(inside, float) / np.asarray(inside, float)  # 0 / 0: NumPy warns
    return np.nan_to_num(share) * w[np.clip(k, 0, n - 1)]

# cell after: conv2d_backward
warnings.warn("almost done", DeprecationWarning)
np.log(np.zeros(3))
