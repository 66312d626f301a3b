# base: perfect
# Beyond the list: a cache that arrays do not fit into, keyword-only arguments, renamed options, an array in the
# function's place, coroutines, generators, a dictionary. Each mistake is named; nothing is lost but what is wrong.

# cell after: conv2d_backward
import functools

inner = conv2d, im2col, conv2d_im2col, conv2d_backward
convolve1d = functools.lru_cache(convolve1d)


def toeplitz(*, w, length, mode):
    return np.zeros((length, length))


async def conv2d(x, w, b=None, *, stride=1, padding=0):
    return inner[0](x, w, b, stride=stride, padding=padding)


def im2col(x, kernel_size, *, stride=1, padding=0):
    yield from inner[1](x, kernel_size, stride=stride, padding=padding)


conv2d_im2col = np.ones(3)


def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    return dict(zip(("dx", "dw", "db"), inner[3](dout, x, w, stride=stride, padding=padding)))
