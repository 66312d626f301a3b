"""The features of one sentence, pooled in six ways: which of them are kept, and which question is answered."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Grid, Words, array_of

SENTENCE = ("slow", "opening", "but", "never", "dull", "and", "great", "end")
FEATURES = ((3, 0, -1), (0, 0, 0), (0, 1, 0), (0, 3, 0), (2, 0, -2), (0, 0, 0), (-1, 0, 4), (0, 0, 1))

# How many values each keeps of a feature.
POOLINGS = {"max": 1, "mean": 1, "kmax2": 2, "kmax3": 3, "dynamic2": 2, "dynamic3": 3}

WORDS: Words = {
    "title": ("One sentence, six ways to pool", "一个句子，六种池化"),
    "x": ("features of each word", "每个词的特征"),
    "p": ("pooled", "池化结果"),
    "pooling": ("Pooling", "池化"),
    "max": ("max", "最大池化"),
    "mean": ("mean", "平均池化"),
    "kmax2": ("k-max, k = 2", "k-最大池化，k = 2"),
    "kmax3": ("k-max, k = 3", "k-最大池化，k = 3"),
    "dynamic2": ("dynamic, 2 segments", "动态池化，2 段"),
    "dynamic3": ("dynamic, 3 segments", "动态池化，3 段"),
    "backwards": ("Words in reverse order", "词序颠倒"),
    "hint": (
        "Columns: how unpleasant, how negating, how pleasant. Framed: the entries that are used.",
        "各列：不愉快、否定、愉快的程度。加框：被选用的数。",
    ),
    "says_largest": (
        "Feature {column}, words {first} to {last}: of {terms} the largest is {sum}, at “{word}”.",
        "特征 {column}，第 {first} 到第 {last} 个词：{terms} 中最大的是 {sum}，在“{word}”处。",
    ),
    "says_mean": (
        "Feature {column}, words {first} to {last}: the mean of {terms} is {sum}.",
        "特征 {column}，第 {first} 到第 {last} 个词：{terms} 的平均值是 {sum}。",
    ),
    "says_kept": (
        "Feature {column}, words {first} to {last}: of {terms} are kept {kept}. "
        "Number {row} of them is {sum}, at “{word}”.",
        "特征 {column}，第 {first} 到第 {last} 个词：{terms} 中保留 {kept}，其中第 {row} 个是 {sum}，在“{word}”处。",
    ),
}

Choice = tuple[range, list[int]]
"""Among which rows an output chooses, and the rows that it uses."""


def choices(column: NDArray[np.float64], pooling: str) -> list[Choice]:
    """The rows to choose from and the rows used, for each output of one feature, (length,); of ties the earlier row."""
    length, keep = column.size, POOLINGS[pooling]
    everywhere = range(length)
    if pooling == "mean":
        return [(everywhere, list(everywhere))]
    if pooling.startswith("dynamic"):
        cuts = [part * length // keep for part in range(keep + 1)]
        segments = [range(a, b) for a, b in pairwise(cuts)]
        return [(rows, [max(rows, key=lambda row: column[row])]) for rows in segments]  # max: the first of equals
    best = sorted(sorted(everywhere, key=lambda row: (-column[row], row))[:keep])
    return [(everywhere, [row]) for row in best]


def frame(features: NDArray[np.float64], words: Sequence[str], pooling: str, backwards: bool) -> Frame:
    """Features (length, F) and a word for each row: the entries that are used, and the pooled values, (keep, F)."""
    x, read = (features[::-1], words[::-1]) if backwards else (features, words)
    chosen = [choices(column, pooling) for column in x.T]
    values = np.array([[column[rows].mean() for _, rows in each] for column, each in zip(x.T, chosen, strict=True)]).T
    steps = list(np.ndindex(*values.shape))
    used = sorted({(row, column) for column, each in enumerate(chosen) for _, rows in each for row in rows})
    spans = [chosen[column][number][0] for number, column in steps]
    grids = [
        Grid(
            "x",
            x,
            at=(0, 2.5),
            names=list(read),
            path=[(rows.start, column, len(rows), 1) for rows, (_, column) in zip(spans, steps, strict=True)],
            marks=[used] * len(steps),
        ),
        Grid(
            "p",
            values,
            at=(0, 2.5 + x.shape[1] + 1),
            path=steps,
            picks=True,
        ),
    ]
    said = []
    for (number, column), rows in zip(steps, spans, strict=True):
        entry: dict[str, Any] = {"first": rows.start, "last": rows.stop - 1, "says": "says_mean"}
        if pooling != "mean":
            kept = [row for _, (row,) in chosen[column]]
            entry |= {"says": "says_largest", "word": read[kept[number]]}
            if pooling.startswith("kmax"):
                entry |= {
                    "says": "says_kept",
                    "kept": ", ".join(f"{x[row, column]:g}" for row in kept).replace("-", "−"),
                }
        said.append(entry)
    products = [x[rows.start : rows.stop, column] for rows, (_, column) in zip(spans, steps, strict=True)]
    return Frame(grids, products, words=said)


class SentencePooling(Demo):
    """The features of a sentence, one row a word; what each pooling keeps of each feature, and where it found it.

    Parameters
    ----------
    features : array_like, shape (length, F)
    words : one word for each row
    pooling : "max", "mean", "kmax2", "kmax3", "dynamic2" or "dynamic3"
    backwards : True to read the words in reverse order
    position : the pooled value to begin with, counted row by row

    Raises
    ------
    ValueError
        If the features are not a matrix of finite numbers with at least three rows, or not one for each word, or the
        pooling is not one of the above.
    """

    def __init__(
        self,
        features: ArrayLike = FEATURES,
        words: Sequence[str] = SENTENCE,
        *,
        pooling: str = "max",
        backwards: bool = False,
        position: int = 0,
    ) -> None:
        x = array_of("features", features, 2)
        if len(x) != len(words):
            raise ValueError(f"there are {len(words)} words, and features for {len(x)}")
        if len(x) < max(POOLINGS.values()):
            raise ValueError(f"{len(x)} words cannot be cut into {max(POOLINGS.values())} segments")
        super().__init__(
            WORDS,
            [Control("pooling", "choice", tuple(POOLINGS)), Control("backwards", "switch", (False, True))],
            lambda pooling, backwards: frame(x, words, pooling, backwards),
            strip={"left": "x", "sum": "p", "shares": True},
            start=(pooling, backwards),
            position=position,
        )
