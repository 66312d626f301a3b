"""A filter that another network makes: a direction in, a kernel of nine weights out, and what it does to a picture."""

from collections.abc import Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from course.demos.parts import Words, array_of, in_languages, plain
from course.demos.source_files import joined

WORDS: Words = {
    "title": ("The direction makes the kernel", "方向决定卷积核"),
    "picture": ("the picture", "图像"),
    "direction": ("Direction", "方向"),
    "degrees": ("{angle}°", "{angle}°"),
    "makes": ("makes", "生成"),
    "kernel": ("its kernel", "它的卷积核"),
    "result": ("the result", "结果"),
    "weight": ("w, row {row}, column {column}: {value}", "w，第 {row} 行第 {column} 列：{value}"),
    "known": ("Direction {angle}°, one of those it was trained on. ", "方向 {angle}°，训练时用过的方向之一。"),
    "unknown": ("Direction {angle}°, in which it was never trained. ", "方向 {angle}°，训练时从未用过。"),
    "says": (
        "The largest weight, {largest}, lies in row {row}, column {column} of the kernel.",
        "最大的权重 {largest} 在卷积核的第 {row} 行第 {column} 列。",
    ),
    "hint": (
        "Drag the arrow, or move the slider. 0° is to the right, and angles go anticlockwise. "
        "Dots on the dial are the directions of the training.",
        "拖动箭头，或者移动滑块。0° 向右，角度按逆时针方向增加。表盘上的点是训练用过的方向。",
    ),
}


def filtered(picture: NDArray[np.float64], kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """The picture (H, W) under a kernel (3, 3), with a frame of zeros: (H, W); the kernel is not flipped."""
    return np.einsum("hwij,ij->hw", sliding_window_view(np.pad(picture, 1), (3, 3)), kernel)


class DynamicFilter(anywidget.AnyWidget):
    """A dial, the kernel that was made for its direction, and the picture before and after.

    ``direction``, the index of the angle, is synced both ways.

    Parameters
    ----------
    picture : array_like, shape (H, W), brightness from 0 to 255
    kernels : array_like, shape (A, 3, 3); kernel a was made for the angle 360 · a / A degrees
    trained : the indices of the directions that the network was trained on
    direction : the index to begin with

    Raises
    ------
    ValueError
        If one of them is not as said.
    """

    _esm = joined("elements.js", "look.js", "dynamic_filter.js")
    _css = joined("tokens.css", "look.css", "dynamic_filter.css")

    kind = traitlets.Unicode("DynamicFilter").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    picture: traitlets.List[Any] = traitlets.List().tag(sync=True)
    kernels: traitlets.List[Any] = traitlets.List().tag(sync=True)
    results: traitlets.List[Any] = traitlets.List().tag(sync=True)
    trained: traitlets.List[int] = traitlets.List().tag(sync=True)
    direction = traitlets.Int(0).tag(sync=True)

    def __init__(
        self, picture: ArrayLike, kernels: ArrayLike, *, trained: Sequence[int] = (), direction: int = 0
    ) -> None:
        grey, made = array_of("the picture", picture, 2), np.asarray(kernels, dtype=float)
        if made.ndim != 3 or made.shape[1:] != (3, 3) or not len(made) or not np.isfinite(made).all():
            raise ValueError(f"kernels are finite numbers of shape (A, 3, 3), A one or more; got shape {made.shape}")
        if grey.min() < 0 or grey.max() > 255 or max(grey.shape) > 64:
            raise ValueError(f"the picture has at most 64 rows and columns of numbers from 0 to 255; got {grey.shape}")
        for index in (*trained, direction):
            if index not in range(len(made)):
                raise ValueError(f"a direction is a whole number from 0 to {len(made) - 1}; got {index!r}")
        made = np.round(made, 2)  # what is shown is what is computed with
        super().__init__(
            picture=np.rint(grey).astype(int).tolist(),
            kernels=plain(made),
            results=[np.clip(np.rint(filtered(grey, kernel)), 0, 255).astype(int).tolist() for kernel in made],
            trained=list(trained),
            direction=direction,
        )
