# base: perfect
# Beyond the list: a standard output whose write raises, a trace function, at-exit and signal handlers, objects with a
# __del__ that raises, a frozen garbage collector, a patched clock and a patched open. Right answers: it loses nothing.

# cell after: conv2d_backward
import atexit
import faulthandler
import gc
import signal
import sys
import threading
import time


class Broken:
    def write(self, text):
        raise OSError("no")

    flush = write

    def __del__(self):
        raise RuntimeError("del")


sys.stdout = sys.stderr = sys.__stdout__ = Broken()
atexit.register(lambda: 1 / 0)
signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
signal.setitimer(signal.ITIMER_REAL, 3600)
gc.freeze()
gc.disable()
faulthandler.disable()
time.sleep = time.time = time.monotonic = lambda *_: 0.0
sys.excepthook = sys.unraisablehook = lambda *_: None
threading.excepthook = lambda *_: None
sys.settrace(lambda *_: None)
sys.setswitchinterval(100)
