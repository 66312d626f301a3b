# earns: everything
# Every answer is right, written with strided views, index arrays and matrix products.

# answer: dilated_conv1d
def dilated_conv1d(x, w, b=None, *, dilation=1):
    n, c, length = x.shape
    f, channels, k = w.shape
    out_length = length - dilation * (k - 1)
    if dilation <= 0 or out_length <= 0 or channels != c:
        raise ValueError(f"{x.shape} {w.shape} {dilation}")
    if b is None:
        b = np.zeros(f)
    elif b.shape != (f,):
        raise ValueError(f"{b.shape}")
    sn, sc, sl = x.strides
    view = np.lib.stride_tricks.as_strided(x, (n, c, k, out_length), (sn, sc, dilation * sl, sl), writeable=False)
    rows = view.reshape(n, c * k, out_length).astype(float)
    return w.reshape(f, c * k) @ rows + b[:, None]

# answer: receptive_field
def receptive_field(layers):
    table = np.array(layers, dtype=np.int64).reshape(-1, 3)
    if np.any(table < 1):
        raise ValueError(layers)
    kernels, strides, dilations = table.T
    jumps = np.cumprod(np.concatenate([[1], strides]))[:-1]
    return 1 + int(np.dot((kernels - 1) * dilations, jumps))

# answer: iterated_dilated_conv1d
def iterated_dilated_conv1d(x, weights, *, blocks=4):
    if blocks <= 0:
        raise ValueError(blocks)
    for w, b, dilation in list(weights) * blocks:
        reach = dilation * (w.shape[-1] - 1)
        if reach < 0:
            raise ValueError(dilation)
        index = np.arange(x.shape[-1] + reach) - reach // 2
        inside = (0 <= index) & (index < x.shape[-1])
        framed = np.where(inside, x[..., np.where(inside, index, 0)], 0)
        x = dilated_conv1d(framed, w, b, dilation=dilation)
        x = x * (x > 0)
    return x

# answer: conv_transpose2d
def conv_transpose2d(x, w, b=None, *, stride=1, padding=0):
    (sh, sw), (ph, pw) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    n, c, h, width = x.shape
    channels, f, kh, kw = w.shape
    tall, wide = (h - 1) * sh + kh, (width - 1) * sw + kw
    if sh < 1 or sw < 1 or ph < 0 or pw < 0 or tall - 2 * ph < 1 or wide - 2 * pw < 1:
        raise ValueError("no such shape")
    if channels != c or (b is not None and b.shape != (f,)):
        raise ValueError("no such channels")
    # where each product of a value and a weight goes
    rows = np.arange(h)[:, None, None, None] * sh + np.arange(kh)[:, None]
    columns = np.arange(width)[:, None, None] * sw + np.arange(kw)
    products = np.tensordot(x, w, axes=(1, 0)).transpose(0, 3, 1, 2, 4, 5) * 1.0
    out = np.zeros((n, f, tall, wide))
    np.add.at(out, (slice(None), slice(None), rows, columns), products)
    out = out[:, :, ph:, pw:][:, :, : tall - 2 * ph, : wide - 2 * pw]
    return out if b is None else out + np.reshape(b, (-1, 1, 1))

# answer: dynamic_filter_conv1d
def dynamic_filter_conv1d(x, filters):
    n, c, length = x.shape
    k = filters.shape[-1]
    if filters.shape[0] != n or filters.shape[2] != c or k > length:
        raise ValueError(f"{x.shape} {filters.shape}")
    places = np.arange(length - k + 1) + np.arange(k)[:, None]
    columns = x[:, :, places].reshape(n, c * k, -1)
    return filters.reshape(n, -1, c * k) @ columns

# answer: tdnn_layer
def tdnn_layer(x, w, b, offsets):
    shifts = np.array(offsets, dtype=int)
    if shifts.size == 0 or np.unique(shifts).size != shifts.size or shifts.size != w.shape[0]:
        raise ValueError(offsets)
    if w.shape[1] != x.shape[2] or b.shape != w.shape[2:]:
        raise ValueError(f"{x.shape} {w.shape} {b.shape}")
    frames = np.arange(x.shape[1])
    context = frames[:, None] + shifts
    whole = np.all((context >= 0) & (context < x.shape[1]), axis=1)
    if not whole.any():
        raise ValueError("no context")
    side_by_side = x[:, context[whole]].reshape(x.shape[0], whole.sum(), -1)
    return np.tanh(side_by_side @ w.reshape(-1, w.shape[2]) + b)
