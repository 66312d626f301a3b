# earns: everything
# Every answer is right, written with nothing but loops.

# cell before: dilated_conv1d
import math


def same_layer(x, w, b, channels):
    """Refuses what does not fit together."""
    if x.shape[1] != w.shape[channels]:
        raise ValueError("other channels")
    if b is not None and len(b) != w.shape[1 - channels]:
        raise ValueError("other filters")

# answer: dilated_conv1d
def dilated_conv1d(x, w, b=None, *, dilation=1):
    same_layer(x, w, b, 1)
    signals, channels, length = x.shape
    filters, _, size = w.shape
    places = length - (size - 1) * dilation
    if dilation < 1 or places < 1:
        raise ValueError("this filter does not fit")
    out = np.zeros((signals, filters, places))
    for n in range(signals):
        for f in range(filters):
            for l in range(places):
                total = 0.0 if b is None else b[f]
                for c in range(channels):
                    for k in range(size):
                        total += x[n, c, l + k * dilation] * w[f, c, k]
                out[n, f, l] = total
    return out

# answer: receptive_field
def receptive_field(layers):
    # from the output down: how many values of the layer below are needed for so many of this one
    needed = 1
    for kernel, stride, dilation in reversed(layers):
        if kernel < 1 or stride < 1 or dilation < 1:
            raise ValueError("no such layer")
        needed = (needed - 1) * stride + (kernel - 1) * dilation + 1
    return needed

# answer: iterated_dilated_conv1d
def iterated_dilated_conv1d(x, weights, *, blocks=4):
    if blocks < 1:
        raise ValueError("no block")
    for _ in range(blocks):
        for w, b, dilation in weights:
            if dilation < 1:
                raise ValueError("no dilation")
            zeros = (w.shape[2] - 1) * dilation
            length = x.shape[2]
            wide = np.zeros((x.shape[0], x.shape[1], length + zeros))
            for l in range(length):
                wide[:, :, zeros // 2 + l] = x[:, :, l]
            x = dilated_conv1d(wide, w, b, dilation=dilation)
            for place in np.ndindex(x.shape):
                if x[place] < 0:
                    x[place] = 0
    return x

# answer: conv_transpose2d
def conv_transpose2d(x, w, b=None, *, stride=1, padding=0):
    same_layer(x, w, b, 0)
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    images, channels, height, width = x.shape
    _, maps, kh, kw = w.shape
    oh, ow = (height - 1) * sh + kh - 2 * ph, (width - 1) * sw + kw - 2 * pw
    if min(sh, sw) < 1 or min(ph, pw) < 0 or min(oh, ow) < 1:
        raise ValueError("no such layer")
    out = np.zeros((images, maps, oh, ow))
    for n, f in np.ndindex(images, maps):
        if b is not None:
            out[n, f] += b[f]
        for c, row, column in np.ndindex(channels, height, width):
            for i in range(kh):
                for j in range(kw):
                    y, z = row * sh + i - ph, column * sw + j - pw
                    if 0 <= y < oh and 0 <= z < ow:
                        out[n, f, y, z] += x[n, c, row, column] * w[c, f, i, j]
    return out

# answer: dynamic_filter_conv1d
def dynamic_filter_conv1d(x, filters):
    samples, channels, length = x.shape
    for_samples, count, for_channels, size = filters.shape
    if (samples, channels) != (for_samples, for_channels) or size > length:
        raise ValueError("these filters are for other signals")
    out = np.zeros((samples, count, length - size + 1))
    for n, f, l in np.ndindex(out.shape):
        for c in range(channels):
            for k in range(size):
                out[n, f, l] += x[n, c, l + k] * filters[n, f, c, k]
    return out

# answer: tdnn_layer
def tdnn_layer(x, w, b, offsets):
    samples, frames, features = x.shape
    if len(offsets) == 0 or len(offsets) != len(w) or len(set(offsets)) != len(offsets):
        raise ValueError("these offsets and matrices do not belong together")
    if features != w.shape[1] or b.shape != (w.shape[2],):
        raise ValueError("other features or units")
    seen = [t for t in range(frames) if all(0 <= t + offset < frames for offset in offsets)]
    if not seen:
        raise ValueError("no frame has this context")
    out = np.zeros((samples, len(seen), len(b)))
    for n in range(samples):
        for place, t in enumerate(seen):
            for u in range(len(b)):
                total = b[u]
                for o, offset in enumerate(offsets):
                    for d in range(features):
                        total += x[n, t + offset, d] * w[o, d, u]
                out[n, place, u] = math.tanh(total)
    return out
