# base: perfect
# earns: max_pool2d_backward 3.3, avg_pool2d_backward 2.1
# Lets every largest value of a window have a part of the gradient; forgets += where windows overlap.

# answer: max_pool2d_backward
def max_pool2d_backward(dout, x, size, *, stride=None):
    kh, kw = np.broadcast_to(size, 2)
    sh, sw = (kh, kw) if stride is None else np.broadcast_to(stride, 2)
    if min(kh, kw, sh, sw) < 1 or kh > x.shape[2] or kw > x.shape[3]:
        raise ValueError("bad arguments")
    if dout.shape != (*x.shape[:2], (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1):
        raise ValueError("bad dout")
    dx = np.zeros(x.shape)
    for h in range(dout.shape[2]):
        for w in range(dout.shape[3]):
            here = np.s_[:, :, h * sh : h * sh + kh, w * sw : w * sw + kw]
            mask = x[here] == x[here].max(axis=(2, 3), keepdims=True)
            dx[here] += mask / mask.sum(axis=(2, 3), keepdims=True) * dout[:, :, h, w, None, None]
    return dx

# answer: avg_pool2d_backward
def avg_pool2d_backward(dout, x, size, *, stride=None):
    kh, kw = np.broadcast_to(size, 2)
    sh, sw = (kh, kw) if stride is None else np.broadcast_to(stride, 2)
    if min(kh, kw, sh, sw) < 1 or kh > x.shape[2] or kw > x.shape[3]:
        raise ValueError("bad arguments")
    if dout.shape != (*x.shape[:2], (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1):
        raise ValueError("bad dout")
    dx = np.zeros(x.shape)
    for h in range(dout.shape[2]):
        for w in range(dout.shape[3]):
            dx[:, :, h * sh : h * sh + kh, w * sw : w * sw + kw] = dout[:, :, h, w, None, None] / (kh * kw)
    return dx
