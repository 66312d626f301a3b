# earns: everything
# Every answer is right: lists, single precision, slices cut by hand, and one exercise used in another.

# cell before: max_pool2d
def sides(size, stride):
    kh, kw = np.broadcast_to(size, 2).tolist()
    sh, sw = np.broadcast_to(size if stride is None else stride, 2).tolist()
    if kh < 1 or kw < 1 or sh < 1 or sw < 1:
        raise ValueError("at least 1, please")
    return kh, kw, sh, sw


def slices(x, size, stride):
    """For each offset in the window the values that stand there in all windows."""
    kh, kw, sh, sw = sides(size, stride)
    oh, ow = (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1
    if oh < 1 or ow < 1:
        raise ValueError("the window does not fit")
    return {(i, j): x[:, :, i::sh, j::sw][:, :, :oh, :ow] for i in range(kh) for j in range(kw)}


def check_upstream(dout, parts):
    if dout.shape != parts[0, 0].shape:
        raise ValueError("one number for each window, please")

# answer: max_pool2d
def max_pool2d(x, size, *, stride=None, padding=0):
    (ph, pw), (kh, kw) = np.broadcast_to(padding, 2).tolist(), np.broadcast_to(size, 2).tolist()
    if ph < 0 or pw < 0 or ph > kh // 2 or pw > kw // 2:
        raise ValueError("this padding makes no sense")
    framed = np.full((*x.shape[:2], x.shape[2] + 2 * ph, x.shape[3] + 2 * pw), np.finfo(np.float32).min, np.float32)
    framed[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]] = x
    best, *others = slices(framed, size, stride).values()
    for other in others:
        best = np.where(other > best, other, best)
    return best

# answer: avg_pool2d
def avg_pool2d(x, size, *, stride=None):
    parts = list(slices(x.astype(np.float32), size, stride).values())
    return sum(part / np.float32(len(parts)) for part in parts)

# answer: max_pool2d_backward
def max_pool2d_backward(dout, x, size, *, stride=None):
    kh, kw, sh, sw = sides(size, stride)
    parts = slices(x, size, stride)
    check_upstream(dout, parts)
    best = np.array(max_pool2d(x, size, stride=stride))
    taken = np.zeros(dout.shape, bool)
    dx = np.zeros(x.shape, np.float32)
    for (i, j), part in parts.items():
        wins = (part.astype(np.float32) == best) & ~taken
        taken |= wins
        dx[:, :, i::sh, j::sw][:, :, : dout.shape[2], : dout.shape[3]] += wins * dout
    return dx.tolist()

# answer: avg_pool2d_backward
def avg_pool2d_backward(dout, x, size, *, stride=None):
    kh, kw, sh, sw = sides(size, stride)
    parts = slices(x, size, stride)
    check_upstream(dout, parts)
    dx = np.zeros(x.shape, np.float32)
    for i, j in parts:
        dx[:, :, i::sh, j::sw][:, :, : dout.shape[2], : dout.shape[3]] += dout.astype(np.float32) / kh / kw
    return dx

# answer: k_max_pool1d
def k_max_pool1d(x, k):
    if k not in range(1, x.shape[-1] + 1):
        raise ValueError(k)

    def row(values):
        kept = sorted(range(len(values)), key=lambda t: values[t], reverse=True)[:k]  # sorted is stable
        return [values[t] for t in sorted(kept)]

    return [[row(values) for values in sample] for sample in x.tolist()]

# answer: dynamic_pool1d
def dynamic_pool1d(x, segments):
    length = x.shape[-1]
    if segments not in range(1, length + 1):
        raise ValueError(segments)
    cuts = [s * length // segments for s in range(segments + 1)]
    # the largest of a segment is k-max pooling with k = 1
    parts = [k_max_pool1d(x[..., a:b], 1) for a, b in zip(cuts, cuts[1:])]
    return np.concatenate(parts, axis=-1).astype(np.float32)

# answer: dynamic_k
def dynamic_k(layer, layers, length, k_top):
    from fractions import Fraction
    from math import ceil

    if layers < 1 or not 0 <= layer <= layers or min(length, k_top) < 1:
        raise ValueError("not a network")
    return float(max(k_top, ceil(Fraction(layers - layer, layers) * length)))
