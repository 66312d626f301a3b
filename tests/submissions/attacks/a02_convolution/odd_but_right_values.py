# base: perfect
# ATTACKS 37: right values in odd clothes: single precision, lists, 0-d arrays, views, Fortran order, integers where
# the values are whole, extended precision, complex numbers without an imaginary part. They lose nothing.

# cell before: convolve1d
import decimal
import fractions

right = {}

# cell after: conv2d_backward
right.update({name: globals()[name] for name in ("convolve1d", "cross_correlate1d", "toeplitz", "conv2d", "im2col", "conv2d_im2col", "conv2d_backward")})


def convolve1d(f, g, mode):
    return [np.array(v) for v in right["convolve1d"](f.astype(np.float32), g.astype(np.float32), mode)]


def cross_correlate1d(x, w, mode):
    return [fractions.Fraction(float(v)) for v in right["cross_correlate1d"](x, w, mode)]


def toeplitz(w, length, mode):
    wide = np.repeat(right["toeplitz"](w, length, mode), 2, axis=1)
    return wide[:, ::2]


def conv2d(x, w, b=None, *, stride=1, padding=0):
    out = right["conv2d"](x, w, b, stride=stride, padding=padding)
    return np.asfortranarray(out.astype(int) if (out == out.round()).all() else out).astype(out.dtype.newbyteorder(">"))


def im2col(x, kernel_size, *, stride=1, padding=0):
    return right["im2col"](x, kernel_size, stride=stride, padding=padding).astype(np.complex128)


def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    out = right["conv2d_im2col"](x, w, b, stride=stride, padding=padding)
    return np.ma.masked_array(out.astype(np.longdouble))


def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    dx, dw, db = right["conv2d_backward"](dout, x, w, stride=stride, padding=padding)
    return [dx.tolist(), np.array(dw, dtype=object), tuple(decimal.Decimal(float(v)) for v in db)]
