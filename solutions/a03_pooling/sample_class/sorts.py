# base: perfect
# earns: k_max_pool1d 1.3, dynamic_pool1d 2, dynamic_k 1.5
# Sorts what k-max pooling keeps, cuts rows with array_split, and rounds in floats.

# answer: k_max_pool1d
def k_max_pool1d(x, k):
    if k < 1 or k > x.shape[-1]:
        raise ValueError("bad k")
    return np.sort(x, axis=-1)[..., ::-1][..., :k].copy()

# answer: dynamic_pool1d
def dynamic_pool1d(x, segments):
    if segments < 1 or segments > x.shape[-1]:
        raise ValueError("bad segments")
    return np.stack([part.max(axis=-1) for part in np.array_split(x, segments, axis=-1)], axis=-1)

# answer: dynamic_k
def dynamic_k(layer, layers, length, k_top):
    if min(layers, length, k_top) < 1 or not 0 <= layer <= layers:
        raise ValueError("bad layer")
    return max(k_top, int(np.ceil((1 - layer / layers) * length)))
