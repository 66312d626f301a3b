"""A text coloured by one unit of a letter model, and which property of the text that unit follows most closely.

The model and its activations come from scripts/train_letter_units.py; ``properties`` and ``correlation`` are the
measure, so that what the demo says of a unit can be computed again from the numbers that it shows.
"""

import json
from collections.abc import Mapping
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from course.demos.parts import Words, in_languages
from course.demos.source_files import HERE, joined

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
VOWELS = "aeiou"
PROPERTIES = ("column", "word", "space", "vowel", "mark", "comma", "quotes")

WORDS: Words = {
    "title": ("A text, coloured by one unit", "按一个单元着色的文本"),
    "unit": ("Unit", "单元"),
    "position": ("Letter", "字母"),
    "found": ("Units to begin with", "可以先看的单元"),
    "column": ("place in the line", "行内位置"),
    "word": ("place in the word", "词内位置"),
    "space": ("a space", "空格"),
    "vowel": ("a vowel", "元音"),
    "mark": ("a mark such as . or ,", "标点"),
    "comma": ("a comma since the line began", "本行已有逗号"),
    "quotes": ("inside quotation marks", "引号之内"),
    "chip": ("{property}: r\u00a0=\u00a0{r}", "{property}：r = {r}"),
    "says": (
        "Unit {unit} of {units}. Of seven properties it follows “{property}” most closely: "
        "r\u00a0=\u00a0{r} on this text, {held} on all the text held back. {verdict} "
        "On average it is highest after {high} and lowest after {low}.",
        "单元 {unit}（共 {units} 个）。七种性质中它最接近“{property}”：在这段文本上 r = {r}，"
        "在全部留出文本上 {held}。{verdict}平均而言，在 {high} 之后最高，在 {low} 之后最低。",
    ),
    "clear": ("You can read it.", "可以读懂。"),
    "faint": ("You can half read it.", "可以读懂一半。"),
    "dark": ("What it keeps, none of the seven says.", "它记住的是什么，这七种性质都说不清。"),
    "scale": ("what the unit holds after each letter, tanh(c)", "读到每个字母之后单元的值，tanh(c)"),
    "text": ("The text", "文本"),
    "letter": (
        "After “{before}[{letter}]” the unit holds {value}.",
        "读到“{before}[{letter}]”之后，单元的值是 {value}。",
    ),
    "hint": (
        "Point at a letter, or move the slider “Letter”. ␣ is a space, ↵ the end of a line.",
        "指向一个字母，或者移动“字母”滑块。␣ 是空格，↵ 是行尾。",
    ),
}


def properties(text: str) -> dict[str, NDArray[np.float64]]:
    """Seven properties of each letter of a text, by name: arrays (T,) of places in line or word, or of 0 and 1."""
    found: dict[str, list[float]] = {name: [] for name in PROPERTIES}
    column = word = comma = quotes = 0
    for letter in text:
        if letter == "\n":
            column = comma = quotes = 0
        else:
            column += 1
        word = word + 1 if letter.isalpha() else 0
        comma = 1 if letter == "," else comma
        quotes = 1 - quotes if letter == '"' else quotes
        values = (column, word, letter == " ", letter in VOWELS, letter in ".,:;-\"'", comma, quotes)
        for name, value in zip(PROPERTIES, values, strict=True):
            found[name].append(float(value))
    return {name: np.array(values) for name, values in found.items()}


def correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Pearson's r of two rows of numbers; 0 where one of them never changes."""
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0


def measured() -> dict[str, Any]:
    """The file that scripts/train_letter_units.py writes: the text, the losses, and each unit with its activations."""
    return dict(json.loads((HERE / "letter_units.json").read_text(encoding="utf-8")))


def activations(values: str) -> NDArray[np.float64]:
    """A unit's activations as numbers from −1 to 1, shape (T,)."""
    return np.array([ALPHABET.index(character) for character in values]) / 31.5 - 1


def ends(values: NDArray[np.float64], text: str) -> tuple[str, str]:
    """The three letters after which the values (T,) are highest on average, and the three after which they are lowest.

    Letters that stand in the text less than five times are left out; the most extreme comes first.
    """
    letters = np.array(list(text))
    means = {each: float(values[letters == each].mean()) for each in sorted(set(text)) if text.count(each) >= 5}
    order = sorted(means, key=lambda letter: means[letter])
    return "".join(order[:-4:-1]), "".join(order[:3])


def described(unit: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A unit in the picture's words: the property that it follows, r here and on all lines held back, its extremes."""
    values, name = activations(unit["values"]), unit["follows"]
    high, low = ends(values, text)
    r = round(correlation(values, properties(text)[name]), 2)
    return {"follows": name, "r": r, "held": unit["held"], "high": high, "low": low}


def worth_seeing(units: list[dict[str, Any]]) -> list[int]:
    """For each property that some unit follows, the unit that does so most closely on the lines learned from.

    Units are counted from 1; the closest comes first, and |r| below 0.1 is no following.
    """
    best: dict[str, int] = {}
    for number, unit in enumerate(units, start=1):
        name = unit["follows"]
        if abs(unit["learned"]) < 0.1:
            continue
        if name not in best or abs(unit["learned"]) > abs(units[best[name] - 1]["learned"]):
            best[name] = number
    return sorted(best.values(), key=lambda number: -abs(units[number - 1]["learned"]))


class LetterUnits(anywidget.AnyWidget):
    """Lines that a letter model has not learned from, each letter coloured by what one unit holds after it.

    ``unit`` and ``position`` (the letter that is looked at), both counted from 1, are synced both ways.

    Parameters
    ----------
    unit : int, the unit to begin with; by default the one that follows its property most closely

    Raises
    ------
    ValueError
        If there is no such unit.
    """

    _esm = joined("elements.js", "look.js", "letter_units.js")
    _css = joined("tokens.css", "look.css", "letter_units.css")

    kind = traitlets.Unicode("LetterUnits").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    units: traitlets.List[Any] = traitlets.List().tag(sync=True)
    activations: traitlets.List[Any] = traitlets.List().tag(sync=True)  # book/ext/demo_state.py lets the page wait
    chips: traitlets.List[Any] = traitlets.List().tag(sync=True)
    unit = traitlets.Int(1).tag(sync=True)
    position = traitlets.Int(60).tag(sync=True)

    def __init__(self, unit: int | None = None) -> None:
        data = measured()
        found, text = data["units"], data["text"]
        chips = worth_seeing(found)
        if unit is not None and unit not in range(1, len(found) + 1):
            raise ValueError(f"unit is a number from 1 to {len(found)}; got {unit!r}")
        super().__init__(
            text=text,
            units=[described(each, text) for each in found],
            activations=[each["values"] for each in found],
            chips=chips,
            unit=chips[0] if unit is None else unit,
        )
