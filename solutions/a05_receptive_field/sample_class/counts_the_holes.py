# base: perfect
# earns: dilated_conv1d 2.3, receptive_field 1.5, conv_transpose2d 3.25
# Takes the dilation for the number of holes, and the stride for the number of zeros between.

# answer: dilated_conv1d
def dilated_conv1d(x, w, b=None, *, dilation=1):
    if dilation < 1 or x.shape[1] != w.shape[1] or (b is not None and b.shape != w.shape[:1]):
        raise ValueError("bad layer")
    holes = dilation if dilation > 1 else 0
    size = w.shape[2] + (w.shape[2] - 1) * holes
    if (w.shape[2] - 1) * dilation + 1 > x.shape[2]:
        raise ValueError("too long")
    wide = np.zeros((*w.shape[:2], size))
    wide[:, :, :: holes + 1] = w
    out = np.zeros((len(x), len(w), max(0, x.shape[2] - size + 1)))
    for place in range(out.shape[2]):
        out[:, :, place] = np.einsum("nck,fck->nf", x[:, :, place : place + size], wide)
    return out if b is None else out + b[:, None]

# answer: receptive_field
def receptive_field(layers):
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        if min(kernel, stride, dilation) < 1:
            raise ValueError("bad layer")
        field += (kernel * dilation - 1) * jump
        jump *= stride
    return field

# answer: conv_transpose2d
def conv_transpose2d(x, w, b=None, *, stride=1, padding=0):
    sh, sw = np.broadcast_to(stride, 2)
    ph, pw = np.broadcast_to(padding, 2)
    if x.shape[1] != w.shape[0] or (b is not None and b.shape != w.shape[1:2]):
        raise ValueError("bad channels")
    if min(sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("bad stride or padding")
    if (x.shape[2] - 1) * sh + w.shape[2] <= 2 * ph or (x.shape[3] - 1) * sw + w.shape[3] <= 2 * pw:
        raise ValueError("nothing left")
    sh, sw = sh + (sh > 1), sw + (sw > 1)
    out = np.zeros((len(x), w.shape[1], (x.shape[2] - 1) * sh + w.shape[2], (x.shape[3] - 1) * sw + w.shape[3]))
    for h in range(x.shape[2]):
        for v in range(x.shape[3]):
            stamp = np.einsum("nc,cfij->nfij", x[:, :, h, v], w)
            out[:, :, h * sh : h * sh + w.shape[2], v * sw : v * sw + w.shape[3]] += stamp
    out = out[:, :, ph : out.shape[2] - ph, pw : out.shape[3] - pw]
    return out if b is None else out + b[:, None, None]
