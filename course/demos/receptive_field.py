"""A stack of dilated layers: the tree of inputs behind one output, the paths to each, and the same on a picture."""

import base64
from collections.abc import Sequence
from itertools import product
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course.demos.parts import Words, array_of, in_languages
from course.demos.source_files import joined

COLUMNS = 33  # the inputs of the row
SIDE = 160  # so many pixels in a row or a column of the picture at most
WIDTH = 3  # every layer's kernel

PATTERNS: dict[str, tuple[int, ...]] = {
    "plain": (1, 1, 1, 1),
    "doubling": (1, 2, 4, 8),
    "block": (1, 1, 2),
    "holes": (2, 2, 2),
}

WORDS: Words = {
    "title": ("What one output sees", "一个输出能看到什么"),
    "patterns": ("Dilations, from the input up", "膨胀率，从输入往上"),
    "plain": ("1, 1, 1, 1", "1, 1, 1, 1"),
    "doubling": ("1, 2, 4, 8", "1, 2, 4, 8"),
    "block": ("1, 1, 2", "1, 1, 2"),
    "holes": ("2, 2, 2", "2, 2, 2"),
    "layer": ("Look from layer", "从哪一层看"),
    "place": ("Place", "位置"),
    "input": ("input", "输入"),
    "level": ("layer {level}", "第 {level} 层"),
    "dilation": ("D = {dilation}", "D = {dilation}"),
    "picture": ("The same layers on a picture", "同样的层用在图像上"),
    "row": ("Row", "行"),
    "column": ("Column", "列"),
    "tree": (
        "From layer {layer}, place {place}. Inputs it reads, with the number of paths to each: {counts}.",
        "从第 {layer} 层位置 {place} 看。它读到的输入和到每个输入的路径数：{counts}。",
    ),
    "says": (
        "One output of layer {layer} spans {span} inputs and reads {read} of them. "
        "Its {paths} paths are spread unevenly: up to {most} lead to one input, and {least} to the outermost.",
        "第 {layer} 层的一个输出跨越 {span} 个输入，读其中 {read} 个。"
        "它的 {paths} 条路径并不均匀：最多 {most} 条通到同一个输入，最外面的只有 {least} 条。",
    ),
    "says_evenly": (
        "One output of layer {layer} spans {span} inputs and reads {read} of them, each along {most} path of {paths}.",
        "第 {layer} 层的一个输出跨越 {span} 个输入，读其中 {read} 个，共 {paths} 条路径，每个输入各 {most} 条。",
    ),
    "says_picture": (
        "{square} pixels lie in the square, and one output reads {pixels} of them.",
        "方框内有 {square} 个像素，一个输出读到其中 {pixels} 个。",
    ),
    "hint": (
        "Click a circle above the input, or move the sliders. Filled circles take part, and a dashed one lies in the "
        "field and is never read. The row goes on beyond both ends. On the picture, point at a pixel.",
        "点击输入上方的圆圈，或者移动滑块。实心的圆参与计算，虚线的圆在感受野之内却从不被读到。这一行在两端之外还在继续。在图像上，指向一个像素。",
    ),
}


def paths(dilations: Sequence[int]) -> list[list[list[int]]]:
    """The nodes on which one output depends, layer by layer from the output down, each as [offset, number of paths].

    ``dilations`` stand input side first; every layer has a centred kernel of three weights. The last list holds the
    inputs.
    """
    levels = [{0: 1}]
    for dilation in reversed(dilations):
        below: dict[int, int] = {}
        for (node, ways), step in product(levels[-1].items(), (-dilation, 0, dilation)):
            below[node + step] = below.get(node + step, 0) + ways
        levels.append(below)
    return [[[node, ways] for node, ways in sorted(level.items())] for level in levels]


def facts(dilations: Sequence[int]) -> dict[str, Any]:
    """The words of the sentence about one output: how far it spans, what it reads of that, and along how many paths."""
    inputs = paths(dilations)[-1]
    ways = [each[1] for each in inputs]
    span = inputs[-1][0] - inputs[0][0] + 1
    return {
        "layer": len(dilations),
        "span": span,
        "read": len(inputs),
        "paths": sum(ways),
        "most": max(ways),
        "least": ways[0],
        "square": span**2,
        "pixels": len(inputs) ** 2,
        "says": "says_evenly" if max(ways) == min(ways) else "says",
    }


class ReceptiveField(anywidget.AnyWidget):
    """The inputs behind one output of a stack of dilated layers, as a tree over a row and as a square on a picture.

    ``pattern``, ``layer`` and ``place`` are synced both ways, and so are ``row`` and ``column`` of the pixel looked at.

    Parameters
    ----------
    picture : array_like, shape (H, W), brightness from 0 to 255; without it there is the tree alone
    dilations : "plain" (1, 1, 1, 1), "doubling" (1, 2, 4, 8), "block" (1, 1, 2) or "holes" (2, 2, 2)
    layer : the layer in which the output lies, from 1; by default the last
    place : from 0 to 32, where in its row the output lies

    Raises
    ------
    ValueError
        If one of them is not as said.
    """

    _esm = joined("elements.js", "look.js", "receptive_field.js")
    _css = joined("tokens.css", "look.css", "receptive_field.css")

    kind = traitlets.Unicode("ReceptiveField").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    columns = traitlets.Int(COLUMNS).tag(sync=True)
    patterns: traitlets.List[Any] = traitlets.List().tag(sync=True)
    size: traitlets.List[int] = traitlets.List().tag(sync=True)
    picture = traitlets.Unicode().tag(sync=True)
    pattern = traitlets.Int(0).tag(sync=True)
    layer = traitlets.Int(1).tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    column = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        picture: ArrayLike | None = None,
        dilations: str = "doubling",
        *,
        layer: int | None = None,
        place: int = COLUMNS // 2,
    ) -> None:
        if dilations not in PATTERNS:
            raise ValueError(f"dilations is one of {', '.join(map(repr, PATTERNS))}; got {dilations!r}")
        layers = len(PATTERNS[dilations])
        if layer is not None and layer not in range(1, layers + 1):
            raise ValueError(f"layer is a whole number from 1 to {layers}; got {layer!r}")
        if place not in range(COLUMNS):
            raise ValueError(f"place is a whole number from 0 to {COLUMNS - 1}; got {place!r}")
        grey = np.zeros((0, 0), np.uint8) if picture is None else _grey_bytes(picture)
        super().__init__(
            patterns=[
                {
                    "name": name,
                    "dilations": list(pattern),
                    "trees": [paths(pattern[:top]) for top in range(1, len(pattern) + 1)],
                    "facts": [facts(pattern[:top]) for top in range(1, len(pattern) + 1)],
                }
                for name, pattern in PATTERNS.items()
            ],
            size=list(grey.shape),
            picture=base64.b64encode(grey.tobytes()).decode(),
            pattern=list(PATTERNS).index(dilations),
            layer=layer or layers,
            place=place,
            row=grey.shape[0] // 2,
            column=grey.shape[1] // 2,
        )


def _grey_bytes(picture: ArrayLike) -> NDArray[np.uint8]:
    """The picture as one byte a pixel."""
    grey = array_of("the picture", picture, 2)
    if max(grey.shape) > SIDE or grey.min() < 0 or grey.max() > 255:
        raise ValueError(
            f"the picture has at most {SIDE} rows and columns, and numbers from 0 to 255; "
            f"got shape {grey.shape}, numbers from {grey.min():g} to {grey.max():g}"
        )
    return np.rint(grey).astype(np.uint8)
