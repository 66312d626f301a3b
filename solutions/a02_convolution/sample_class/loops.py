# earns: everything
# Every answer is right, written with nothing but loops.

# answer: convolve1d
def convolve1d(f, g, mode):
    m, n = len(f), len(g)
    if mode not in ("narrow", "equal", "wide"):
        raise ValueError("unknown mode")
    if m == 0 or n == 0 or (mode == "narrow" and n > m):
        raise ValueError("the lengths do not fit")
    wide = np.zeros(m + n - 1)
    for t in range(m):
        for s in range(n):
            wide[t + s] += f[t] * g[s]
    if mode == "wide":
        return wide
    if mode == "narrow":
        return wide[n - 1 : m]
    start = (n - 1) // 2
    return wide[start : start + m]

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    m, n = len(x), len(w)
    if m == 0 or n == 0:
        raise ValueError("there is nothing to slide")
    if mode == "narrow":
        if n > m:
            raise ValueError("the kernel is too long")
        left, size = 0, m - n + 1
    elif mode == "equal":
        left, size = (n - 1) // 2, m
    elif mode == "wide":
        left, size = n - 1, m + n - 1
    else:
        raise ValueError("unknown mode")
    result = []
    for t in range(size):
        total = 0.0
        for k in range(n):
            place = t + k - left
            if 0 <= place < m:
                total += x[place] * w[k]
        result.append(total)
    return np.array(result)

# answer: toeplitz
def toeplitz(w, length, mode):
    n = len(w)
    if mode not in ("narrow", "equal", "wide") or (mode == "narrow" and n > length) or 0 in (n, length):
        raise ValueError("this mode does not work here")
    left = {"narrow": 0, "equal": (n - 1) // 2, "wide": n - 1}[mode]
    rows = {"narrow": length - n + 1, "equal": length, "wide": length + n - 1}[mode]
    matrix = np.zeros((rows, length))
    for row in range(rows):
        for column in range(length):
            k = column - row + left
            if 0 <= k < n:
                matrix[row, column] = w[k]
    return matrix

# cell before: conv2d
def two(value):
    return value if isinstance(value, tuple) else (value, value)


def sizes(x, kh, kw, stride, padding):
    (sh, sw), (ph, pw) = two(stride), two(padding)
    height, width = x.shape[2] + 2 * ph, x.shape[3] + 2 * pw
    if sh < 1 or sw < 1 or ph < 0 or pw < 0 or not 1 <= kh <= height or not 1 <= kw <= width:
        raise ValueError("this convolution does not exist")
    return (height - kh) // sh + 1, (width - kw) // sw + 1

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    (sh, sw), (ph, pw) = two(stride), two(padding)
    filters, channels, kh, kw = w.shape
    oh, ow = sizes(x, kh, kw, stride, padding)
    if x.shape[1] != channels or (b is not None and len(b) != filters):
        raise ValueError("these do not belong together")
    out = np.zeros((len(x), filters, oh, ow))
    for n in range(len(x)):
        for f in range(filters):
            for row in range(oh):
                for column in range(ow):
                    total = 0.0 if b is None else b[f]
                    for c in range(channels):
                        for i in range(kh):
                            for j in range(kw):
                                y, z = row * sh + i - ph, column * sw + j - pw
                                if 0 <= y < x.shape[2] and 0 <= z < x.shape[3]:
                                    total += x[n, c, y, z] * w[f, c, i, j]
                    out[n, f, row, column] = total
    return out

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = two(kernel_size), two(stride), two(padding)
    oh, ow = sizes(x, kh, kw, stride, padding)
    out = np.zeros((len(x), x.shape[1] * kh * kw, oh * ow))
    for n in range(len(x)):
        column = 0
        for top in range(0, oh * sh, sh):
            for left in range(0, ow * sw, sw):
                row = 0
                for c in range(x.shape[1]):
                    for y in range(top - ph, top - ph + kh):
                        for z in range(left - pw, left - pw + kw):
                            if 0 <= y < x.shape[2] and 0 <= z < x.shape[3]:
                                out[n, row, column] = x[n, c, y, z]
                            row += 1
                column += 1
    return out

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    oh, ow = sizes(x, w.shape[2], w.shape[3], stride, padding)
    if x.shape[1] != w.shape[1] or (b is not None and len(b) != len(w)):
        raise ValueError("these do not belong together")
    out = np.zeros((len(x), len(w), oh, ow))
    columns = im2col(x, w.shape[2:], stride=stride, padding=padding)
    for n in range(len(x)):
        for f in range(len(w)):
            flat = w[f].ravel()
            for position in range(oh * ow):
                value = flat.dot(columns[n, :, position])
                out[n, f, position // ow, position % ow] = value if b is None else value + b[f]
    return out

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    (sh, sw), (ph, pw) = two(stride), two(padding)
    oh, ow = sizes(x, w.shape[2], w.shape[3], stride, padding)
    if x.shape[1] != w.shape[1] or dout.shape != (len(x), len(w), oh, ow):
        raise ValueError("these do not belong together")
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(len(w))
    for n, f, row, column in np.ndindex(dout.shape):
        upstream = dout[n, f, row, column]
        db[f] += upstream
        for c, i, j in np.ndindex(w.shape[1:]):
            y, z = row * sh + i - ph, column * sw + j - pw
            if 0 <= y < x.shape[2] and 0 <= z < x.shape[3]:
                dw[f, c, i, j] += upstream * x[n, c, y, z]
                dx[n, c, y, z] += upstream * w[f, c, i, j]
    return dx, dw, db
