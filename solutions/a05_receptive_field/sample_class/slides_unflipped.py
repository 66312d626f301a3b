# base: perfect
# earns: conv_transpose2d 0, dynamic_filter_conv1d 1.6, tdnn_layer 0
# Slides the kernel of a transposed convolution without turning it; all signals meet the first one's filters.

# answer: conv_transpose2d
def conv_transpose2d(x, w, b=None, *, stride=1, padding=0):
    sh, sw = np.broadcast_to(stride, 2)
    ph, pw = np.broadcast_to(padding, 2)
    n, c, h, v = x.shape
    kh, kw = w.shape[2:]
    if c != w.shape[0] or min(sh, sw) < 1 or min(ph, pw) < 0 or (b is not None and b.shape != w.shape[1:2]):
        raise ValueError("bad arguments")
    wide = np.zeros((n, c, (h - 1) * sh + 2 * kh - 1, (v - 1) * sw + 2 * kw - 1))
    wide[:, :, kh - 1 : wide.shape[2] - kh + 1 : sh, kw - 1 : wide.shape[3] - kw + 1 : sw] = x
    windows = np.lib.stride_tricks.sliding_window_view(wide, (kh, kw), axis=(2, 3))
    out = np.einsum("nchwij,cfij->nfhw", windows, w)
    out = out[:, :, ph : out.shape[2] - ph, pw : out.shape[3] - pw]
    if out.size == 0:
        raise ValueError("nothing left")
    return out if b is None else out + b[:, None, None]

# answer: dynamic_filter_conv1d
def dynamic_filter_conv1d(x, filters):
    if x.shape[0] != filters.shape[0] or x.shape[1] != filters.shape[2]:
        raise ValueError("other samples")
    if filters.shape[3] > x.shape[2]:
        raise ValueError("too long")
    return dilated_conv1d(x, filters[0])

# answer: tdnn_layer
def tdnn_layer(x, w, b, offsets):
    if len(offsets) == 0 or len(set(offsets)) < len(offsets) or len(offsets) != len(w):
        raise ValueError("bad offsets")
    if x.shape[2] != w.shape[1] or b.shape != w.shape[2:]:
        raise ValueError("bad shapes")
    total = b
    for offset, matrix in zip(offsets, w):
        total = total + np.roll(x, -offset, axis=1) @ matrix  # what lies beyond the end comes round again
    if max(0, max(offsets)) - min(0, min(offsets)) >= x.shape[1]:
        raise ValueError("no context")
    return np.tanh(total)
