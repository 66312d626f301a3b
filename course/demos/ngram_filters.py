"""A sentence of the reader's own under filters of one to three words: what each answers, and which answer goes on.

Like ``PhotoKernel`` it computes in the browser, because the reader types the sentence and drags its words about
(decisions/0028); ``run`` is the same computation in NumPy. Every number is a multiple of a half, so both are exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from course.demos.parts import Words, in_languages
from course.demos.source_files import joined

SAMPLES = ("not good at all", "at all not good", "good not at all", "not at all good", "funny and not dull")
LONGEST = 12  # words: more columns are too narrow to be dragged
STEPS = (0.0, 0.5, 1.0, -1.0, -0.5)  # the numbers that a word can be given, in the order in which they come
MARKS = ".,;:!?\"'()“”‘…"

PLEASANT = "good great lovely funny warm clever moving fresh nice beautiful excellent wonderful delicious love loved"
UNPLEASANT = "bad dull poor weak slow cold silly noisy awful terrible boring horrible rude hate hated"
MILD = {"fine": 0.5, "okay": 0.5, "ok": 0.5, "decent": 0.5, "pale": -0.5, "long": -0.5, "odd": -0.5}
DENIES = "not no never nothing neither nor without hardly"

WORDS: Words = {
    "title": ("Filters that look for runs of words", "寻找词串的滤波器"),
    "text": ("Sentence", "句子"),
    "negates": ("negates", "否定"),
    "pleasant": ("pleasant", "正面"),
    "max": ("max", "最大"),
    "weight": ("weight", "权重"),
    "widths": ("Widths in use", "使用的宽度"),
    "width": ("width {width}", "宽度 {width}"),
    "filters": ("filters", "滤波器"),
    "filter_0": ("pleasant", "正面词"),
    "filter_1": ("unpleasant", "负面词"),
    "filter_2": ("not, pleasant", "不 + 正面词"),
    "filter_3": ("not, unpleasant", "不 + 负面词"),
    "filter_4": ("not, any, pleasant", "不 + 任意 + 正面词"),
    "filter_5": ("not, any, unpleasant", "不 + 任意 + 负面词"),
    "looks": ("“{name}” looks at “{window}”:", "“{name}”看“{window}”："),
    "relu": ("after ReLU {value}", "经过 ReLU 得 {value}"),
    "winner": ("This window wins: {value} goes on.", "这个窗口获胜：{value} 传下去。"),
    "silent": ("No window of it gives more than 0.", "它的窗口都不超过 0。"),
    "other": ("“{window}” wins with {value}.", "“{window}”以 {value} 获胜。"),
    "none": ("“{name}” finds no window: the sentence is too short.", "“{name}”没有窗口：句子太短。"),
    "off": ("“{name}” is switched off with its width.", "“{name}”随其宽度被关闭。"),
    "score": ("Score", "得分"),
    "for": ("for", "赞成"),
    "against": ("against", "反对"),
    "even": ("undecided", "不定"),
    "says": ("Score {score}: {verdict}.", "得分 {score}：{verdict}。"),
    "move": (
        "{word}, word {place} of {count}; the left and right arrow keys move it",
        "{word}，第 {place} 个词，共 {count} 个；左右方向键移动它",
    ),
    "number": ("{word}, {name}: {value}; press to change", "{word}，{name}：{value}；按下可更改"),
    "answer": ("{name}, “{window}”: {value}", "{name}，“{window}”：{value}"),
    "hint": (
        "Drag a word, or focus it and press ← or →. Press a number of a word to change it: words that are not on the "
        "list begin with zeros. An answer stands under the first word of its window; press it to see its sum.",
        "拖动一个词，或选中后按 ← 或 →。按一个词的数可以更改它：不在词表里的词从零开始。"
        "回答写在窗口第一个词的下面，按下可看它的和。",
    ),
}


@dataclass(frozen=True)
class Filter:
    """A filter of ``len(w)`` words: weights (K, 2) for negates and pleasant, a bias, and its weight in the score."""

    w: tuple[tuple[float, float], ...]
    b: float
    out: float


NEGATED, GOOD, BAD, ANY = (1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (0.0, 0.0)
FILTERS = (
    Filter((GOOD,), 0.0, 1.0),
    Filter((BAD,), 0.0, -1.0),
    Filter((NEGATED, GOOD), -1.0, -2.0),
    Filter((NEGATED, BAD), -1.0, 2.0),
    Filter((NEGATED, ANY, GOOD), -1.0, -2.0),
    Filter((NEGATED, ANY, BAD), -1.0, 2.0),
)


def lexicon() -> dict[str, list[float]]:
    """The words on the list, each with its two numbers: whether it negates, and how pleasant it is."""
    known = {word: [1.0, 0.0] for word in DENIES.split()}
    known |= {word: [0.0, 1.0] for word in PLEASANT.split()}
    known |= {word: [0.0, -1.0] for word in UNPLEASANT.split()}
    return known | {word: [0.0, value] for word, value in MILD.items()}


def spelling(word: str) -> str:
    """The word as it is looked up: small letters, no marks around it, one kind of apostrophe."""
    return word.lower().replace("’", "'").strip(MARKS)


def look_up(text: str, own: Mapping[str, Sequence[float]] | None = None) -> NDArray[np.float64]:
    """The numbers of the sentence's words, shape (words, 2); ``own`` goes before the list.

    A word that ends in "n't" negates; one that is not on the list has zeros.
    """
    known = {**lexicon(), **(own or {})}
    keys = [spelling(word) for word in text.split()]
    rows = [known.get(key, [1.0 if key.endswith("n't") else 0.0, 0.0]) for key in keys]
    return np.array(rows, dtype=float).reshape(len(rows), 2)


def run(
    text: str, own: Mapping[str, Sequence[float]] | None = None, widths: Sequence[int] = (1, 2, 3)
) -> dict[str, Any]:
    """Compute each filter's answers to the sentence, and the score.

    ``sums`` holds for each filter the sum of each window, bias included; ``maxima`` the largest answer after ReLU,
    0 where no window fits or the filter's width is not in use; ``winners`` the window of the largest sum, −1 for none;
    ``score`` the maxima under the output's weights.
    """
    x = look_up(text, own)
    sums, maxima, winners = [], [], []
    for each in FILTERS:
        k, w = len(each.w), np.array(each.w)
        windows = [x[t : t + k] for t in range(len(x) - k + 1)]
        sums.append([float((window * w).sum()) + each.b for window in windows])
        used = bool(sums[-1]) and k in widths
        maxima.append(max(0.0, *sums[-1]) if used else 0.0)
        winners.append(int(np.argmax(sums[-1])) if used else -1)
    score = sum(each.out * value for each, value in zip(FILTERS, maxima, strict=True))
    return {"sums": sums, "maxima": maxima, "winners": winners, "score": score}


class NgramFilters(anywidget.AnyWidget):
    """Six filters of one to three words over a sentence that can be typed, and whose words can be dragged about.

    ``text``, ``own`` (the reader's numbers for words: negates, pleasant), ``widths`` (in use), ``filter`` (the one
    whose sum is shown, 0 … 5) and ``place`` (its window, −1 for the one that wins) are synced both ways, and
    ``answers()`` gives every number of the picture.

    Parameters
    ----------
    text : up to 12 words
    own : for a word in small letters its two numbers, each −1, −0.5, 0, 0.5 or 1
    filter : int from 0 to 5

    Raises
    ------
    ValueError
        If there are no words or too many, or a number is another one.
    """

    _esm = joined("elements.js", "look.js", "ngram_sum.js", "ngram_filters.js")
    _css = joined("tokens.css", "look.css", "ngram_filters.css")

    kind = traitlets.Unicode("NgramFilters").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    samples: traitlets.List[Any] = traitlets.List(list(SAMPLES)).tag(sync=True)
    steps: traitlets.List[Any] = traitlets.List(list(STEPS)).tag(sync=True)
    longest = traitlets.Int(LONGEST).tag(sync=True)
    lexicon = traitlets.Dict(lexicon()).tag(sync=True)
    filters: traitlets.List[Any] = traitlets.List(
        [{"w": [list(row) for row in each.w], "b": each.b, "out": each.out} for each in FILTERS]
    ).tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    own = traitlets.Dict().tag(sync=True)
    widths: traitlets.List[Any] = traitlets.List([1, 2, 3]).tag(sync=True)
    filter = traitlets.Int(2, min=0, max=len(FILTERS) - 1).tag(sync=True)
    place = traitlets.Int(-1).tag(sync=True)

    def __init__(
        self, text: str = SAMPLES[0], own: Mapping[str, Sequence[float]] | None = None, *, filter: int = 2
    ) -> None:
        if not 1 <= len(text.split()) <= LONGEST:
            raise ValueError(f"the sentence has {len(text.split())} words; give it 1 to {LONGEST}")
        for word, row in (own or {}).items():
            if len(row) != 2 or any(value not in STEPS for value in row):
                raise ValueError(f"{word!r} needs two numbers, each one of −1, −0.5, 0, 0.5 and 1; got {list(row)}")
        if filter not in range(len(FILTERS)):
            raise ValueError(f"filter is a whole number from 0 to {len(FILTERS) - 1}; got {filter!r}")
        numbers = {spelling(word): [float(value) for value in row] for word, row in (own or {}).items()}
        super().__init__(text=text, own=numbers, filter=filter)

    def answers(self) -> dict[str, Any]:
        """The numbers that the filters make of the sentence of the moment (see ``run``)."""
        return run(self.text, self.own, self.widths)
