# base: perfect
# earns: receptive_field 1.75, iterated_dilated_conv1d 0, conv_transpose2d 3.75, tdnn_layer 2.85
# Pads as if kernels had no holes, adds padding where it should be cut, and counts a layer's own stride.

# answer: receptive_field
def receptive_field(layers):
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        if min(kernel, stride, dilation) < 1:
            raise ValueError("bad layer")
        jump *= stride
        field += (kernel - 1) * dilation * jump
    return field

# answer: iterated_dilated_conv1d
def iterated_dilated_conv1d(x, weights, *, blocks=4):
    if blocks < 1:
        raise ValueError("no blocks")
    for _ in range(blocks):
        for w, b, dilation in weights:
            total = (w.shape[2] - 1) * dilation
            before = (w.shape[2] - 1) // 2
            if dilation < 1:
                raise ValueError("bad dilation")
            x = np.pad(x, ((0, 0), (0, 0), (before, total - before)))
            x = np.maximum(0, dilated_conv1d(x, w, b, dilation=dilation))
    return x

# answer: conv_transpose2d
def conv_transpose2d(x, w, b=None, *, stride=1, padding=0):
    sh, sw = np.broadcast_to(stride, 2)
    ph, pw = np.broadcast_to(padding, 2)
    if x.shape[1] != w.shape[0] or (b is not None and b.shape != w.shape[1:2]) or min(sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("bad layer")
    out = np.zeros((len(x), w.shape[1], (x.shape[2] - 1) * sh + w.shape[2], (x.shape[3] - 1) * sw + w.shape[3]))
    if out.shape[2] <= 2 * ph or out.shape[3] <= 2 * pw:
        raise ValueError("bad padding")
    for h in range(x.shape[2]):
        for v in range(x.shape[3]):
            stamp = np.einsum("nc,cfij->nfij", x[:, :, h, v], w)
            out[:, :, h * sh : h * sh + w.shape[2], v * sw : v * sw + w.shape[3]] += stamp
    out = np.pad(out, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return out if b is None else out + b[:, None, None]

# answer: tdnn_layer
def tdnn_layer(x, w, b, offsets):
    if not offsets or len(set(offsets)) < len(offsets) or len(offsets) != len(w):
        raise ValueError("bad offsets")
    if x.shape[2] != w.shape[1] or b.shape != w.shape[2:]:
        raise ValueError("bad shapes")
    first, last = -min(offsets), x.shape[1] - max(offsets)
    if max(0, first) >= min(x.shape[1], last):
        raise ValueError("no context")
    out = b
    for offset, matrix in zip(offsets, w):
        out = out + x[:, first + offset : last + offset] @ matrix
    return np.tanh(out)
