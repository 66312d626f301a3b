# base: perfect
# earns: conv2d 0
# conv2d never returns; everything else is right.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    h = 0
    while h < x.shape[2]:
        pass  # forgot: h += 1
    return x
