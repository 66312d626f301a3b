# earns: everything
# Every answer is right, written with as_strided and matrix products; the way back is the transposed im2col.

# cell before: convolve1d
from numpy.lib.stride_tricks import as_strided


def padded_signal(x, n, mode):
    if mode == "narrow" and n > len(x):
        raise ValueError("kernel longer than signal")
    if mode not in {"narrow", "equal", "wide"} or n == 0 or len(x) == 0:
        raise ValueError("mode or length?")
    left = 0 if mode == "narrow" else n - 1 if mode == "wide" else (n - 1) // 2
    right = 0 if mode == "narrow" else n - 1 if mode == "wide" else n // 2
    return np.pad(np.asarray(x, float), (left, right)), left

# answer: convolve1d
def convolve1d(f, g, mode):
    if mode == "equal" and len(f) and len(g):
        start = (len(g) - 1) // 2
        return convolve1d(f, g, "wide")[start : start + len(f)]
    signal, _ = padded_signal(f, len(g), mode)
    step = signal.strides[0]
    return as_strided(signal, (len(signal) - len(g) + 1, len(g)), (step, step)) @ g[::-1]

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    signal, _ = padded_signal(x, len(w), mode)
    step = signal.strides[0]
    return as_strided(signal, (len(signal) - len(w) + 1, len(w)), (step, step)) @ w

# answer: toeplitz
def toeplitz(w, length, mode):
    signal, left = padded_signal(np.zeros(length), len(w), mode)
    rows = len(signal) - len(w) + 1
    matrix = np.zeros((rows, len(signal)))
    down, across = matrix.strides
    as_strided(matrix, (rows, len(w)), (down + across, across))[...] = w
    return matrix[:, left : left + length].copy()

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    b = np.zeros(w.shape[0]) if b is None else b
    sh, sw = (stride, stride) if np.isscalar(stride) else stride
    ph, pw = (padding, padding) if np.isscalar(padding) else padding
    if min(sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("stride at least 1, padding at least 0")
    image = np.pad(x.astype(float), [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    room_h, room_w = image.shape[2] - w.shape[2], image.shape[3] - w.shape[3]
    if room_h < 0 or room_w < 0 or 0 in w.shape:
        raise ValueError("kernel larger than image, or empty")
    if len(b) != w.shape[0] or x.shape[1] != w.shape[1]:
        raise ValueError("shapes do not fit")
    a, c, y, z = image.strides
    shape = (x.shape[0], x.shape[1], room_h // sh + 1, room_w // sw + 1, w.shape[2], w.shape[3])
    windows = as_strided(image, shape, (a, c, y * sh, z * sw, y, z))
    return np.moveaxis(np.tensordot(windows, w, ([1, 4, 5], [1, 2, 3])), 3, 1) + b.reshape(-1, 1, 1)

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    kh, kw = (kernel_size, kernel_size) if np.isscalar(kernel_size) else kernel_size
    sh, sw = (stride, stride) if np.isscalar(stride) else stride
    ph, pw = (padding, padding) if np.isscalar(padding) else padding
    if min(sh, sw, kh, kw) < 1 or min(ph, pw) < 0:
        raise ValueError("stride and kernel at least 1, padding at least 0")
    image = np.pad(x.astype(float), [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    room_h, room_w = image.shape[2] - kh, image.shape[3] - kw
    if room_h < 0 or room_w < 0:
        raise ValueError("kernel larger than image")
    a, c, y, z = image.strides
    shape = (x.shape[0], x.shape[1], kh, kw, room_h // sh + 1, room_w // sw + 1)
    return as_strided(image, shape, (a, c, y, z, y * sh, z * sw)).reshape(x.shape[0], x.shape[1] * kh * kw, -1)

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    columns = im2col(x, w.shape[2:], stride=stride, padding=padding)
    if b is not None and len(b) != w.shape[0]:
        raise ValueError("a bias for each filter, please")
    ph = padding if np.isscalar(padding) else padding[0]
    sh = stride if np.isscalar(stride) else stride[0]
    oh = (x.shape[2] + 2 * ph - w.shape[2]) // sh + 1
    out = np.matmul(w.reshape(w.shape[0], -1), columns)
    if b is not None:
        out = out + b.reshape(-1, 1)
    return out.reshape(x.shape[0], w.shape[0], oh, -1)

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    filters = w.shape[0]
    flat = dout.reshape(dout.shape[0], filters, -1)
    columns = im2col(x, w.shape[2:], stride=stride, padding=padding)
    dw = sum(one @ two.T for one, two in zip(flat, columns)).reshape(w.shape)
    dcolumns = w.reshape(filters, -1).T @ flat
    # which value of x (counted from 1, 0 is the border) stands at which place of the columns?
    numbers = np.arange(1.0, x[0].size + 1).reshape(1, *x.shape[1:])
    source = im2col(numbers, w.shape[2:], stride=stride, padding=padding)[0].astype(int)
    dx = [np.bincount(source.ravel(), one.ravel(), minlength=x[0].size + 1)[1:] for one in dcolumns]
    return np.array(dx).reshape(x.shape), dw, flat.sum(axis=(0, 2))
