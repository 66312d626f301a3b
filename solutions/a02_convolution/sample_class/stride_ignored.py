# base: perfect
# earns: conv2d 2.25, im2col 2.25, conv2d_im2col 1.5
# Checks that the stride makes sense, and then forgets it.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    if np.min(stride) < 1 or np.min(padding) < 0:
        raise ValueError("bad stride or padding")
    ph, pw = np.broadcast_to(padding, 2)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = w.shape[2:]
    if kh > x.shape[2] or kw > x.shape[3]:
        raise ValueError("kernel too large")
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
    if kh > x.shape[2] or kw > x.shape[3]:
        raise ValueError("kernel too large")
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
