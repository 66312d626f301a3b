# base: perfect
# ATTACKS 17: lets a library do the work, by whatever way in. None is there: refused with a sentence, or an error.

# answer: convolve1d
import scipy.signal


def convolve1d(f, g, mode):
    return scipy.signal.convolve(f, g, {"narrow": "valid", "equal": "same", "wide": "full"}[mode])

# answer: cross_correlate1d
def cross_correlate1d(x, w, mode):
    from scipy import ndimage

    return ndimage.correlate1d(x, w, mode="constant")

# answer: toeplitz
def toeplitz(w, length, mode):
    import importlib
    import sys

    finders, modules = list(sys.meta_path), dict(sys.modules)
    sys.meta_path[:] = [finder for finder in finders if "robe" not in type(finder).__module__]
    for name in [name for name in modules if name.startswith("torch")]:
        del sys.modules[name]
    try:
        return importlib.import_module("torch").nn.functional.unfold(w, length)
    finally:
        sys.meta_path[:] = finders
        for name in [name for name in sys.modules if name.startswith("torch")]:
            del sys.modules[name]
        sys.modules.update(modules)

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    import torch

    bias = None if b is None else torch.tensor(b)
    return torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(w), bias, stride=stride, padding=padding).numpy()

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-I", "-c", "import torch; print(torch.nn.Unfold)"], capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr.decode().splitlines()[-1])
    return np.zeros((1, 1, 1))

# answer: conv2d_im2col
def conv2d_im2col(x, w, b=None, *, stride=1, padding=0):
    return __import__("torch.nn.functional", fromlist=["conv2d"]).conv2d(x, w, b, stride, padding)

# answer: conv2d_backward
def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    import ctypes
    import glob
    import sys

    libraries = glob.glob(sys.prefix + "/lib/python*/site-packages/torch/lib/*.so")
    return ctypes.CDLL((libraries or ["libtorch_cpu.so"])[0])
