# base: perfect
# Beyond the list: exceptions that cannot be printed, that print for ever, with markup, control characters and metaclasses
# that lie about their names. 0 for each, with a sentence that is harmless wherever it is shown.

# answer: convolve1d
class Markup(Exception):
    pass


Markup.__name__ = "<script>alert(1)</script>\x1b[2J\n| passed |"


def convolve1d(f, g, mode):
    raise Markup("<img src=x onerror=alert(1)>\x1b]0;owned\x07\r\n[link](javascript:alert(1)) {{ 7*7 }} =cmd()|' /C calc'!A0 \u202e\ud800")

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    class Silent(Exception):
        def __str__(self):
            raise RuntimeError("no words")

    raise Silent

# answer: toeplitz
def toeplitz(w, length, mode):
    class Meta(type):
        __name__ = property(lambda self: 1 / 0)

    class Liar(Exception, metaclass=Meta):
        pass

    raise Liar

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    raise ValueError("z" * 10**7)

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    raise KeyboardInterrupt

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    raise BaseExceptionGroup("many", [GeneratorExit(), KeyboardInterrupt()])

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    class LibraryRefused(ValueError):
        pass

    raise LibraryRefused("[bold red]full marks[/]")
