# base: perfect
# ATTACKS 40, 44: right answers that are made by exec, a static method, a bound method, a decorator, a ufunc, and a class
# whose objects are tuples. They lose nothing.

# cell after: conv2d_backward
import functools
import types

given = {name: globals()[name] for name in ("convolve1d", "toeplitz", "conv2d", "im2col", "conv2d_im2col", "conv2d_backward")}
exec("def convolve1d(f, g, mode): return given['convolve1d'](f, g, mode)")
cross_correlate1d = functools.partial(cross_correlate1d)


class Matrices:
    @staticmethod
    def of(w, length, mode):
        return given["toeplitz"](w, length, mode)

    def slide(self, x, w, b=None, *, stride=1, padding=0):
        return given["conv2d"](x, w, b, stride=stride, padding=padding)


toeplitz, conv2d = Matrices.of, Matrices().slide
im2col = types.MethodType(lambda self, *args, **kwargs: given["im2col"](*args, **kwargs), object())


@functools.wraps(given["conv2d_im2col"])
def conv2d_im2col(*args, **kwargs):
    return given["conv2d_im2col"](*args, **kwargs)


class conv2d_backward(tuple):
    def __new__(cls, dout, x, w, *, stride=1, padding=0):
        return tuple.__new__(cls, given["conv2d_backward"](dout, x, w, stride=stride, padding=padding))
