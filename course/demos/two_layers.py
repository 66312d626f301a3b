"""A network of two inputs, two hidden units and one output: one sample forward and back, and the plane that it bends.

Like ``PhotoKernel`` it computes in the browser, because the reader drags the weights (decisions/0028); ``run`` is the
same computation in NumPy, and the browser tests hold both to PyTorch.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course.demos.parts import Words, in_languages
from course.demos.source_files import joined

BENDS = ("relu", "tanh", "sigmoid", "none")
LARGEST = 9  # a weight or a bias, in size
REACH = 3  # the plane shows inputs from −3 to 3
RATE = 0.1  # of a step downhill

CORNERS = [[1, 1, 0], [1, -1, 1], [-1, -1, 0], [-1, 1, 1]]
PRESETS: dict[str, dict[str, Any]] = {
    "by_hand": {
        "points": [[1, 2, 0]],
        "w1": [[1, 1], [1, -1]],
        "b1": [0, 0],
        "w2": [1, 1],
        "b2": 0,
        "bend": "relu",
    },
    "corners": {
        "points": CORNERS,
        "w1": [[1, -0.5], [-0.5, 1]],
        "b1": [0.2, -0.1],
        "w2": [0.5, 0.8],
        "b2": -0.1,
        "bend": "relu",
    },
    "solved": {
        "points": CORNERS,
        "w1": [[2, -2], [-2, 2]],
        "b1": [0, 0],
        "w2": [1, 1],
        "b2": -2,
        "bend": "relu",
    },
}

WORDS: Words = {
    "title": ("Two inputs, two units, one output", "两个输入，两个单元，一个输出"),
    "presets": ("Networks to begin with", "示例网络"),
    "by_hand": ("The sample by hand", "手算的样本"),
    "corners": ("Four corners", "四个角"),
    "solved": ("Four corners, solved", "四个角，已解决"),
    "plane": ("the plane of all inputs", "输入平面"),
    "plane_says": (
        "All inputs from −{reach} to {reach}: blue where the output is above 0, orange below. {points}",
        "从 −{reach} 到 {reach} 的所有输入：输出大于 0 处为蓝色，小于 0 处为橙色。{points}",
    ),
    "point": ("point {k} at ({x1}, {x2}), {label}", "点 {k}：({x1}, {x2})，{label}"),
    "graph": ("forward, and back (teal)", "前向；反向（青色）"),
    "x": ("sample", "样本"),
    "first": ("first layer", "第一层"),
    "units": ("hidden units", "隐藏单元"),
    "second": ("second layer", "第二层"),
    "answer": ("output", "输出"),
    "bias": ("bias", "偏置"),
    "loss": ("loss", "损失"),
    "bend": ("Bend", "激活函数"),
    "relu": ("ReLU", "ReLU"),
    "tanh": ("tanh", "tanh"),
    "sigmoid": ("sigmoid", "sigmoid"),
    "none": ("none", "无"),
    "label": ("Label", "标签"),
    "label_0": ("orange (−)", "橙色（−）"),
    "label_1": ("blue (+)", "蓝色（+）"),
    "chosen": ("Point", "点"),
    "one_step": ("One step downhill", "下降一步"),
    "many_steps": ("100 steps", "100 步"),
    "weight": ("weight from {from} to {to}", "从 {from} 到 {to} 的权重"),
    "bias_of": ("bias of {to}", "{to} 的偏置"),
    "says": (
        "Forward: a = ({a1}, {a2}), h = ({h1}, {h2}), z = {z}, so blue has probability {p}. "
        "The label is {label}: loss {loss}. Back: dz = {dz}, dh = ({dh1}, {dh2}), da = ({da1}, {da2}). {shut}",
        "前向：a = ({a1}, {a2})，h = ({h1}, {h2})，z = {z}，蓝色的概率为 {p}。"
        "标签为{label}：损失 {loss}。反向：dz = {dz}，dh = ({dh1}, {dh2})，da = ({da1}, {da2})。{shut}",
    ),
    "shut_one": (
        "Unit {unit} is shut, so none of its weights gets a gradient.",
        "单元 {unit} 关闭，它的权重都得不到梯度。",
    ),
    "shut_all": (
        "Both units are shut, so only the output's bias gets a gradient.",
        "两个单元都关闭，只有输出的偏置得到梯度。",
    ),
    "hint": (
        "Drag a weight up or down, or type it; drag a point about the plane. A line is as thick as its weight, blue "
        "above zero and orange below; the dashed teal line beside it is as thick as its gradient. "
        "Dashed in the plane: where a unit's sum is 0.",
        "上下拖动权重或直接输入；也可以拖动平面上的点。线的粗细表示权重，正为蓝，负为橙；旁边青色虚线的粗细表示梯度。"
        "平面上的虚线：单元的和为 0 的地方。",
    ),
}


def run(net: Mapping[str, Any], sample: Sequence[float]) -> dict[str, Any]:
    """Send one sample (x1, x2, label) forward and back; every number on the way.

    Sums ``a`` and hidden units ``h``, shape (2,); the output ``z``, the probability ``p`` of label 1 and the ``loss``;
    and the gradient of the loss for each: ``dz``, ``dh``, ``da``, ``dw1`` (2, 2), ``db1``, ``dw2`` (2,), ``db2``.
    ``net`` has ``w1`` (from input to unit), ``b1``, ``w2``, ``b2`` and the name of the ``bend``.
    """
    x, label = np.asarray(sample[:2], dtype=float), float(sample[2])
    w1, b1, w2 = (np.asarray(net[name], dtype=float) for name in ("w1", "b1", "w2"))
    a = x @ w1 + b1
    h, slope = _bent(net["bend"], a)
    z = float(h @ w2 + net["b2"])
    p = float(0.5 * (1 + np.tanh(z / 2)))  # the sigmoid, which never overflows so
    dz = p - label
    dh = w2 * dz
    da = dh * slope
    return {"a": a, "h": h, "z": z, "p": p, "loss": float(np.logaddexp(0, -z if label else z)), "dz": dz} | {
        "dw2": h * dz, "db2": dz, "dh": dh, "slope": slope, "da": da, "dw1": np.outer(x, da), "db1": da
    }  # fmt: skip


def _bent(bend: str, a: Any) -> tuple[Any, Any]:
    """The hidden units for their sums, and the slope at each."""
    if bend == "relu":
        return a * (a > 0), (a > 0) * 1.0
    if bend == "none":
        return a, np.ones_like(a)
    squeezed = np.tanh(a if bend == "tanh" else a / 2)
    if bend == "tanh":
        return squeezed, 1 - squeezed**2
    return (1 + squeezed) / 2, (1 - squeezed**2) / 4


def checked(name: str, values: ArrayLike, shape: tuple[int, ...]) -> Any:
    """The weights as plain numbers or lists.

    Raises
    ------
    ValueError
        If their shape differs, or a number is not finite or larger than 9 in size.
    """
    array = np.asarray(values, dtype=float)
    if array.shape != shape or not (np.abs(array) <= LARGEST).all():
        kind = f"numbers of shape {shape}" if shape else "one number"
        raise ValueError(f"{name} takes {kind} from −{LARGEST} to {LARGEST}; got {np.asarray(values).tolist()}")
    return array.tolist()


def as_points(points: ArrayLike) -> list[list[float]]:
    """One to eight points of the plane, each with its label.

    Raises
    ------
    ValueError
        If a point is not (x1, x2, label) with a label of 0 or 1, or lies outside the plane.
    """
    array = np.asarray(points, dtype=float)
    if array.ndim != 2 or array.shape[1:] != (3,) or not 1 <= len(array) <= 8:
        raise ValueError(f"the points are one to eight rows x1, x2, label; they have shape {array.shape}")
    if not np.isin(array[:, 2], (0, 1)).all() or not (np.abs(array[:, :2]) <= REACH).all():
        raise ValueError(f"a point lies between −{REACH} and {REACH}, and its label is 0 or 1")
    return [[x1, x2, int(label)] for x1, x2, label in array.tolist()]


class TwoLayers(anywidget.AnyWidget):
    """A 2-2-1 network whose nine numbers can be dragged, a sample going forward and back, and the plane that it cuts.

    ``points``, ``chosen``, ``w1``, ``b1``, ``w2``, ``b2`` and ``bend`` are synced both ways, and ``numbers()`` gives
    every number of the picture.

    Parameters
    ----------
    points : rows (x1, x2, label), coordinates from −3 to 3, label 1 for blue and 0 for orange
    w1 : shape (2, 2), from input (row) to hidden unit (column)
    b1 : shape (2,)
    w2 : shape (2,), from hidden unit to output
    b2 : float
    bend : "relu", "tanh", "sigmoid" or "none"
    chosen : the point whose numbers are shown, counted from 0

    Raises
    ------
    ValueError
        If a number or a shape is not as said, or there is no such bend or point.
    """

    _esm = joined("elements.js", "look.js", "two_layers_sum.js", "two_layers_picture.js", "two_layers.js")
    _css = joined("tokens.css", "look.css", "two_layers.css")

    kind = traitlets.Unicode("TwoLayers").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    presets = traitlets.Dict(PRESETS).tag(sync=True)
    reach = traitlets.Int(REACH).tag(sync=True)
    rate = traitlets.Float(RATE).tag(sync=True)
    points: traitlets.List[Any] = traitlets.List().tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    w1: traitlets.List[Any] = traitlets.List().tag(sync=True)
    b1: traitlets.List[Any] = traitlets.List().tag(sync=True)
    w2: traitlets.List[Any] = traitlets.List().tag(sync=True)
    b2 = traitlets.Float(0.0).tag(sync=True)
    bend = traitlets.Unicode("relu").tag(sync=True)

    def __init__(
        self,
        points: ArrayLike = ((1, 2, 0),),
        w1: ArrayLike = ((1, 1), (1, -1)),
        b1: ArrayLike = (0, 0),
        w2: ArrayLike = (1, 1),
        b2: float = 0,
        *,
        bend: str = "relu",
        chosen: int = 0,
    ) -> None:
        placed = as_points(points)
        if bend not in BENDS:
            raise ValueError(f"the bend is one of {', '.join(BENDS)}; got {bend!r}")
        if chosen not in range(len(placed)):
            raise ValueError(f"chosen is a point from 0 to {len(placed) - 1}; got {chosen}")
        super().__init__(
            points=placed,
            chosen=chosen,
            w1=checked("w1", w1, (2, 2)),
            b1=checked("b1", b1, (2,)),
            w2=checked("w2", w2, (2,)),
            b2=checked("b2", b2, ()),
            bend=bend,
        )

    def numbers(self) -> dict[str, Any]:
        """All that the network of the moment computes for the chosen point, forward and back (see ``run``)."""
        net = {name: getattr(self, name) for name in ("w1", "b1", "w2", "b2", "bend")}
        return run(net, self.points[self.chosen])
