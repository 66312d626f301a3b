"""A small trained LSTM at work on a text: which gate opens at which character, and every number on the way.

Like ``PhotoKernel`` it computes in the browser, because the reader types the text (decisions/0028); ``run`` is the
same computation in NumPy, and the browser tests hold both to ``torch.nn.LSTM``. scripts/train_lstm_cell.py trains it.
"""

import json
from collections.abc import Mapping
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course.demos.parts import Words, in_languages
from course.demos.source_files import HERE, joined

SAMPLES = ("3a!7bc?42?", "!4?!9?ab?", "12?!5a!a8?", "!0abcdefgh6?")
LONGEST = 24  # characters of a text: more strips than that are too thin to be told apart
UNITS = 8  # at most: more threads do not fit into a bundle
WIRES = ("f", "i", "g", "o", "c0", "keep", "write", "c", "tanh", "h", "h0", "x")

WORDS: Words = {
    "title": ("A cell that decides what to keep", "会决定记住什么的记忆元"),
    "text": ("Text", "文本"),
    "position": ("Step", "时间步"),
    "back": ("One step back", "上一步"),
    "on": ("One step on", "下一步"),
    "play": ("Play", "播放"),
    "pause": ("Pause", "暂停"),
    "reads": ("reads", "读入"),
    "answers": ("says", "说出"),
    "does_f": ("forget", "遗忘"),
    "does_i": ("write", "写入"),
    "does_g": ("new", "候选"),
    "does_o": ("show", "输出"),
    "strip_i": ("write i", "写入 i"),
    "strip_f": ("forget f", "遗忘 f"),
    "strip_o": ("show o", "输出 o"),
    "strip_c": ("cell c", "记忆元 c"),
    "wire": ("Wire", "线路"),
    "unit": ("unit", "单元"),
    "alone": ("Unit", "单元"),
    "all": ("all", "全部"),
    "from_x": ("from x", "来自 x"),
    "from_h": ("from h", "来自 h"),
    "bias": ("bias", "偏置"),
    "sum": ("sum", "和"),
    "before": ("c before", "之前的 c"),
    "wire_f": ("the forget gate, how much of each unit stays", "遗忘门：每个单元保留多少"),
    "wire_i": ("the input gate, how much is written", "输入门：写入多少"),
    "wire_g": ("the candidate, what could be written", "候选状态：可以写入什么"),
    "wire_o": ("the output gate, how much is shown", "输出门：输出多少"),
    "wire_c0": ("what the cell held", "记忆元之前的状态"),
    "wire_keep": ("what stays", "保留下来的"),
    "wire_write": ("what is written", "写入的"),
    "wire_c": ("the new cell state", "记忆元的新状态"),
    "wire_tanh": ("the cell, squeezed between −1 and 1", "压缩到 −1 与 1 之间的记忆元"),
    "wire_h": ("what is shown", "输出的隐藏状态"),
    "wire_h0": ("what the step before showed: every gate looks at it", "上一步的输出：每个门都看它"),
    "wire_x": (
        "the character, one of thirteen: it picks its column of each matrix",
        "字符，十三个之一：选出每个矩阵的一列",
    ),
    "says": (
        "Step {step} of {steps} reads “{character}”. Of {n} units, {i} write, {f} keep, {o} show; {changed} change. "
        "{said}",
        "第 {step} 步（共 {steps} 步）读入“{character}”。{n} 个单元中，写入 {i} 个，保留 {f} 个，输出 {o} 个；"
        "改变 {changed} 个。{said}",
    ),
    "silent": ("It says nothing.", "不说话。"),
    "speaks": ("It says {digit} ({chance} %).", "说出 {digit}（{chance} %）。"),
    "hint": (
        "Blue threads carry positive numbers, orange ones negative; the thicker, the larger. Each thread is one unit. "
        "A pink bar is a gate: along its thread it is open, across it is shut. Click a bundle for its numbers.",
        "蓝线是正数，橙线是负数；越粗，数越大。每条线是一个单元。粉色的短杠是门：顺着线是开，横着是关。点击一束线看它的数。",
    ),
}

Weights = Mapping[str, Any]


def trained() -> dict[str, Any]:
    """The weights that scripts/train_lstm_cell.py has found, rounded to two decimals."""
    return json.loads((HERE / "lstm_cell.json").read_text(encoding="utf-8"))


