# base: perfect
# earns: cross_correlate1d 0, conv2d 0, conv2d_im2col 0
# Turns the kernel round wherever no flip was asked for; everything else is right.

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    m, n = len(x), len(w)
    if mode == "narrow" and n > m:
        raise ValueError("the kernel is longer than the signal")
    if mode not in ("narrow", "equal", "wide"):
        raise ValueError("unknown mode")
    before, after = {"narrow": (0, 0), "equal": ((n - 1) // 2, n // 2), "wide": (n - 1, n - 1)}[mode]
    return np.convolve(np.pad(x, (before, after)), w, "valid")

# cell before: conv2d
def _slide_flipped(x, w, b, stride, padding):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    if sh < 1 or sw < 1 or ph < 0 or pw < 0:
        raise ValueError("bad stride or padding")
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if not (1 <= kh <= x.shape[2] and 1 <= kw <= x.shape[3]):
        raise ValueError("kernel too small or too large")
    w = w[:, :, ::-1, ::-1]  # it is called convolution, so it needs the flip!
    out = np.zeros((len(x), len(w), (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1))
    for h in range(out.shape[2]):
        for v in range(out.shape[3]):
            window = x[:, None, :, h * sh : h * sh + kh, v * sw : v * sw + kw]
            out[:, :, h, v] = (window * w).sum(axis=(2, 3, 4))
    return out if b is None else out + b[:, None, None]

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    return _slide_flipped(x, w, b, stride, padding)

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    return _slide_flipped(x, w, b, stride, padding)
