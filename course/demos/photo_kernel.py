"""A photograph under a kernel of nine numbers that the reader edits.

The one sum that the browser computes by itself, because nobody can compute every kernel beforehand (decisions/0028);
``filtered`` is the same sum in NumPy, which the browser tests hold it to.
"""

import base64
from collections.abc import Mapping
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from course.demos.parts import Words, array_of, in_languages
from course.demos.source_files import joined

PRESETS: dict[str, tuple[list[list[int]], int]] = {
    "identity": ([[0, 0, 0], [0, 1, 0], [0, 0, 0]], 1),
    "blur": ([[1, 1, 1], [1, 1, 1], [1, 1, 1]], 9),
    "sharpen": ([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1),
    "across": ([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 1),
    "down": ([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], 1),
    "emboss": ([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], 1),
    "laplace": ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], 1),
}
SHOWN = ("auto", "grey", "signs")
SIDE = 512  # so many pixels in a row or a column at most: a change of the kernel is to be seen at once
LARGEST = 99  # a weight, or the divisor

WORDS: Words = {
    "title": ("Nine numbers, one photograph", "九个数，一张照片"),
    "presets": ("Kernels to begin with", "常用的卷积核"),
    "identity": ("Identity", "恒等"),
    "blur": ("Blur", "模糊"),
    "sharpen": ("Sharpen", "锐化"),
    "across": ("Edges ↔", "边缘 ↔"),
    "down": ("Edges ↕", "边缘 ↕"),
    "emboss": ("Emboss", "浮雕"),
    "laplace": ("Laplace", "拉普拉斯"),
    "photograph": ("photograph", "照片"),
    "result": ("result", "结果"),
    "signs_scale": ("− orange, 0 nothing, + blue", "负数橙色，0 无色，正数蓝色"),
    "grey_scale": ("cut at 0 and 255", "限制在 0 到 255"),
    "row": ("row", "行"),
    "column": ("column", "列"),
    "window": ("nine pixels", "九个像素"),
    "kernel": ("kernel", "卷积核"),
    "turned": ("kernel, turned by 180°", "卷积核，旋转 180°"),
    "weight": ("w, row {row}, column {column}", "w，第 {row} 行第 {column} 列"),
    "products": ("nine products", "九个乘积"),
    "sum": ("their sum", "它们的和"),
    "divide": ("Divide by", "除以"),
    "over": ("brighter than white: shown as 255", "比白还亮：显示为 255"),
    "over_divide": ("brighter than white: shown as 255. Divide by {total}?", "比白还亮：显示为 255。除以 {total}？"),
    "under": ("darker than black: shown as 0", "比黑还暗：显示为 0"),
    "full": ("full colour from 255 on", "从 255 起颜色不再变深"),
    "flip": ("Flip: convolution", "翻转：卷积"),
    "which": ("Photograph", "照片"),
    "shown": ("Show", "显示"),
    "auto": ("as fits the kernel", "按卷积核选择"),
    "grey": ("brightness", "亮度"),
    "signs": ("orange − and blue +", "橙色 −，蓝色 +"),
    "symmetric": (
        "Turned by 180° this kernel is itself: convolution and cross-correlation agree.",
        "这个卷积核旋转 180° 后不变：卷积和互相关相同。",
    ),
    "opposite": (
        "Turning this kernel by 180° turns the sign of every number: orange and blue change places, the edges stay.",
        "这个卷积核旋转 180° 后每个数变号：橙色和蓝色互换，边缘不变。",
    ),
    "differ": (
        "Convolution and cross-correlation differ here in {share} % of the pixels, by up to {most}. "
        "The mark in a corner shows where the kernel's first number went.",
        "这里卷积和互相关在 {share} % 的像素上不同，最多相差 {most}。角上的记号是卷积核的第一个数。",
    ),
    "hint": (
        "Point at a picture, or set row and column. A number of the kernel: type it, press ↑ or ↓, "
        "turn the wheel, or drag up and down.",
        "指向照片，或者填写行和列。卷积核的数：可以键入，按 ↑ 或 ↓，转动滚轮，或者上下拖动。",
    ),
    "says": (
        "Row {row}, column {column}: {terms}; sum {total}, divided by {divisor}: {value}.",
        "第 {row} 行第 {column} 列：{terms}；和为 {total}，除以 {divisor}：{value}。",
    ),
    "term": ("{pixel} times {weight}", "{pixel} 乘 {weight}"),
}


def filtered(photograph: ArrayLike, kernel: ArrayLike, divisor: int = 1, *, flip: bool = False) -> NDArray[np.float64]:
    """The photograph (H, W) under a kernel (3, 3), divided: (H − 2, W − 2), without padding.

    Cross-correlation; with ``flip`` convolution, for which the kernel is turned by 180 degrees.
    """
    weights = np.asarray(kernel, dtype=float)
    windows = sliding_window_view(np.asarray(photograph, dtype=float), weights.shape)
    return np.einsum("hwij,ij->hw", windows, weights[::-1, ::-1] if flip else weights) / divisor


