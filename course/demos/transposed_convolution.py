"""A transposed convolution in three ways: stamps that are added, zeros put between, the matrix C read downwards."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.flow import factor
from course.demos.parts import Cell, Control, Frame, Grid, Words, array_of

X, KERNEL = (1, 2, 1, 3), (1, 2, 3, 4)  # a shorter kernel has the first of these weights
VIEWS, STRIDES, SIZES, PADDINGS = ("stamps", "zeros", "matrix"), (1, 2, 3), (2, 3, 4), (0, 1)
START = len(KERNEL) - 1  # the column of the first stamp: room for the zeros in front of the widened signal
OUT = 5.0  # the row of the outputs

WORDS: Words = {
    "title": ("A transposed convolution, three ways", "转置卷积的三种看法"),
    "x": ("x", "x"),
    "stamped": ("each x times the kernel", "每个 x 乘以卷积核"),
    "widened": ("x with zeros between and around", "插入并补上零的 x"),
    "w": ("kernel, flipped", "翻转的卷积核"),
    "C": ("C, the matrix of the convolution", "卷积的矩阵 C"),
    "y": ("output y", "输出 y"),
    "coverage": ("inputs that write here", "写到这里的输入个数"),
    "view": ("Seen as", "看作"),
    "stamps": ("stamps that are added", "相加的印章"),
    "zeros": ("zeros between, flipped kernel", "插零并翻转卷积核"),
    "matrix": ("C read down its columns", "按列读 C"),
    "stride": ("Stride", "步长"),
    "kernel": ("Kernel", "卷积核"),
    "padding": ("Padding 1: cut an output off at each end", "填充 1：两端各去掉一个输出"),
    "position": ("Output", "输出"),
    "says": ("Output {column} = {terms} = {sum}", "输出 {column} = {terms} = {sum}"),
    "says_none": ("Output {column} = 0: no input writes here.", "输出 {column} = 0：没有输入写到这里。"),
    "hint": (
        "The three ways lead to the same outputs. Below them stands how many inputs write each one.",
        "三种看法给出同样的输出。下面是写到每个输出的输入个数。",
    ),
}


def frame(x: NDArray[np.float64], view: str, stride: int, size: int, padding: int) -> Frame:
    """The outputs of x (n,), and of each output the inputs that write it, in one of the three ways to see them."""
    kernel = np.array(KERNEL[:size], float)
    full = (x.size - 1) * stride + size  # before the padding cuts both ends
    matrix = np.zeros((x.size, full))
    for i in range(x.size):
        matrix[i, i * stride : i * stride + size] = kernel
    places = range(padding, full - padding)
    writers = [np.flatnonzero(matrix[:, place]) for place in places]
    outputs = (x @ matrix)[padding : full - padding]
    own: list[Cell] = [(0, t) for t in range(outputs.size)]
    grids = [
        Grid("y", outputs[None], at=(OUT, START + padding), path=own, picks=True),
        Grid(
            "coverage",
            np.array([[each.size for each in writers]], float),
            at=(OUT + 1.9, START + padding),
            path=own,
            toned=False,
        ),
    ]
    if view == "zeros":
        grids += _widened(x, kernel, stride, padding, own)
    else:
        spans: list[tuple[int, int]] = [(int(each[0]), each.size) if each.size else (0, 0) for each in writers]
        columns = zip(spans, places, strict=True)
        kernels = [(int(i), int(j)) for i, j in np.argwhere(matrix)]
        grids += [
            Grid("x", x[:, None], at=(0, 0.5), path=[(first, 0, size, 1) for first, size in spans]),
            Grid(
                "C" if view == "matrix" else "stamped",
                matrix if view == "matrix" else x[:, None] * matrix,
                at=(0, START),
                core=(0, padding, x.size, full - 2 * padding),
                path=[(first, place, size, 1) for (first, size), place in columns],
                faint=True,
                marks=[kernels] * outputs.size,
            ),
        ]
    words = [
        {"terms": " + ".join(f"{factor(x[i])}·{factor(matrix[i, place])}" for i in each), "sum": float(total)}
        if each.size
        else {"says": "says_none"}
        for each, place, total in zip(writers, places, outputs, strict=True)
    ]
    return Frame(grids, words=words)


def _widened(
    x: NDArray[np.float64], kernel: NDArray[np.float64], stride: int, padding: int, own: list[Cell]
) -> list[Grid]:
    """The signal with stride − 1 zeros between its numbers and K − 1 − padding at each end, and the kernel under it."""
    around = kernel.size - 1 - padding
    wide = np.zeros((x.size - 1) * stride + 1 + 2 * around)
    wide[around : wide.size - around : stride] = x
    left = START - around  # so that each output stands under the last number of its window
    return [
        Grid("widened", wide[None], at=(1, left), window=(1, kernel.size), path=own, faint=True),
        Grid("w", kernel[None, ::-1], at=(2.75, left), path=own, moves=True),
    ]


class TransposedConvolution(Demo):
    """One output of a transposed convolution of a few numbers, and what is added up to make it.

    Parameters
    ----------
    x : array_like, shape (n,), one to four numbers
    view : "stamps", "zeros" or "matrix"
    stride : 1, 2 or 3
    kernel : 2, 3 or 4, how many of the weights 1, 2, 3, 4 the kernel has
    padding : 0 or 1, how many outputs are cut off at each end
    position : the output to begin with

    Raises
    ------
    ValueError
        If x is not a row of one to four finite numbers, or another argument is not among these.

    Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4.
    """

    def __init__(
        self,
        x: ArrayLike = X,
        *,
        view: str = "stamps",
        stride: int = 2,
        kernel: int = 3,
        padding: int = 0,
        position: int = 0,
    ) -> None:
        signal = array_of("x", x, 1)
        if signal.size > len(X):
            raise ValueError(f"x has {signal.size} numbers; at most {len(X)} fit into the drawing")
        super().__init__(
            WORDS,
            [
                Control("view", "choice", VIEWS),
                Control("stride", "slider", STRIDES),
                Control("kernel", "slider", SIZES),
                Control("padding", "switch", PADDINGS),
            ],
            lambda view, stride, kernel, padding: frame(signal, view, stride, kernel, padding),
            start=(view, stride, kernel, padding),
            position=position,
        )
