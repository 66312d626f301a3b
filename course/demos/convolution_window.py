"""A kernel on an image: one window, every multiplication, one number of the output."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words, array_of
from course.demos.windows import corners, padded_grid

# The worked example of the lecture slides on convolution (5 × 5 image, 3 × 3 kernel).
IMAGE = ((1, 0, 0, 0, 0), (2, 1, 1, 2, 1), (1, 1, 2, 2, 0), (2, 2, 1, 0, 0), (2, 1, 2, 1, 1))
STRIDES, PADDINGS = (1, 2, 3), (0, 1, 2)
KERNEL = ((1, 1, 1), (0, -1, 0), (0, -1, 1))

WORDS: Words = {
    "title": ("One window of an image, one number of the output", "图像的一个窗口，输出的一个数"),
    "x": ("image x, with padding", "图像 x（含填充）"),
    "w": ("kernel w", "卷积核 w"),
    "y": ("output y", "输出 y"),
    "image": ("Image", "图像"),
    "kernel": ("Kernel", "卷积核"),
    "stride": ("Stride", "步长"),
    "padding": ("Padding", "填充"),
    "hint": (
        "Point at a number of the output, or move the position with the arrow keys (↑ ↓ change the row).",
        "指向输出中的一个数，或用方向键移动位置（↑ ↓ 换行）。",
    ),
    "says": (
        "Output in row {row}, column {column} = {terms} = {sum}",
        "输出第 {row} 行第 {column} 列 = {terms} = {sum}",
    ),
}


def frame(image: NDArray[np.float64], kernel: NDArray[np.float64], stride: int, padding: int) -> Frame:
    """Image (H, W), kernel (KH, KW): the padded image, the kernel, and the output, without flip."""
    tall, wide = kernel.shape
    padded = np.pad(image, padding)
    starts = corners(padded.shape, (tall, wide), stride)
    path = [corner for row in starts for corner in row]
    products = [kernel * padded[r : r + tall, c : c + wide] for r, c in path]
    output = np.sum(products, axis=(1, 2)).reshape(len(starts), -1)
    grids = [
        padded_grid(image, padding, path, (tall, wide), weights="w"),
        Grid("w", kernel, panel=1),
        Grid(
            "y",
            output,
            panel=2,
            path=list(np.ndindex(*output.shape)),
            picks=True,
        ),
    ]
    return Frame(grids, [part.ravel() for part in products])


class ConvolutionWindow(Demo):
    """A window of the image under the kernel, its products, and their sum in the output.

    Parameters
    ----------
    image : array_like, shape (H, W)
    kernel : array_like, shape (KH, KW), not larger than the image
    stride : 1, 2 or 3
    padding : 0, 1 or 2 rows and columns of zeros on every side
    position : the output cell to begin with, counted row by row

    Raises
    ------
    ValueError
        If image or kernel is not a matrix of finite numbers, the kernel is larger than the image, or stride
        or padding is not one of the above.
    """

    def __init__(
        self,
        image: ArrayLike = IMAGE,
        kernel: ArrayLike = KERNEL,
        *,
        stride: int = 1,
        padding: int = 0,
        position: int = 0,
    ) -> None:
        x, w = array_of("image", image, 2), array_of("kernel", kernel, 2)
        if any(k > n for k, n in zip(w.shape, x.shape, strict=True)):
            raise ValueError(f"the kernel, shape {w.shape}, is larger than the image, shape {x.shape}")
        super().__init__(
            WORDS,
            [Control("stride", "slider", STRIDES), Control("padding", "slider", PADDINGS)],
            lambda stride, padding: frame(x, w, stride, padding),
            strip={"left": "x", "right": "w", "sum": "y"},
            own={"image": x, "kernel": w},
            fitted=True,
            start=(stride, padding),
            position=position,
        )
