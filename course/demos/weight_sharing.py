"""The weights of a layer, numbered: each connection its own, only the near ones, or the near ones shared."""

import numpy as np
from numpy.typing import NDArray

from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words

LAYERS, INPUTS = ("full", "local", "shared"), (5, 6, 7, 8)

WORDS: Words = {
    "title": ("Which weight is used where", "哪个权重用在哪里"),
    "W": ("weights by number", "权重编号"),
    "counts": ("counted", "计数"),
    "layer": ("Layer", "层"),
    "full": ("fully connected", "全连接"),
    "local": ("sparse, not shared", "稀疏，不共享"),
    "shared": ("sparse and shared: convolution", "稀疏且共享：卷积"),
    "inputs": ("Inputs", "输入个数"),
    "position": ("Connection", "连接"),
    "entries": ("entries", "矩阵元素"),
    "used": ("connections", "连接"),
    "free": ("weights", "权重"),
    "hint": (
        "A row for each output, a column for each input. Each number names a weight, a pale 0 is no connection. "
        "Framed: all connections with this weight.",
        "每个输出一行，每个输入一列。数字是权重的编号，浅色的 0 表示没有连接。加框：用这个权重的所有连接。",
    ),
    "says": (
        "From input {column} to output {row} by weight {weight}. "
        "Connections with this weight: {times}. Weights in all: {free}.",
        "输入 {column} 经权重 {weight} 到输出 {row}。用这个权重的连接：{times} 个。权重共 {free} 个。",
    ),
}


def weight_numbers(layer: str, inputs: int, width: int) -> NDArray[np.int_]:
    """The number of the weight from each input (column) to each output (row): 1, 2, 3, …, and 0 where there is none.

    There are inputs − width + 1 outputs, as for a narrow convolution with a kernel of ``width`` numbers.
    """
    outputs = inputs - width + 1
    ahead = np.arange(inputs) - np.arange(outputs)[:, None]  # how far the input lies to the right of the output
    near = (ahead >= 0) & (ahead < width)
    if layer == "shared":
        return np.where(near, ahead + 1, 0)
    connected = near if layer == "local" else np.ones_like(near)
    return np.where(connected, connected.cumsum().reshape(connected.shape), 0)


def frame(layer: str, inputs: int, width: int) -> Frame:
    """The table of weight numbers, the connections that share a weight, and the three counts."""
    table = weight_numbers(layer, inputs, width)
    connections = [(row, column) for row, column in np.argwhere(table).tolist()]
    alike = [[cell for cell in connections if table[cell] == table[here]] for here in connections]
    counts = [table.size, len(connections), int(table.max())]
    grids = [
        Grid("W", table.astype(float), path=connections, marks=alike, picks=True, faint=True, toned=False),
        Grid(
            "counts",
            np.array(counts, float)[:, None],
            panel=1,
            at=(0, 3),
            names=("entries", "used", "free"),
            toned=False,
        ),
    ]
    words = [
        {"weight": int(table[here]), "times": len(cells), "free": counts[2]}
        for here, cells in zip(connections, alike, strict=True)
    ]
    return Frame(grids, words=words)


class WeightSharing(Demo):
    """A layer as a table of weight numbers; of one connection, all those that use the same weight.

    Parameters
    ----------
    width : int from 1 to 5, how many neighbouring inputs an output of a sparse layer reads
    layer : "full", "local" or "shared"
    inputs : 5, 6, 7 or 8; the layer has inputs − width + 1 outputs
    position : the connection to begin with

    Raises
    ------
    ValueError
        If one of them is not among these.
    """

    def __init__(self, width: int = 3, *, layer: str = "full", inputs: int = 7, position: int = 0) -> None:
        if not 1 <= width <= min(INPUTS):
            raise ValueError(f"width is a number from 1 to {min(INPUTS)}; got {width}")
        super().__init__(
            WORDS,
            [Control("layer", "choice", LAYERS), Control("inputs", "slider", INPUTS)],
            lambda layer, inputs: frame(layer, inputs, width),
            fitted=True,
            start=(layer, inputs),
            position=position,
        )
