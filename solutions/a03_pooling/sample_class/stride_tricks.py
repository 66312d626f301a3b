# earns: everything
# Every answer is right, written with strided views and index arrays; the backward passes scatter with add.at.

# cell before: max_pool2d
def both(value):
    return tuple(int(v) for v in np.broadcast_to(value, 2))


def view(x, size, stride):
    size, stride = both(size), both(size if stride is None else stride)
    room = [x.shape[2] - size[0], x.shape[3] - size[1]]
    if min(*size, *stride) < 1 or min(room) < 0:
        raise ValueError("these windows do not exist")
    n, c, down, across = x.strides
    shape = (*x.shape[:2], room[0] // stride[0] + 1, room[1] // stride[1] + 1, *size)
    strides = (n, c, down * stride[0], across * stride[1], down, across)
    return np.lib.stride_tricks.as_strided(x, shape, strides, writeable=False)

# answer: max_pool2d
def max_pool2d(x, size, *, stride=None, padding=0):
    ph, pw = both(padding)
    kh, kw = both(size)
    if ph > kh / 2 or pw > kw / 2:
        raise ValueError("too much padding")
    # a copy of the nearest pixel lies in every window that it is copied into, so it changes no maximum
    return view(np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge"), size, stride).max((-1, -2))

# answer: avg_pool2d
def avg_pool2d(x, size, *, stride=None):
    return np.einsum("nchwij->nchw", view(np.ascontiguousarray(x, float), size, stride)) / np.prod(both(size))

# cell before: max_pool2d_backward
def places(dout, x, size, stride):
    """The flat index, into x, of every value of every window."""
    flat = view(np.arange(x.size).reshape(x.shape), size, stride)
    if flat.shape[:4] != dout.shape:
        raise ValueError("dout is not of this layer")
    return flat

# answer: max_pool2d_backward
def max_pool2d_backward(dout, x, size, *, stride=None):
    flat = places(dout, x, size, stride).reshape(*dout.shape, -1)
    winner = np.argmax(x.ravel()[flat], axis=-1)[..., None]
    dx = np.zeros(x.size)
    np.add.at(dx, np.take_along_axis(flat, winner, -1)[..., 0], dout)
    return dx.reshape(x.shape)

# answer: avg_pool2d_backward
def avg_pool2d_backward(dout, x, size, *, stride=None):
    flat = places(dout, x, size, stride)
    share = np.broadcast_to((dout / np.prod(both(size)))[..., None, None], flat.shape)
    return np.bincount(flat.ravel(), share.ravel(), minlength=x.size).reshape(x.shape)

# answer: k_max_pool1d
def k_max_pool1d(x, k):
    length = x.shape[2]
    if not 0 < k <= length:
        raise ValueError(f"no {k} of {length}")
    # rank of each value: how many are larger, or equal and earlier
    earlier = np.tri(length, k=-1, dtype=bool)
    mine, other = x[..., :, None], x[..., None, :]
    rank = ((other > mine) | ((other == mine) & earlier)).sum(-1)
    return x[rank < k].reshape(*x.shape[:2], k)

# answer: dynamic_pool1d
def dynamic_pool1d(x, segments):
    n, c, length = x.shape
    if not 0 < segments <= length:
        raise ValueError(f"no {segments} segments of {length}")
    # place t is in segment s where s·L // S <= t, that is for the last s with s·L < (t + 1)·S
    segment = ((np.arange(length) + 1) * segments - 1) // length
    masked = np.where(segment == np.arange(segments)[:, None], x[:, :, None, :], -np.inf)
    return masked.max(-1)

# answer: dynamic_k
def dynamic_k(layer, layers, length, k_top):
    if not (0 <= layer <= layers and layers > 0 and length > 0 and k_top > 0):
        raise ValueError("no such layer")
    whole, rest = divmod((layers - layer) * length, layers)
    return np.maximum(k_top, whole + (rest > 0))
