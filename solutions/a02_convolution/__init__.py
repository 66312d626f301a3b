"""What is hidden of the assignment a02_convolution."""

TITLE = "Convolution"
# of SciPy's linear algebra, whose other parts have nothing to do with the exercises
FORBIDDEN = (
    *(f"scipy.linalg._special_matrices.{name}" for name in ("toeplitz", "circulant", "hankel", "convolution_matrix")),
    "scipy.linalg._basic.matmul_toeplitz",
)
