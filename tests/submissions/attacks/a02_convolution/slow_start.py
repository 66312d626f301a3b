# base: perfect
# Beyond the list: memory and time are eaten when the notebook is imported, made and unmade, not when it is called: a
# memory bomb in __init__ and in a default argument, a sleeping __del__. The cell fails; its exercise gets 0, the others
# their points.

# answer: conv2d
class Bomb:
    def __init__(self):
        self.kept = [bytearray(2**31) for _ in range(100)]


def conv2d(x, w, b=None, *, stride=1, padding=0, bomb=Bomb()):
    return conv2d_im2col(x, w, b, stride=stride, padding=padding)
