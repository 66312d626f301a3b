# earns: everything
# Every answer is right: kernels are filled up with zeros, everything slides, and results are lists or single precision.

# cell before: dilated_conv1d
def one(value):
    return np.array(value, dtype=np.float32)


def slide(x, w):
    """Plain convolution of one signal (C, L) with filters (F, C, K)."""
    return [[sum(np.correlate(a, b, "valid") for a, b in zip(x, f)) for f in w]]


def spread(values, step):
    """Puts step - 1 zeros between the values along the last axis."""
    wide = np.zeros((*values.shape[:-1], values.shape[-1] * step), dtype=values.dtype)
    wide[..., ::step] = values
    return wide[..., : wide.shape[-1] - step + 1]

# answer: dilated_conv1d
def dilated_conv1d(x, w, b=None, *, dilation=1):
    if dilation < 1 or x.shape[1] != w.shape[1]:
        raise ValueError("this is no layer")
    bias = np.zeros(len(w)) if b is None else np.asarray(b)
    if len(bias) != len(w):
        raise ValueError("as many biases as filters, please")
    wide = spread(one(w), dilation)
    if wide.shape[2] > x.shape[2]:
        raise ValueError("too wide")
    return (one(np.concatenate([slide(signal, wide) for signal in one(x)])) + one(bias)[:, None]).tolist()

# answer: receptive_field
def receptive_field(layers):
    # nudge: the places of the input that place 0 of the output reads, as the span of a set
    if any(number < 1 for layer in layers for number in layer):
        raise ValueError("at least 1")
    first, last = 0, 0
    for kernel, stride, dilation in layers[::-1]:
        first, last = first * stride, last * stride + (kernel - 1) * dilation
    return np.float64(last - first + 1)

# answer: iterated_dilated_conv1d
def iterated_dilated_conv1d(x, weights, *, blocks=4):
    if not blocks >= 1:
        raise ValueError("at least one block")

    def block(signal):
        for w, b, dilation in weights:
            if dilation < 1:
                raise ValueError("at least 1")
            zeros = dilation * (w.shape[2] - 1)
            ends = np.zeros((2, *signal.shape[:2], zeros - zeros // 2), dtype=np.float32)
            padded = np.concatenate([ends[0, :, :, : zeros // 2], signal, ends[1]], axis=2)
            signal = np.clip(dilated_conv1d(padded, w, b, dilation=dilation), 0, None)
        return signal

    return block(x) if blocks == 1 else iterated_dilated_conv1d(block(x), weights, blocks=blocks - 1)

# answer: conv_transpose2d
def conv_transpose2d(x, w, b=None, *, stride=1, padding=0):
    (sh, sw), (ph, pw) = (2 * (v,) if isinstance(v, int) else v for v in (stride, padding))
    if min(sh, sw) < 1 or min(ph, pw) < 0 or x.shape[1] != w.shape[0]:
        raise ValueError("this is no layer")
    bias = np.zeros(w.shape[1]) if b is None else np.asarray(b)
    if len(bias) != w.shape[1]:
        raise ValueError("as many biases as maps, please")
    kh, kw = w.shape[2:]
    between = spread(spread(one(x), sw).swapaxes(2, 3), sh).swapaxes(2, 3)
    between = np.pad(between, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
    turned = one(w)[:, :, ::-1, ::-1]
    windows = np.lib.stride_tricks.sliding_window_view(between, (kh, kw), axis=(2, 3))
    full = np.einsum("ncyxij,cfij->nfyx", windows, turned)
    cut = full[:, :, ph : full.shape[2] - ph, pw : full.shape[3] - pw]
    if cut.size == 0:
        raise ValueError("nothing is left")
    return cut + one(bias)[None, :, None, None]

# answer: dynamic_filter_conv1d
def dynamic_filter_conv1d(x, filters):
    if len(x) != len(filters):
        raise ValueError("a set of filters for each signal")
    return [dilated_conv1d(x[n : n + 1], filters[n])[0] for n in range(len(x))]

# answer: tdnn_layer
def tdnn_layer(x, w, b, offsets):
    order = sorted(range(len(offsets)), key=lambda o: offsets[o])
    delays = [offsets[o] for o in order]
    if len(w) != len(delays) or not delays or any(a == c for a, c in zip(delays, delays[1:])):
        raise ValueError("offsets")
    # one kernel from the earliest offset to the latest, with zeros where there is none; 0 belongs to it in any case
    early, late = min(0, delays[0]), max(0, delays[-1])
    kernel = np.zeros((w.shape[2], w.shape[1], late - early + 1), dtype=np.float32)
    for o, delay in zip(order, delays):
        kernel[:, :, delay - early] = w[o].T
    return np.tanh(np.swapaxes(dilated_conv1d(np.swapaxes(x, 1, 2), kernel, b), 1, 2))
