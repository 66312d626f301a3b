# base: perfect
# earns: convolve1d 1.75, conv2d_backward 4.5
# The numbers are right, but convolve1d turns its kernel round in place, and conv2d_backward its filters.

# answer: convolve1d
def convolve1d(f, g, mode):
    m, n = len(f), len(g)
    if mode not in ("narrow", "equal", "wide") or (mode == "narrow" and n > m) or min(m, n) == 0:
        raise ValueError("this mode does not work here")
    g[:] = g[::-1].copy()
    wide = np.correlate(np.pad(f, n - 1), g, "valid")
    start, size = {"narrow": (n - 1, m - n + 1), "equal": ((n - 1) // 2, m), "wide": (0, m + n - 1)}[mode]
    return wide[start : start + size]

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    if dout.shape != conv2d(x, w, stride=stride, padding=padding).shape:
        raise ValueError("dout has another shape than the output")
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    kh, kw = w.shape[2:]
    oh, ow = dout.shape[2:]
    w[...] = w[:, :, ::-1, ::-1].copy()
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw))).astype(float)
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(kh):
        for j in range(kw):
            place = np.s_[:, :, i : i + sh * oh : sh, j : j + sw * ow : sw]
            dw[:, :, i, j] = np.einsum("nfhw,nchw->fc", dout, padded[place])
            dpadded[place] += np.einsum("nfhw,fc->nchw", dout, w[:, :, kh - 1 - i, kw - 1 - j])
    dx = dpadded[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
    return dx, dw, dout.sum(axis=(0, 2, 3))
