"""What is hidden of the assignment a02_convolution."""

TITLE = "Convolution"
# of SciPy's linear algebra, whose other parts have nothing to do with the exercises
FORBIDDEN = tuple(f"scipy.linalg._special_matrices.{name}" for name in ("toeplitz", "convolution_matrix"))
