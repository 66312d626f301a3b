"""Two sentences read together in four ways: which states there are, and which words each of them may see."""

import re
from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from course.demos.parts import Words, in_languages
from course.demos.source_files import joined

WAYS = ("parallel", "attention", "loose", "tight")
MOST = 5  # words of a sentence
SAMPLES = (("a dog runs", "an animal moves"), ("a boy kicks a ball", "someone is outside"))

WORDS: Words = {
    "title": ("Two sentences, and which state may see what", "两个句子：哪个状态能看到什么"),
    "ways": ("Read them", "读法"),
    "parallel": ("(a) in parallel", "(a) 并行"),
    "attention": ("(b) with attention", "(b) 注意力"),
    "loose": ("(c) loosely coupled", "(c) 松耦合"),
    "tight": ("(d) tightly coupled", "(d) 紧耦合"),
    "first": ("First sentence, down", "第一句（向下）"),
    "second": ("Second sentence, across", "第二句（向右）"),
    "state": ("State", "状态"),
    "picture": ("{way}, {count} states. {says}", "{way}，{count} 个状态。{says}"),
    "name_1": ("State {i} of the first LSTM", "第一个 LSTM 的状态 {i}"),
    "name_2": ("State {j} of the second LSTM", "第二个 LSTM 的状态 {j}"),
    "name_1_pair": ("At “{x}” and “{y}”, the first LSTM's state", "“{x}”与“{y}”处，第一个 LSTM 的状态"),
    "name_2_pair": ("At “{x}” and “{y}”, the second LSTM's state", "“{x}”与“{y}”处，第二个 LSTM 的状态"),
    "name_0_pair": ("At “{x}” and “{y}”, the one state", "“{x}”与“{y}”处的状态"),
    "sees": (
        "{name} sees {first} of the first sentence and {second} of the second. It reads {states} directly.",
        "{name}看到第一句中的{first}和第二句中的{second}。它直接读取 {states}。",
    ),
    "run": ("“{words}”", "“{words}”"),
    "nothing": ("nothing", "（无）"),
    "no_state": ("no other state", "不读取其他状态"),
    "one_state": ("1 other state", "1 个其他状态"),
    "states": ("{count} other states", "{count} 个其他状态"),
    "hint": (
        "Choose a way, and click a state. A blue band comes from the word that it reads, bold lines from the states "
        "that it reads; by the thin violet ones it sees the rest. Words with a dashed edge it cannot see. Both "
        "sentences can be rewritten, up to five words each.",
        "选择一种读法，再点击一个状态。蓝色的宽带来自它读的词，粗线来自它直接读的状态，细紫线是它间接看到其余部分的路；"
        "虚线框中的词它看不到。两句都可以改写，每句最多五个词。",
    ),
}

State = tuple[int, int, int]  # which LSTM (1, 2, or 0 for the one of both), and its place (i, j), counted from 1
Reads = dict[State, list[State]]


def reads(way: str, n: int, m: int) -> Reads:
    """List the states that each state reads directly, for sentences of n and m words.

    They stand in an order in which they can be computed.
    A state (1, i, 0) of the first LSTM alone, or (2, 0, j) of the second, has no place in the other sentence.
    The word that it reads, i of the first or j of the second sentence or both, is not named.

    Raises
    ------
    ValueError
        If there is no such way.

    Source: the four drawings of Liu, Qiu, Zhou, Chen and Huang (2016).
    """
    if way not in WAYS:
        raise ValueError(f"the way is one of {', '.join(map(repr, WAYS))}; got {way!r}")
    if way in ("parallel", "attention"):
        first: Reads = {(1, i, 0): [(1, i - 1, 0)] if i > 1 else [] for i in range(1, n + 1)}
        looks = list(first) if way == "attention" else []
        second: Reads = {(2, 0, j): [*([(2, 0, j - 1)] if j > 1 else []), *looks] for j in range(1, m + 1)}
        return first | second
    places = sorted(((i, j) for i in range(1, n + 1) for j in range(1, m + 1)), key=lambda at: (sum(at), at))
    if way == "tight":
        return {(0, i, j): inside([(0, i - 1, j), (0, i, j - 1)]) for i, j in places}
    both: Reads = {}
    for i, j in places:
        both[1, i, j] = inside([(1, i - 1, j), (2, i - 1, j)])
        both[2, i, j] = inside([(2, i, j - 1), (1, i, j - 1)])
    return both


def inside(states: list[State]) -> list[State]:
    """Those that do not lie outside the table."""
    return [state for state in states if min(state[1:]) > 0]


def behind(graph: Mapping[State, list[State]], state: State) -> set[State]:
    """The state, and all that it sees by way of others."""
    found = {state}
    for other in graph[state]:
        found |= behind(graph, other)
    return found


def seen(graph: Mapping[State, list[State]], state: State) -> tuple[int, int]:
    """Count the words of the first and of the second sentence that a state sees, each from its beginning on."""
    states = behind(graph, state)
    first = [i for which, i, _ in states if which in (0, 1)]
    second = [j for which, _, j in states if which in (0, 2)]
    return max(first, default=0), max(second, default=0)


def frame(way: str, n: int = MOST, m: int = MOST) -> list[dict[str, Any]]:
    """All states of a way: the place ``at`` which each stands, those that it reads ``from``, and what it has ``seen``.

    States are named by their numbers in this list. Those of shorter sentences are the ones that have a place in them.
    """
    graph = reads(way, n, m)
    number = {state: k for k, state in enumerate(graph)}
    return [
        {
            "at": list(state),
            "from": [number[other] for other in others],
            "seen": list(seen(graph, state)),
        }
        for state, others in graph.items()
    ]


class PairTable(anywidget.AnyWidget):
    """Two sentences, and the states of four networks that read both: what each state reads, and what it sees.

    ``first``, ``second``, ``way`` and ``state`` (counted from 0, in an order in which they can be computed; −1 for the
    last) are synced both ways.

    Parameters
    ----------
    first, second : str, one to five words each
    way : "parallel", "attention", "loose" or "tight"

    Raises
    ------
    ValueError
        If a sentence has no words or too many, or there is no such way.
    """

    _esm = joined("elements.js", "look.js", "graph.js", "pair_table.js")
    _css = joined("tokens.css", "look.css", "graph.css", "pair_table.css")

    kind = traitlets.Unicode("PairTable").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    samples: traitlets.List[Any] = traitlets.List([list(pair) for pair in SAMPLES]).tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)
    networks: traitlets.List[Any] = traitlets.List().tag(sync=True)
    first = traitlets.Unicode().tag(sync=True)
    second = traitlets.Unicode().tag(sync=True)
    way = traitlets.Enum(WAYS, "parallel").tag(sync=True)
    state = traitlets.Int(-1).tag(sync=True)

    def __init__(self, first: str = SAMPLES[0][0], second: str = SAMPLES[0][1], *, way: str = "tight") -> None:
        for name, sentence in (("first", first), ("second", second)):
            if not 1 <= len(re.findall(r"\S+", sentence)) <= MOST:
                raise ValueError(f"the {name} sentence has {len(sentence.split())} words; give it 1 to {MOST}")
        if way not in WAYS:
            raise ValueError(f"the way is one of {', '.join(map(repr, WAYS))}; got {way!r}")
        networks = [{"way": each, "states": frame(each)} for each in WAYS]
        super().__init__(networks=networks, first=first, second=second, way=way)
