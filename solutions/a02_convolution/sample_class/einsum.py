# earns: everything
# Every answer is right, written with einsum and index arithmetic, without a window view.

# answer: convolve1d
def convolve1d(f, g, mode):
    m, n = len(f), len(g)
    if min(m, n) == 0 or (mode == "narrow" and m < n):
        raise ValueError(f"{mode} does not work with lengths {m} and {n}")
    spread = np.zeros((n, m + n - 1))
    for delay in range(n):
        spread[delay, delay : delay + m] = f
    everything = np.einsum("st,s->t", spread, g)
    try:
        first, last = {"wide": (0, m + n - 1), "narrow": (n - 1, m), "equal": ((n - 1) // 2, (n - 1) // 2 + m)}[mode]
    except KeyError:
        raise ValueError(f"no mode {mode}") from None
    return everything[first:last]

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    m, n = len(x), len(w)
    if min(m, n) == 0 or (mode == "narrow" and m < n):
        raise ValueError(f"{mode} does not work with lengths {m} and {n}")
    if mode == "narrow":
        zeros = (0, 0)
    elif mode == "equal":
        zeros = ((n - 1) // 2, n // 2)
    elif mode == "wide":
        zeros = (n - 1, n - 1)
    else:
        raise ValueError(f"no mode {mode}")
    longer = np.concatenate([np.zeros(zeros[0]), x, np.zeros(zeros[1])])
    places = np.arange(len(longer) - n + 1)[:, None] + np.arange(n)
    return np.einsum("tk,k", longer[places], w)

# answer: toeplitz
def toeplitz(w, length, mode):
    # column s is what the kernel does to a signal that is 1 at s and 0 elsewhere
    return np.stack([cross_correlate1d(unit, w, mode) for unit in np.eye(length)], axis=1)

# cell after: toeplitz
def grid(x, kernel, stride, padding):
    """Row and column numbers of every window in the padded image: (OH, KH) and (OW, KW)."""
    kernel, stride, padding = (np.broadcast_to(v, 2) for v in (kernel, stride, padding))
    room = np.array(x.shape[2:]) + 2 * padding - kernel
    if min(stride) < 1 or min(kernel) < 1 or min(padding) < 0 or min(room) < 0:
        raise ValueError("stride, padding and kernel do not fit the image")
    steps = room // stride + 1
    return [np.arange(steps[a])[:, None] * stride[a] + np.arange(kernel[a]) for a in (0, 1)]


def same(*numbers):
    if len(set(numbers)) > 1:
        raise ValueError("the shapes do not fit each other")


def bordered(x, padding):
    ph, pw = np.broadcast_to(padding, 2)
    out = np.zeros((*x.shape[:2], x.shape[2] + 2 * ph, x.shape[3] + 2 * pw))
    out[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]] = x
    return out

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    rows, columns = grid(x, w.shape[2:], stride, padding)
    same(x.shape[1], w.shape[1])
    same(len(w), len(w) if b is None else len(b))
    picked = bordered(x, padding)[:, :, rows[:, :, None, None], columns]  # N C OH KH OW KW
    result = np.einsum("bcyixj,kcij->bkyx", picked, w)
    if b is not None:
        result = result + np.reshape(b, (1, -1, 1, 1))
    return result

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    rows, columns = grid(x, kernel_size, stride, padding)
    picked = bordered(x, padding)[:, :, rows[:, :, None, None], columns]
    n, c, oh, kh, ow, kw = picked.shape
    return np.einsum("bcyixj->bcijyx", picked).reshape(n, c * kh * kw, oh * ow)

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    oh, ow = (len(numbers) for numbers in grid(x, w.shape[2:], stride, padding))
    same(len(w), len(w) if b is None else len(b))
    product = np.einsum("fr,nrp->nfp", w.reshape(len(w), -1), im2col(x, w.shape[2:], stride=stride, padding=padding))
    if b is not None:
        product += b[None, :, None]
    return product.reshape(*product.shape[:2], oh, ow)

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    rows, columns = grid(x, w.shape[2:], stride, padding)
    same(x.shape[1], w.shape[1])
    same(dout.shape, (len(x), len(w), len(rows), len(columns)))
    whole = bordered(x, padding)
    picked = whole[:, :, rows[:, :, None, None], columns]
    dw = np.einsum("bcyixj,bkyx->kcij", picked, dout)
    sent = np.einsum("bkyx,kcij->bcyixj", dout, w)
    dwhole = np.zeros(whole.shape)
    np.add.at(dwhole, (slice(None), slice(None), rows[:, :, None, None], columns), sent)
    ph, pw = np.broadcast_to(padding, 2)
    return dwhole[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]], dw, dout.sum((0, 2, 3))
