# earns: everything
# Every answer is right, written with nothing but loops.

# cell before: max_pool2d
def two(value):
    return value if isinstance(value, tuple) else (value, value)


def layout(height, width, size, stride, padding=0):
    """Size and step of the windows, and how many there are down and across."""
    (kh, kw), (sh, sw), (ph, pw) = two(size), two(size if stride is None else stride), two(padding)
    if min(kh, kw, sh, sw) < 1 or min(ph, pw) < 0 or 2 * ph > kh or 2 * pw > kw:
        raise ValueError("this pooling does not exist")
    if kh > height + 2 * ph or kw > width + 2 * pw:
        raise ValueError("the window is too large")
    return kh, kw, sh, sw, (height + 2 * ph - kh) // sh + 1, (width + 2 * pw - kw) // sw + 1


def fitting(dout, images, channels, oh, ow):
    if dout.shape != (images, channels, oh, ow):
        raise ValueError("this is another upstream gradient")

# answer: max_pool2d
def max_pool2d(x, size, *, stride=None, padding=0):
    images, channels, height, width = x.shape
    kh, kw, sh, sw, oh, ow = layout(height, width, size, stride, padding)
    ph, pw = two(padding)
    out = np.zeros((images, channels, oh, ow))
    for n in range(images):
        for c in range(channels):
            for row in range(oh):
                for column in range(ow):
                    best = None
                    for y in range(row * sh - ph, row * sh - ph + kh):
                        for z in range(column * sw - pw, column * sw - pw + kw):
                            if 0 <= y < height and 0 <= z < width and (best is None or x[n, c, y, z] > best):
                                best = x[n, c, y, z]
                    out[n, c, row, column] = best
    return out

# answer: avg_pool2d
def avg_pool2d(x, size, *, stride=None):
    images, channels, height, width = x.shape
    kh, kw, sh, sw, oh, ow = layout(height, width, size, stride)
    out = np.zeros((images, channels, oh, ow))
    for n, c, row, column in np.ndindex(out.shape):
        total = 0.0
        for y in range(row * sh, row * sh + kh):
            for z in range(column * sw, column * sw + kw):
                total += x[n, c, y, z]
        out[n, c, row, column] = total / (kh * kw)
    return out

# answer: max_pool2d_backward
def max_pool2d_backward(dout, x, size, *, stride=None):
    images, channels, height, width = x.shape
    kh, kw, sh, sw, oh, ow = layout(height, width, size, stride)
    fitting(dout, images, channels, oh, ow)
    dx = np.zeros(x.shape)
    for n, c, row, column in np.ndindex(images, channels, oh, ow):
        best, place = -np.inf, None
        for y in range(row * sh, row * sh + kh):
            for z in range(column * sw, column * sw + kw):
                if x[n, c, y, z] > best:
                    best, place = x[n, c, y, z], (y, z)
        dx[n, c][place] += dout[n, c, row, column]
    return dx

# answer: avg_pool2d_backward
def avg_pool2d_backward(dout, x, size, *, stride=None):
    images, channels, height, width = x.shape
    kh, kw, sh, sw, oh, ow = layout(height, width, size, stride)
    fitting(dout, images, channels, oh, ow)
    dx = np.zeros(x.shape)
    for n, c, row, column in np.ndindex(images, channels, oh, ow):
        for y in range(row * sh, row * sh + kh):
            for z in range(column * sw, column * sw + kw):
                dx[n, c, y, z] += dout[n, c, row, column] / (kh * kw)
    return dx

# answer: k_max_pool1d
def k_max_pool1d(x, k):
    images, channels, length = x.shape
    if k < 1 or k > length:
        raise ValueError("no such k")
    out = np.zeros((images, channels, k))
    for n in range(images):
        for c in range(channels):
            chosen = set()
            for _ in range(k):
                best = None
                for t in range(length):
                    if t not in chosen and (best is None or x[n, c, t] > x[n, c, best]):
                        best = t
                chosen.add(best)
            for place, t in enumerate(sorted(chosen)):
                out[n, c, place] = x[n, c, t]
    return out

# answer: dynamic_pool1d
def dynamic_pool1d(x, segments):
    images, channels, length = x.shape
    if segments < 1 or segments > length:
        raise ValueError("no such segments")
    out = np.zeros((images, channels, segments))
    for n in range(images):
        for c in range(channels):
            for s in range(segments):
                best = -np.inf
                for t in range(s * length // segments, (s + 1) * length // segments):
                    if x[n, c, t] > best:
                        best = x[n, c, t]
                out[n, c, s] = best
    return out

# answer: dynamic_k
def dynamic_k(layer, layers, length, k_top):
    if layers < 1 or layer < 0 or layer > layers or length < 1 or k_top < 1:
        raise ValueError("no such network")
    k = k_top
    while k * layers < (layers - layer) * length:
        k += 1
    return k
