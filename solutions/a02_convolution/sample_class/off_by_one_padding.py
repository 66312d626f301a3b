# base: perfect
# earns: conv2d 2.3, im2col 2.25
# Puts the image one row and one column too early into its border of zeros.

# cell before: conv2d
def _border(x, padding):
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    if ph < 0 or pw < 0:
        raise ValueError("padding must not be negative")
    n, c, height, width = x.shape
    out = np.zeros((n, c, height + 2 * ph, width + 2 * pw))
    top, left = max(ph - 1, 0), max(pw - 1, 0)
    out[:, :, top : top + height, left : left + width] = x
    return out

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    if sh < 1 or sw < 1:
        raise ValueError("stride must be at least 1")
    x = _border(x, padding)
    kh, kw = w.shape[2:]
    if min(kh, kw) < 1 or x.shape[1] != w.shape[1] or (b is not None and len(b) != len(w)):
        raise ValueError("these do not fit each other")
    oh, ow = (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1
    if oh < 1 or ow < 1:
        raise ValueError("kernel too large")
    out = np.zeros((len(x), len(w), oh, ow))
    for i in range(kh):
        for j in range(kw):
            out += np.einsum("nchw,fc->nfhw", x[:, :, i : i + sh * oh : sh, j : j + sw * ow : sw], w[:, :, i, j])
    return out if b is None else out + b[:, None, None]

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    if min(sh, sw, kh, kw) < 1:
        raise ValueError("stride and kernel must be at least 1")
    x = _border(x, padding)
    oh, ow = (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1
    if oh < 1 or ow < 1:
        raise ValueError("kernel too large")
    columns = [
        x[:, :, h * sh : h * sh + kh, v * sw : v * sw + kw].reshape(len(x), -1) for h in range(oh) for v in range(ow)
    ]
    return np.stack(columns, axis=2)

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    size = conv2d(x, w, b, stride=stride, padding=padding).shape
    out = w.reshape(len(w), -1) @ im2col(x, w.shape[2:], stride=stride, padding=padding)
    if b is not None:
        out += b[:, None]
    return out.reshape(size)