def checked(weights: Weights) -> dict[str, Any]:
    """The weights as plain lists.

    Raises
    ------
    ValueError
        If a part is missing, or the parts' shapes do not fit each other.
    """
    missing = {"symbols", "says", "x", "h", "b", "out", "out_b"} - weights.keys()
    if missing:
        raise ValueError(f"the weights lack {', '.join(sorted(missing))}")
    units = len(weights["b"]) // 4
    if not 1 <= units <= UNITS:
        raise ValueError(f"b holds four blocks of 1 to {UNITS} units; it has {len(weights['b'])} numbers")
    symbols, answers = len(weights["symbols"]), len(weights["says"])
    shapes = {"x": (4 * units, symbols), "h": (4 * units, units), "b": (4 * units,)}
    shapes |= {"out": (answers, units), "out_b": (answers,)}
    for name, shape in shapes.items():
        if np.shape(weights[name]) != shape:
            raise ValueError(f"{name} has shape {np.shape(weights[name])}; {units} units need {shape}")
    plain = {name: np.asarray(weights[name], dtype=float).tolist() for name in shapes}
    return {"symbols": weights["symbols"], "says": weights["says"], **plain}


def run(weights: Weights, text: str) -> list[dict[str, Any]]:
    """Read a text; for each character a dictionary of all that the cell computes on the way.

    Gates ``i``, ``f``, ``o`` and candidate ``g``, shape (units,); ``c0`` and ``h0`` are the states before, ``keep`` is
    f ⊙ c0 and ``write`` is i ⊙ g, ``c``, ``tanh`` and ``h`` follow; ``scores`` has a number for each answer, and
    ``said`` is the likeliest with its probability ``chance``. A character that is no symbol is read as the last one.
    """
    w = {name: np.asarray(weights[name], dtype=float) for name in ("x", "h", "b", "out", "out_b")}
    units = w["h"].shape[1]
    h = c = np.zeros(units)
    steps = []
    for character in text:
        sums = w["x"][:, weights["symbols"].find(character)] + w["h"] @ h + w["b"]
        i, f, g, o = sums.reshape(4, units)
        i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
        parts = {"h0": h, "c0": c, "i": i, "f": f, "g": g, "o": o, "keep": f * c, "write": i * g}
        c = parts["keep"] + parts["write"]
        h = o * np.tanh(c)
        scores = w["out"] @ h + w["out_b"]
        powers = np.exp(scores - scores.max())
        said, chance = weights["says"][int(scores.argmax())], float(1 / powers.sum())
        steps.append(
            {"character": character, **parts, "c": c, "tanh": np.tanh(c), "h": h}
            | {"scores": scores, "said": said, "chance": chance}
        )
    return steps


def _sigmoid(sums: ArrayLike) -> NDArray[np.float64]:
    return 0.5 * (1 + np.tanh(np.asarray(sums) / 2))  # never overflows


class LstmCell(anywidget.AnyWidget):
    """An LSTM of six units, drawn wire by wire, that reads a text which can be changed.

    It was trained to keep the digit after "!", to say it at every "?", and to ignore the rest. ``text``, ``position``,
    ``wire`` (whose numbers are read) and ``unit`` (1 … to see one alone, 0 for all) are synced both ways, and
    ``steps()`` gives every number of the picture.

    Parameters
    ----------
    text : up to 24 characters
    position : the step to begin with, counted from 0
    weights : another network's, as ``trained()`` gives them: ``x`` of shape (4n, symbols), ``h`` (4n, n), ``b`` (4n,)
        in PyTorch's order i, f, g, o; ``out`` (answers, n), ``out_b`` (answers,); a character for each of the
        ``symbols``, the last for all others, and for each answer that it ``says``, "-" for none

    Raises
    ------
    ValueError
        If the text is too long, the position outside it, or the weights do not fit each other.
    """

    _esm = joined("elements.js", "look.js", "lstm_sum.js", "lstm_loom.js", "lstm_cell.js")
    _css = joined("tokens.css", "look.css", "lstm_cell.css")

    kind = traitlets.Unicode("LstmCell").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    samples: traitlets.List[Any] = traitlets.List(list(SAMPLES)).tag(sync=True)
    weights = traitlets.Dict().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    position = traitlets.Int(0).tag(sync=True)
    wire = traitlets.Enum(WIRES, "i").tag(sync=True)
    unit = traitlets.Int(0).tag(sync=True)

    def __init__(self, text: str = SAMPLES[0], *, position: int = 0, weights: Weights | None = None) -> None:
        if not 1 <= len(text) <= LONGEST:
            raise ValueError(f"the text has {len(text)} characters; give it 1 to {LONGEST}")
        if position not in range(len(text)):
            raise ValueError(f"position is a step from 0 to {len(text) - 1}; got {position}")
        super().__init__(weights=checked(weights or trained()), text=text, position=position)

    def steps(self) -> list[dict[str, Any]]:
        """The numbers that the cell computes at each character of the text of the moment (see ``run``)."""
        return run(self.weights, self.text)
