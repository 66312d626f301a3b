# base: perfect
# ATTACKS 23: conv2d asks for more memory than there is, at once and bit by bit. Bounded: an error, 0 for it alone.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    try:
        np.zeros(2**42)
    except MemoryError:
        pass
    eaten = []
    while True:
        eaten.append(np.ones(2**27))
