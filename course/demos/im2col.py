"""im2col: every window of an image becomes a column of one matrix."""

from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words, array_of
from course.demos.windows import corners, padded_grid

IMAGE = ((1, 2, 3, 4, 5), (6, 7, 8, 9, 10), (11, 12, 13, 14, 15), (16, 17, 18, 19, 20))
STRIDES, PADDINGS = (1, 2), (0, 1)

WORDS: Words = {
    "title": ("im2col: every window becomes a column", "im2col：每个窗口变成一列"),
    "x": ("image x, with padding", "图像 x（含填充）"),
    "columns": ("matrix of columns", "列矩阵"),
    "stride": ("Stride", "步长"),
    "padding": ("Padding", "填充"),
    "says": (
        "Column {column} is the window, read row by row: {terms}",
        "第 {column} 列是按行读出的窗口：{terms}",
    ),
}


def frame(image: NDArray[np.float64], size: tuple[int, int], stride: int, padding: int) -> Frame:
    """Image (H, W), size (KH, KW): the padded image, and the matrix with one column a window."""
    padded = np.pad(image, padding)
    starts = [corner for row in corners(padded.shape, size, stride) for corner in row]
    columns = [padded[r : r + size[0], c : c + size[1]].ravel() for r, c in starts]
    grids = [
        padded_grid(image, padding, starts, size),
        Grid(
            "columns",
            np.array(columns).T,
            panel=1,
            window=(size[0] * size[1], 1),
            path=[(0, q) for q in range(len(columns))],
            picks=True,
        ),
    ]
    return Frame(grids, columns)


class Im2Col(Demo):
    """A window lit in the image, and its column lit in the matrix.

    Parameters
    ----------
    image : array_like, shape (H, W)
    kernel_size : int or (KH, KW), not larger than the image
    stride : 1 or 2
    padding : 0 or 1 rows and columns of zeros on every side
    position : the column to begin with

    Raises
    ------
    ValueError
        If the image is not a matrix of finite numbers, the kernel does not fit in it, or stride or padding
        is not one of the above.
    """

    def __init__(
        self,
        image: ArrayLike = IMAGE,
        kernel_size: int | tuple[int, int] = 3,
        *,
        stride: int = 1,
        padding: int = 0,
        position: int = 0,
    ) -> None:
        x = array_of("image", image, 2)
        tall, wide = kernel_size if isinstance(kernel_size, tuple) else (index(kernel_size), index(kernel_size))
        if not (1 <= tall <= x.shape[0] and 1 <= wide <= x.shape[1]):
            raise ValueError(f"a window of {tall} × {wide} does not fit in the image, shape {x.shape}")
        super().__init__(
            WORDS,
            [Control("stride", "slider", STRIDES), Control("padding", "slider", PADDINGS)],
            lambda stride, padding: frame(x, (tall, wide), stride, padding),
            strip={"left": "x"},
            fitted=True,
            start=(stride, padding),
            position=position,
        )
