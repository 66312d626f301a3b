"""The hidden cases of the assignment a02_convolution, in the notebook's order."""

from autograder.exercise import Assignment

from .conv2d import EXERCISE as CONV2D
from .conv2d_backward import EXERCISE as CONV2D_BACKWARD
from .conv2d_im2col import EXERCISE as CONV2D_IM2COL
from .convolve1d import EXERCISE as CONVOLVE1D
from .cross_correlate1d import EXERCISE as CROSS_CORRELATE1D
from .im2col import EXERCISE as IM2COL
from .toeplitz import EXERCISE as TOEPLITZ

ASSIGNMENT = Assignment(
    name="a02_convolution",
    title="Convolution",
    exercises=(
        CONVOLVE1D,
        CROSS_CORRELATE1D,
        TOEPLITZ,
        CONV2D,
        IM2COL,
        CONV2D_IM2COL,
        CONV2D_BACKWARD,
    ),
    # of SciPy's linear algebra, whose other parts have nothing to do with the exercises
    forbidden=tuple(f"scipy.linalg._special_matrices.{name}" for name in ("toeplitz", "convolution_matrix")),
)
