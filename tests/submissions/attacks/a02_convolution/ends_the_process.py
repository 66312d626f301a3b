# base: perfect
# ATTACKS 43: sys.exit(), quit(), os._exit(), a segmentation fault, an abort, in cells of their own and in one answer.
# Each is an error of its cell; what can be judged is judged: only that answer's points go.

# cell before: convolve1d
import sys

sys.exit(3)

# cell before: cross_correlate1d
quit()

# cell before: toeplitz
import os

os._exit(0)

# cell before: conv2d
import ctypes

ctypes.string_at(0)

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    import os

    os.abort()

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    return conv2d(x, w, b, stride=stride, padding=padding)

# cell after: conv2d_backward
raise SystemExit
