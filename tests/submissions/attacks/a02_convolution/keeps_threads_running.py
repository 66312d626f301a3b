# base: perfect
# Beyond the list: a thread goes on between the calls, and a child process answers beside its parent. Both belong to
# the student: the wrong answer gets 0, the right ones keep their points.

# cell first
import threading
import time

state = {"ticks": 0}


def tick():
    while True:
        state["ticks"] += 1
        time.sleep(0.01)


threading.Thread(target=tick, daemon=True).start()

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    return np.full((1, 1, 1, 1), state["ticks"])
