"""A formula of the reader's own, folded node by node by a trained child-sum Tree-LSTM of four units.

Like ``LstmCell`` it computes in the browser, because the reader writes the formula (decisions/0028); ``parse`` and
``fold`` are the same in Python, and the tests hold both to PyTorch.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from course.demos.parts import Words, in_languages
from course.demos.source_files import joined

HERE = Path(__file__).parent
MOST = 20  # nodes: a larger tree is too small to be read
SAMPLES = (
    "T and F",
    "F or F or (T and T)",
    "not (T and F)",
    "(T and F) or not F",
    "not ((T and T) and (T and F))",
    "not (not (F or (T and not F)) and T)",
)

ERRORS: Words = {
    "ends": ("the formula ends too early", "公式不完整"),
    "unexpected": (
        "“{word}” does not fit there; use T, F, and, or, not and brackets",
        "“{word}”不能放在那里；请用 T、F、and、or、not 和括号",
    ),
    "unclosed": ("a bracket is not closed", "有括号没有闭合"),
    "mixed": ("and and or side by side need brackets", "and 和 or 并列时需要括号"),
    "long": ("the formula has {word} nodes; at most {most} fit", "公式有 {word} 个节点；最多 {most} 个"),
}

WORDS: Words = {
    "title": ("A tree folds", "一棵树的折叠"),
    "text": ("Formula", "公式"),
    "one_gate": ("One forget gate for all children", "所有子节点共用一个遗忘门"),
    "position": ("Node", "节点"),
    "unit": ("unit {unit}", "单元 {unit}"),
    "numbers": ("The numbers of the lit node, a column for each unit", "选中节点的数，每列一个单元"),
    "child": ("child {k}: {word}", "子节点 {k}：{word}"),
    "node": ("node {place} of {count}, {word}", "节点 {place}（共 {count} 个），{word}"),
    "tree": ("The tree of {text}. {folded}", "{text} 的树。{folded}"),
    "true": ("true", "真"),
    "false": ("false", "假"),
    "leaf": (
        "Node {place} of {count}, {word}: no children. Unit {unit}: c = i·g = {i}·{g} = {c}, h = {o}·tanh({c}) = {h}.",
        "节点 {place}（共 {count} 个），{word}：没有子节点。"
        "单元 {unit}：c = i·g = {i}·{g} = {c}，h = {o}·tanh({c}) = {h}。",
    ),
    "inner": (
        "Node {place} of {count}, {word}. Unit {unit}: c = {kept} + {i}·{g} = {c}, h = {o}·tanh({c}) = {h}.",
        "节点 {place}（共 {count} 个），{word}。单元 {unit}：c = {kept} + {i}·{g} = {c}，h = {o}·tanh({c}) = {h}。",
    ),
    "says": (
        "Read out here: {said} ({chance}\u00a0%), and that is {right}.",
        "在此读出：{said}（{chance}\u00a0%），{right}。",
    ),
    "right": ("right", "正确"),
    "wrong": ("wrong", "错误"),
    "hint": (
        "Type a formula of T, F, and, or, not and brackets, or take one of those above. Move the node, or click one. "
        "A line is as thick as the forget gate of its child, in the unit whose column is marked; press a unit to "
        "change it.",
        "输入由 T、F、and、or、not 和括号组成的公式，或选上面的一个。移动或点击节点。"
        "线的粗细是选中单元中该子节点的遗忘门；按单元的名字可更换单元。",
    ),
    **{f"error_{name}": pair for name, pair in ERRORS.items()},
}

Weights = Mapping[str, Any]


@dataclass(frozen=True)
class Node:
    """A word of a formula, and the places of its children in the list of nodes."""

    word: str
    kids: tuple[int, ...]


def trained() -> dict[str, Any]:
    """The weights that scripts/train_tree_lstm.py has found, rounded to two decimals."""
    return json.loads((HERE / "tree_lstm.json").read_text(encoding="utf-8"))


def parse(text: str) -> list[Node]:
    """The nodes of a formula, children before parents; operators of one kind in a row are one node.

    Raises
    ------
    ValueError
        If the text is no formula of T, F, and, or, not and brackets, or has more than 20 nodes.
    """
    signs = re.findall(r"[()]|[^\s()]+", text)
    nodes: list[Node] = []

    def fail(error: str, word: object = "") -> ValueError:
        return ValueError(ERRORS[error][0].format(word=word, most=MOST))

    def add(word: str, kids: Sequence[int]) -> int:
        nodes.append(Node(word, tuple(kids)))
        return len(nodes) - 1

    def operand() -> int:
        if not signs:
            raise fail("ends")
        sign = signs.pop(0)
        word = sign.lower()
        if word in "tf":
            return add(word.upper(), ())
        if word == "not":
            return add(word, [operand()])
        if sign != "(":
            raise fail("unexpected", sign)
        inner = formula()
        if not signs:
            raise fail("unclosed")
        if signs[0] != ")":
            raise fail("unexpected", signs[0])
        signs.pop(0)
        return inner

    def formula() -> int:
        kids = [operand()]
        operator = signs[0].lower() if signs else ""
        if operator not in ("and", "or"):
            return kids[0]
        while signs and signs[0].lower() in ("and", "or"):
            if signs.pop(0).lower() != operator:
                raise fail("mixed")
            kids.append(operand())
        return add(operator, kids)

    formula()
    if signs:
        raise fail("unexpected", signs[0])
    if len(nodes) > MOST:
        raise fail("long", len(nodes))
    return nodes


def fold(weights: Weights, nodes: Sequence[Node], *, one_gate: bool = False) -> list[dict[str, Any]]:
    """Compute every node's state from those of its children; for each a dictionary of all numbers on the way.

    ``total`` (U,) is the sum of the children's h; ``i``, ``g``, ``o`` (U,) are gates and candidate; ``forget`` and
    ``kept`` (k, U) have a row for each child; ``write`` is i times g; then ``c`` and ``h``, and ``chance``, the
    probability of true. With ``one_gate`` all children share the forget gate of their sum.

    Source: Tai, Socher and Manning (2015), eqs. 2 to 8.
    """
    w = {name: np.asarray(weights[name], dtype=float) for name in ("x", "h", "out")}
    units = len(w["out"])
    of_word, of_state = w["x"].reshape(4, units, -1), w["h"].reshape(4, units, units)
    done: list[dict[str, Any]] = []
    for node in nodes:
        k = list(weights["words"]).index(node.word)
        hidden = np.array([done[kid]["h"] for kid in node.kids]).reshape(len(node.kids), units)
        cells = np.array([done[kid]["c"] for kid in node.kids]).reshape(len(node.kids), units)
        total = hidden.sum(axis=0)
        seen = np.broadcast_to(total, hidden.shape) if one_gate else hidden
        write_gate, _, candidate, show = (of_word[p, :, k] + of_state[p] @ total for p in range(4))
        parts = {"total": total, "i": _sigmoid(write_gate), "g": np.tanh(candidate), "o": _sigmoid(show)}
        parts["forget"] = _sigmoid(of_word[1, :, k] + seen @ of_state[1].T)
        parts["kept"] = parts["forget"] * cells
        parts["write"] = parts["i"] * parts["g"]
        parts["c"] = parts["kept"].sum(axis=0) + parts["write"]
        parts["h"] = parts["o"] * np.tanh(parts["c"])
        done.append({**parts, "chance": float(_sigmoid(w["out"] @ parts["h"] + weights["out_b"]))})
    return done


def _sigmoid(sums: Any) -> NDArray[np.float64]:
    return 0.5 * (1 + np.tanh(np.asarray(sums) / 2))  # never overflows


class TreeLstm(anywidget.AnyWidget):
    """A formula as a tree that a trained child-sum Tree-LSTM folds from its leaves to its root, every number shown.

    ``text``, ``position`` (the node, counted from 0, children before parents), ``one_gate`` and ``unit`` (1 to 4,
    whose sum is written out) are synced both ways, and ``numbers()`` gives every number of the picture.

    Parameters
    ----------
    text : a formula of T, F, and, or, not and brackets, with at most 20 nodes
    position : the node to begin with; by default the root
    one_gate : whether all children share one forget gate; the weights were trained with one for each

    Raises
    ------
    ValueError
        If the text is no such formula, or has no such node.
    """

    _esm = joined("elements.js", "look.js", "graph.js", "tree_sum.js", "tree_lstm.js")
    _css = joined("tokens.css", "look.css", "graph.css", "tree_lstm.css")

    kind = traitlets.Unicode("TreeLstm").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    samples: traitlets.List[Any] = traitlets.List(list(SAMPLES)).tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)
    weights = traitlets.Dict().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    position = traitlets.Int(0).tag(sync=True)
    one_gate = traitlets.Bool(False).tag(sync=True)
    unit = traitlets.Int(1, min=1).tag(sync=True)

    def __init__(self, text: str = SAMPLES[4], *, position: int | None = None, one_gate: bool = False) -> None:
        nodes = parse(text)
        place = len(nodes) - 1 if position is None else position
        if place not in range(len(nodes)):
            raise ValueError(f"position is a node from 0 to {len(nodes) - 1}; got {position}")
        super().__init__(weights=trained(), text=text, position=place, one_gate=one_gate)

    def numbers(self) -> list[dict[str, Any]]:
        """The numbers of all nodes of the formula of the moment (see ``fold``)."""
        return fold(self.weights, parse(self.text), one_gate=self.one_gate)
