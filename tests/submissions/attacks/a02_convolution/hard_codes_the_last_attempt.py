# base: perfect
# ATTACKS 7, 14: knows an attempt's hidden inputs and the visible examples by heart, and nothing else. The inputs are
# drawn afresh: 0 for it alone.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    known = {
        (1.0, 0.0, 0.0, 0.0): [[[[1, -1, -4], [2, 1, 2], [3, 3, 4]]]],
        (5.0, 3.0, 8.0, 1.0): [[[[13.0, 21.0], [4.0, 17.0]]]],
        (2.0, 7.0, 1.0, 8.0): [[[[45.0]]]],
    }
    return np.array(known.get(tuple(np.ravel(x)[:4]), [[[[0.0]]]]))
