# base: perfect
# earns: everything
# Every answer is right in an unusual way: lists, single precision, Fortran order, prints, plots, a look at PyTorch.

# cell first
%matplotlib inline
import matplotlib.pyplot as plt

np.seterr(all="raise")
np.random.seed(0)
plt.plot(np.convolve([1, 2, 3], [1, 10]));

# answer: convolve1d
def convolve1d(f, g, mode):
    """返回一个列表。"""
    f, g = [float(v) for v in f], [float(v) for v in g]
    if mode not in ("narrow", "equal", "wide") or (mode == "narrow" and len(g) > len(f)) or not f or not g:
        raise ValueError("模式不对")
    一共 = [0.0] * (len(f) + len(g) - 1)
    for t, 信号 in enumerate(f):
        for s, 核 in enumerate(g):
            一共[t + s] += 信号 * 核
    if mode == "narrow":
        return 一共[len(g) - 1 : len(f)]
    return 一共 if mode == "wide" else 一共[(len(g) - 1) // 2 :][: len(f)]

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    print("cross_correlate1d", x, w, mode)
    n = len(w)
    if mode == "narrow" and n > len(x):
        raise ValueError("too long")
    if mode not in ("narrow", "equal", "wide") or not n:
        raise ValueError("unknown")
    full = convolve1d(x, w[::-1], "wide")
    start, end = {"narrow": (n - 1, len(x)), "equal": (n // 2, n // 2 + len(x)), "wide": (0, len(full))}[mode]
    return tuple(np.float32(v) for v in full[start:end])

# cell before: conv2d
# a comparison with PyTorch: it is not there when this is graded, and that must not matter
import torch

print(torch.nn.functional.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)))

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    return conv2d_im2col(x.astype(np.float32), w.astype(np.float32), b, stride=stride, padding=padding).tolist()

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = (np.broadcast_to(value, 2) for value in (kernel_size, stride, padding))
    if min(kh, kw, sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("参数不对")
    image = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    oh, ow = (image.shape[2] - kh) // sh + 1, (image.shape[3] - kw) // sw + 1
    if oh < 1 or ow < 1:
        raise ValueError("卷积核太大")
    rows = []
    for c, i, j in np.ndindex(x.shape[1], kh, kw):
        rows.append(image[:, c, i::sh, j::sw][:, :oh, :ow].reshape(len(x), -1))
    columns = np.stack(rows, axis=1)
    if (columns == columns.round()).all():
        columns = columns.astype(int)
    return np.asfortranarray(columns)

# cell after: conv2d_backward
fig, ax = plt.subplots()
ax.imshow(im2col(np.arange(9.0).reshape(1, 1, 3, 3), 2)[0])
ax.set_title("im2col")
plt.show()
