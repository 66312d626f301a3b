"""Two networks read one sequence from its two ends: their states, step by step, and what a merge makes of them."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.flow import MARGIN, PITCH, bare, factor
from course.demos.parts import Arrows, Control, Frame, Grid, Words, array_of

SEQUENCE = (2, 0, 1, 3, 1)
ROW = 1.9  # from the top of one row to the top of the next
LEFT = 2.4  # room for what the rows are called
MERGES: Mapping[str, Callable[[float, float], float] | None] = {
    "sum": lambda f, b: f + b,
    "mul": lambda f, b: f * b,
    "ave": lambda f, b: (f + b) / 2,
    "concat": None,
    "pair": None,
}
WRITTEN = {"sum": "{f} + {b} = {m}", "mul": "{f}·{b} = {m}", "ave": "({f} + {b})/2 = {m}"}

READS = (
    "Step {at}. Forward reads {x}: {f_old} + {x} = {f}. Backward reads {y}: {b_old} + {y} = {b}.",
    "第 {at} 步。前向读入 {x}：{f_old} + {x} = {f}。后向读入 {y}：{b_old} + {y} = {b}。",
)
ENDINGS: Words = {
    "says_nothing": ("No place has both states yet.", "还没有一处同时有两个状态。"),
    "says_one": ("Place {p} has both states now: {m}.", "第 {p} 处现在两个状态都有：{m}。"),
    "says_two": (
        "Places {p} and {q} have both states now: {m} and {n}.",
        "第 {p} 处和第 {q} 处现在两个状态都有：{m} 和 {n}。",
    ),
    "says_wrong": (
        "Place {p} gets the backward state of place {q}, which has not read x at place {p}: {m}.",
        "第 {p} 处得到的是第 {q} 处的后向状态，它还没有读到第 {p} 处的 x：{m}。",
    ),
    "says_late": (
        "Place {p} gets the backward state of place {q}, which has read more than it should: {m}.",
        "第 {p} 处得到的是第 {q} 处的后向状态，它读得太多了：{m}。",
    ),
    "says_middle": ("Place {p} is the middle: here nothing is wrong: {m}.", "第 {p} 处在正中，这里没有错：{m}。"),
}
WORDS: Words = {
    "title": ("Two readings of one sequence", "一个序列，读两遍"),
    "forward": ("forward", "前向"),
    "x": ("x", "x"),
    "backward": ("backward", "后向"),
    "merged": ("merged", "合并"),
    "first": ("pair, one", "一对之一"),
    "second": ("pair, two", "一对之二"),
    "merge": ("Merge", "合并方式"),
    "sum": ("sum", "sum（求和）"),
    "mul": ("mul", "mul（相乘）"),
    "ave": ("ave", "ave（平均）"),
    "concat": ("concat", "concat（拼接）"),
    "pair": ("None", "None（不合并）"),
    "unturned": ("Do not turn the backward row", "不翻转后向那一行"),
    "position": ("Step", "时间步"),
    "hint": (
        "Each state is the sum of what was read so far. Framed: what is read, and what is ready for the first time.",
        "每个状态是到目前为止读入的数之和。加框：正在读入的数，以及刚刚完成的数。",
    ),
    **{name: (f"{READS[0]}\n{english}", f"{READS[1]}\n{chinese}") for name, (english, chinese) in ENDINGS.items()},
}


def states(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The running sums from the left, and those from the right in the order in which they are made, shape (T,) each."""
    return np.cumsum(x), np.cumsum(x[::-1])


def merged(forward: NDArray[np.float64], backward: NDArray[np.float64], merge: str) -> NDArray[np.float64]:
    """Two rows (T,) made one by a merge of Keras: shape (1, T); for "concat" and "pair" (2, T), the two as they are."""
    rule = MERGES[merge]
    if rule is None:
        return np.stack([forward, backward])
    return np.array([[rule(f, b) for f, b in zip(forward.tolist(), backward.tolist(), strict=True)]])


def known(row: NDArray[np.float64], columns: Sequence[int]) -> NDArray[np.float64]:
    """A row (T,) in which only some columns have their numbers yet; the others are NaN."""
    shown = np.full(row.shape, np.nan)
    shown[list(columns)] = row[list(columns)]
    return shown


