# base: perfect
# ATTACKS 22: conv2d never ends, ignores signals and has children that do the same. Killed: that exercise times out, the
# others are judged.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    import os
    import signal

    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    os.fork()
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
