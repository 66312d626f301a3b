# base: perfect
# earns: conv2d 2.3, im2col 2.25, conv2d_im2col 1.5
# Checks that the stride makes sense, and then forgets it.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    if np.min(stride) < 1 or np.min(padding) < 0:
        raise ValueError("bad stride or padding")
    ph, pw = np.broadcast_to(padding, 2)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if not (1 <= kh <= x.shape[2] and 1 <= kw <= x.shape[3]):
        raise ValueError("kernel too small or too large")
    if x.shape[1] != w.shape[1] or (b is not None and len(b) != len(w)):
        raise ValueError("these do not fit each other")
    out = np.zeros((len(x), len(w), x.shape[2] - kh + 1, x.shape[3] - kw + 1))
    for h in range(out.shape[2]):
        for v in range(out.shape[3]):
            out[:, :, h, v] = np.tensordot(x[:, :, h : h + kh, v : v + kw], w, axes=([1, 2, 3], [1, 2, 3]))
    return out if b is None else out + b[:, None, None]

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    if np.min(stride) < 1 or np.min(padding) < 0:
        raise ValueError("bad stride or padding")
    kh, kw = np.broadcast_to(kernel_size, 2)
    ph, pw = np.broadcast_to(padding, 2)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    if not (1 <= kh <= x.shape[2] and 1 <= kw <= x.shape[3]):
        raise ValueError("kernel too small or too large")
    columns = []
    for h in range(x.shape[2] - kh + 1):
        for v in range(x.shape[3] - kw + 1):
            columns.append(x[:, :, h : h + kh, v : v + kw].reshape(len(x), -1))
    return np.stack(columns, axis=2)

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    size = conv2d(x, w, b, stride=stride, padding=padding).shape
    out = w.reshape(len(w), -1) @ im2col(x, w.shape[2:], stride=stride, padding=padding)
    if b is not None:
        out += b[:, None]
    return out.reshape(size)