def frame(x: NDArray[np.float64], merge: str, unturned: bool) -> Frame:
    """Numbers (T,), the merge, and whether the backward row stays in its own order: the rows, filled step by step."""
    T = x.size
    forward, read = states(x)
    laid = read if unturned else read[::-1]
    both = merged(forward, laid, merge)
    lands = [t if unturned else T - 1 - t for t in range(T)]  # the column of the state made at step t
    from_left = [known(forward, range(t + 1)) for t in range(T)]
    from_right = [known(laid, lands[: t + 1]) for t in range(T)]
    ready = [sorted(set(range(t + 1)) & set(lands[: t + 1])) for t in range(T)]
    fresh = [sorted(set(now) - set(before)) for now, before in zip(ready, [[], *ready], strict=False)]

    def row(name: str, number: float, values: NDArray[np.float64], called: Sequence[str], **more: Any) -> Grid:
        return Grid(name, values, at=(number * ROW, LEFT), gap=PITCH - 1, names=list(called), **more)

    grids = [
        row(
            "forward", 0, from_left[0][None], "→", path=[(0, t) for t in range(T)], picks=True, stages=_rows(from_left)
        ),
        row("x", 1, x[None], " ", marks=[[(0, t), (0, T - 1 - t)] for t in range(T)]),
        row("backward", 2, from_right[0][None], "←", path=[(0, at) for at in lands], stages=_rows(from_right)),
    ]
    filled = [np.stack([known(line, columns) for line in both]) for columns in ready]
    if merge == "pair":
        for k, name in enumerate(("first", "second")):
            marks = [[(0, column) for column in columns] for columns in fresh]
            stages = [stage[k : k + 1] for stage in filled]
            grids.append(row(name, 3 + 0.65 * k, stages[0], "→←"[k], stages=stages, marks=marks))
    else:
        marks = [[(line, column) for line in range(len(both)) for column in columns] for columns in fresh]
        grids.append(row("merged", 3, filled[0], "→←" if len(both) == 2 else " ", stages=filled, marks=marks))
    return Frame(grids, arrows=_arrows(lands), words=_words(x, forward, read, laid, merge, fresh, unturned))


def _rows(stages: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    return [stage[None] for stage in stages]


def _arrows(lands: Sequence[int]) -> list[Arrows]:
    """From number to state, and from state to state, in both directions; at step t those that arrive then."""
    T = len(lands)
    middle = [LEFT + column * PITCH + 0.5 for column in range(T)]
    half = 0.5 + MARGIN
    steps = [(old, new, half if new > old else -half) for old, new in pairwise(lands)]
    later = [[], *([t] for t in range(T - 1))]
    along = [(0.5, middle[t] + half, 0.5, middle[t + 1] - half) for t in range(T - 1)]
    back = [(2 * ROW + 0.5, middle[a] + way, 2 * ROW + 0.5, middle[b] - way) for a, b, way in steps]
    up = [(ROW - MARGIN, middle[t], 1 + MARGIN, middle[t]) for t in range(T)]
    down = [(ROW + 1 + MARGIN, middle[T - 1 - t], 2 * ROW - MARGIN, middle[lands[t]]) for t in range(T)]
    own = [[t] for t in range(T)]
    found = [Arrows("up", up, own), Arrows("down", down, own)]
    return found + ([Arrows("along", along, later), Arrows("back", back, later)] if T > 1 else [])


def _words(
    x: NDArray[np.float64],
    forward: NDArray[np.float64],
    read: NDArray[np.float64],
    laid: NDArray[np.float64],
    merge: str,
    fresh: Sequence[Sequence[int]],
    unturned: bool,
) -> list[dict[str, Any]]:
    """Words of each step: the two sums, and what has become ready."""
    T, said = x.size, []
    for t, columns in enumerate(fresh):
        words: dict[str, Any] = {
            "at": t + 1,
            "x": factor(x[t]),
            "f_old": bare(forward[t] - x[t]),
            "f": bare(forward[t]),
            "y": factor(x[T - 1 - t]),
            "b_old": bare(read[t] - x[T - 1 - t]),
            "b": bare(read[t]),
            "says": ("says_nothing", "says_one", "says_two")[len(columns)],
        }
        if unturned:
            words["says"] = "says_middle" if 2 * t + 1 == T else "says_wrong" if 2 * t + 1 < T else "says_late"
            words["q"] = T - t
        for (place, name), column in zip((("p", "m"), ("q", "n")), columns, strict=False):
            words |= {place: column + 1, name: written(forward[column], laid[column], merge)}
        said.append(words)
    return said


def written(f: float, b: float, merge: str) -> str:
    """The merge of two states as a sum, a product, a mean, or the two side by side."""
    if merge not in WRITTEN:
        return f"({bare(f)}, {bare(b)})"
    (value,) = merged(np.array([f]), np.array([b]), merge)[0]
    return WRITTEN[merge].format(f=factor(f), b=factor(b), m=bare(value))


class TwoDirections(Demo):
    """Two running sums of one sequence, from its two ends, and their merge at each place.

    Parameters
    ----------
    x : array_like, shape (T,)
    merge : "sum", "mul", "ave", "concat" or "pair", which is what Keras calls None
    unturned : True to leave the backward states in the order in which they were made, a common mistake
    position : the step to begin with, counted from 0

    Raises
    ------
    ValueError
        If ``x`` is not a row of finite numbers, or the merge is not one of the above.
    """

    def __init__(
        self, x: ArrayLike = SEQUENCE, *, merge: str = "sum", unturned: bool = False, position: int = 2
    ) -> None:
        numbers = array_of("x", x, 1)
        super().__init__(
            WORDS,
            [Control("merge", "choice", tuple(MERGES)), Control("unturned", "switch", (False, True))],
            lambda merge, unturned: frame(numbers, merge, unturned),
            own={"x": numbers},
            start=(merge, unturned),
            position=min(position, numbers.size - 1),
        )
