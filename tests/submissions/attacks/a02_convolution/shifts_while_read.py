# base: perfect
# Beyond the list: an object that is another array whenever it is read, an answer that a thread changes after its return,
# a process that stops itself. What was there when it was read is compared, in time: 0 for them alone.

# answer: convolve1d
def convolve1d(f, g, mode):
    import threading

    out = np.zeros(3)

    def grow():
        for _ in range(10_000):
            out[...] += 1

    threading.Thread(target=grow, daemon=True).start()
    return out

# answer: toeplitz
def toeplitz(w, length, mode):
    class Shifting:
        reads = 0

        def __array__(self, *args, **kwargs):
            self.reads += 1
            return np.full((self.reads, length), float(self.reads))

    return Shifting()

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSTOP)
