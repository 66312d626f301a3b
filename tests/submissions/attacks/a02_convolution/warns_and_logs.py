# base: perfect
# ATTACKS 36: right answers that warn on standard error, log and divide by zero on the way. They lose nothing.

# answer: convolve1d
def convolve1d(f, g, mode):
    import logging
    import sys
    import warnings

    warnings.warn("a NumPy warning on standard error", RuntimeWarning)
    logging.error("an error that is none")
    print("careful", file=sys.stderr)
    np.array([1.0, 0.0]) / np.array([0.0, 0.0])
    return np.asarray(cross_correlate1d(f, g[::-1], mode)) if mode != "equal" else _equal(f, g)


def _equal(f, g):
    start = (len(g) - 1) // 2
    return np.convolve(f, g)[start : start + len(f)]

# cell after: convolve1d
import warnings

warnings.simplefilter("error")
np.log(-np.ones(3))
