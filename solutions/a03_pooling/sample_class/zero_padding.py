# base: perfect
# earns: max_pool2d 2.15, avg_pool2d 1.35
# Puts zeros around the image, as for a convolution, and divides a mean by the stride.

# answer: max_pool2d
def max_pool2d(x, size, *, stride=None, padding=0):
    kh, kw = np.broadcast_to(size, 2)
    ph, pw = np.broadcast_to(padding, 2)
    sh, sw = (kh, kw) if stride is None else np.broadcast_to(stride, 2)
    if min(kh, kw, sh, sw) < 1 or min(ph, pw) < 0 or ph > kh / 2 or pw > kw / 2:
        raise ValueError("bad arguments")
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    if kh > x.shape[2] or kw > x.shape[3]:
        raise ValueError("window too large")
    out = np.zeros((*x.shape[:2], (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1))
    for h in range(out.shape[2]):
        for w in range(out.shape[3]):
            out[:, :, h, w] = x[:, :, h * sh : h * sh + kh, w * sw : w * sw + kw].max(axis=(2, 3))
    return out

# answer: avg_pool2d
def avg_pool2d(x, size, *, stride=None):
    kh, kw = np.broadcast_to(size, 2)
    sh, sw = (kh, kw) if stride is None else np.broadcast_to(stride, 2)
    if min(kh, kw, sh, sw) < 1 or kh > x.shape[2] or kw > x.shape[3]:
        raise ValueError("bad arguments")
    out = np.zeros((*x.shape[:2], (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1))
    for h in range(out.shape[2]):
        for w in range(out.shape[3]):
            out[:, :, h, w] = x[:, :, h * sh : h * sh + kh, w * sw : w * sw + kw].sum(axis=(2, 3)) / (sh * sw)
    return out
