# base: perfect
# earns: everything
# Every answer is right, but some cells of the student's own fail.

# cell first
print(convolve1d(np.ones(3), np.ones(2), "wide"))  # not defined yet

# cell before: toeplitz
1 / 0

# cell after: im2col
import a_module_that_nobody_has

# cell after: conv2d_backward
assert False, "a check of my own that fails"