def grey_bytes(name: str, photograph: ArrayLike) -> NDArray[np.uint8]:
    """The photograph as one byte a pixel.

    Raises
    ------
    ValueError
        If it is not a matrix of finite numbers from 0 to 255, or smaller than 3 by 3, or larger than 512 by 512.
    """
    grey = array_of(f"the photograph {name!r}", photograph, 2)
    if min(grey.shape) < 3 or max(grey.shape) > SIDE:
        raise ValueError(f"the photograph {name!r} is {grey.shape}; it needs 3 to {SIDE} pixels in rows and columns")
    if grey.min() < 0 or grey.max() > 255:
        raise ValueError(f"the photograph {name!r} has numbers outside 0 to 255; 0 is black and 255 is white")
    return np.rint(grey).astype(np.uint8)


def as_kernel(kernel: ArrayLike) -> list[list[int]]:
    """Three rows of three whole numbers.

    Raises
    ------
    ValueError
        If they are not, or one is larger than 99 or smaller than −99.
    """
    weights = array_of("the kernel", kernel, 2)
    if weights.shape != (3, 3) or (weights != np.rint(weights)).any() or np.abs(weights).max() > LARGEST:
        raise ValueError(
            f"the kernel is three rows of three whole numbers from −{LARGEST} to {LARGEST}; "
            "for fractions, use whole numbers and a divisor"
        )
    return [[int(weight) for weight in row] for row in weights]


class PhotoKernel(anywidget.AnyWidget):
    """Photographs under a kernel that can be edited, and the nine products behind one pixel of the result.

    ``kernel``, ``divisor``, ``flip``, ``row`` and ``column`` (the pixel looked at) are synced both ways, and
    ``result()`` is what the right-hand picture shows.

    Parameters
    ----------
    photographs : by the name that the reader sees, brightness from 0 to 255, shape (H, W)
    kernel : three rows of three whole numbers
    divisor : int from 1 to 99, what each sum is divided by
    flip : turn the kernel by 180 degrees: convolution instead of cross-correlation
    at : (row, column) of the pixel looked at; by default the middle of the first photograph

    Raises
    ------
    ValueError
        If there is no photograph, or one of these is not as said.
    """

    _esm = joined("elements.js", "look.js", "photo_sum.js", "photo_kernel.js")
    _css = joined("tokens.css", "look.css", "photo_kernel.css")

    kind = traitlets.Unicode("PhotoKernel").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    presets: traitlets.List[Any] = traitlets.List([[name, *preset] for name, preset in PRESETS.items()]).tag(sync=True)
    pictures: traitlets.List[Any] = traitlets.List().tag(sync=True)
    pixels: traitlets.List[Any] = traitlets.List().tag(sync=True)  # book/ext/demo_state.py lets the page wait for them
    picture = traitlets.Int(0).tag(sync=True)
    kernel: traitlets.List[Any] = traitlets.List().tag(sync=True)
    divisor = traitlets.Int(1, min=1, max=LARGEST).tag(sync=True)
    flip = traitlets.Bool(False).tag(sync=True)
    row = traitlets.Int(1).tag(sync=True)
    column = traitlets.Int(1).tag(sync=True)
    shown = traitlets.Enum(SHOWN, "auto").tag(sync=True)

    def __init__(
        self,
        photographs: Mapping[str, ArrayLike],
        kernel: ArrayLike = PRESETS["across"][0],
        divisor: int = 1,
        *,
        flip: bool = False,
        at: tuple[int, int] | None = None,
    ) -> None:
        if not photographs:
            raise ValueError('there is no photograph; give at least one by its name: {"my cat": array}')
        if divisor not in range(1, LARGEST + 1):
            raise ValueError(f"the divisor is a whole number from 1 to {LARGEST}; got {divisor!r}")
        self._photographs = [grey_bytes(name, each) for name, each in photographs.items()]
        height, width = self._photographs[0].shape
        row, column = at or (height // 2, width // 2)
        if not (1 <= row < height - 1 and 1 <= column < width - 1):
            raise ValueError(f"no window lies around row {row}, column {column} of {height} by {width} pixels")
        super().__init__(
            pictures=[[name, *grey.shape] for name, grey in zip(photographs, self._photographs, strict=True)],
            pixels=[base64.b64encode(grey.tobytes()).decode() for grey in self._photographs],
            kernel=as_kernel(kernel),
            divisor=divisor,
            flip=flip,
            row=row,
            column=column,
        )

    @traitlets.validate("kernel")
    def _whole(self, proposal: dict[str, Any]) -> list[list[int]]:
        return as_kernel(proposal["value"])

    def result(self) -> NDArray[np.float64]:
        """The photograph that is shown under the kernel of the moment, shape (H − 2, W − 2)."""
        return filtered(self._photographs[self.picture], self.kernel, self.divisor, flip=self.flip)
