# earns: receptive_field 1.5, iterated_dilated_conv1d 0.8, conv_transpose2d 0, dynamic_filter_conv1d 0, tdnn_layer 0
# Half done: uses one stride alone, leaves ReLU out inside a block, and checks no argument after the first exercise.

# answer: dilated_conv1d
def dilated_conv1d(x, w, b=None, *, dilation=1):
    if dilation < 1 or w.shape[1] != x.shape[1]:
        raise ValueError("bad layer")
    if b is not None and b.shape != (len(w),):
        raise ValueError("bad bias")
    places = x.shape[2] - dilation * (w.shape[2] - 1)
    if places < 1:
        raise ValueError("too long")
    out = np.zeros((len(x), len(w), places))
    for k in range(w.shape[2]):
        out += np.einsum("ncl,fc->nfl", x[:, :, k * dilation : k * dilation + places], w[:, :, k])
    if b is not None:
        out += b[:, None]
    return out

# answer: receptive_field
def receptive_field(layers):
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * jump
        jump = stride
    return field

# answer: iterated_dilated_conv1d
def iterated_dilated_conv1d(x, weights, *, blocks=4):
    for _ in range(blocks):
        for w, b, dilation in weights:
            p = dilation * (w.shape[2] - 1)
            x = dilated_conv1d(np.pad(x, ((0, 0), (0, 0), (p // 2, p - p // 2))), w, b, dilation=dilation)
        x = np.maximum(x, 0)
    return x

# answer: conv_transpose2d
def conv_transpose2d(x, w, b=None, *, stride=1, padding=0):
    out = np.zeros((len(x), w.shape[1], (x.shape[2] - 1) * stride + w.shape[2], (x.shape[3] - 1) * stride + w.shape[3]))
    for h in range(x.shape[2]):
        for v in range(x.shape[3]):
            out[:, :, h * stride : h * stride + w.shape[2], v * stride : v * stride + w.shape[3]] = np.einsum(
                "nc,cfij->nfij", x[:, :, h, v], w
            )
    return out if b is None else out + b[:, None, None]
