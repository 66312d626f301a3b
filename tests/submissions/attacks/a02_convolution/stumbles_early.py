# base: perfect
# ATTACKS 39: an earlier cell raises, an earlier exercise is not solved. The others are judged: only im2col's points go.

# cell first
raise KeyError("an experiment that failed")

# cell before: conv2d
undefined_name + 1

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    raise NotImplementedError("im2col is not written yet")

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    return conv2d(x, w, b, stride=stride, padding=padding)
