# base: perfect
# ATTACKS 17: SciPy's linear algebra has the answer, by two names, and is imported by much that is harmless.

# answer: toeplitz
import numpy as np
import scipy.linalg
import scipy.stats


def toeplitz(w, length, mode):
    whole = scipy.linalg.convolution_matrix(np.asarray(w)[::-1], length, "full")
    first = {"wide": 0, "equal": len(w) - 1 - (len(w) - 1) // 2, "narrow": len(w) - 1}[mode]
    rows = {"wide": length + len(w) - 1, "equal": length, "narrow": length - len(w) + 1}[mode]
    return whole[first : first + rows]

# answer: convolve1d
from scipy.linalg import toeplitz as as_matrix


def convolve1d(f, g, mode):
    m, n = len(f), len(g)
    whole = as_matrix(np.r_[g, np.zeros(m - 1)], np.zeros(m)) @ f
    return {"wide": whole, "equal": whole[(n - 1) // 2 :][:m], "narrow": whole[n - 1 : m]}[mode]
