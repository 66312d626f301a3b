"""A network writes a date in another language, character by character, and threads show which words it looks at.

Two small networks have learned it, alike but for attention; scripts/train_date_writers.py trains them and writes down
what they write of six texts, how sure they are, and the weights. ``steps`` turns that into what is drawn and said.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import anywidget
import traitlets

from course.demos.parts import Words, in_languages
from course.demos.source_files import HERE, joined

END = "⟨end⟩"
BETWEEN = "；"  # stands between two dates
LEAST = 10  # per cent: words that are looked at less are drawn, and not named

WORDS: Words = {
    "title": ("Writing a date, and where the network looks", "写日期，以及网络在看哪里"),
    "texts": ("Texts", "文本"),
    "position": ("Step", "时间步"),
    "play": ("Play", "播放"),
    "pause": ("Pause", "暂停"),
    "cut": ("Cut the threads: last state only", "剪断连线：只用最后状态"),
    "date": ("{dates} date", "{dates} 个日期"),
    "dates": ("{dates} dates", "{dates} 个日期"),
    "vector": ("last state", "最后状态"),
    "looks": (
        "Step {step} of {steps}: it writes “{writes}” ({chance}\u00a0%) and looks at {words}.",
        "第 {step} 步（共 {steps} 步）：写出“{writes}”（{chance} %），看着{words}。",
    ),
    "blind": (
        "Step {step} of {steps}: it writes “{writes}” ({chance}\u00a0%), out of its own state.",
        "第 {step} 步（共 {steps} 步）：写出“{writes}”（{chance} %），只凭自己的状态。",
    ),
    "word": ("“{word}” ({weight}\u00a0%)", "“{word}”（{weight} %）"),
    "comma": (", ", "、"),
    "right": ("All of it is right. ", "全部正确。"),
    "wrong": ("Right would be {target}. ", "正确的是 {target}。"),
    "share": (
        "Of 200 new texts as long as this one, this network wrote {share}\u00a0% without a mistake.",
        "对 200 条同样长的新文本，这个网络有 {share} % 一字不错。",
    ),
    "alternative": (
        "{says} Source: {source}. Written so far: {written}.",
        "{says}源文本：{source}。目前写出：{written}。",
    ),
    "hint": (
        "The thicker a thread, the larger its weight; threads of earlier steps stay pale. Red characters belong to a "
        "date that is wrong. The purple line is the state with which the decoder begins.",
        "线越粗，权重越大；前面各步的线变淡。红色的字属于写错的日期。紫线是解码器开始时的状态。",
    ),
}


def measured() -> dict[str, Any]:
    """The file that scripts/train_date_writers.py writes: the texts, and the shares of 200 others that are right."""
    return dict(json.loads((HERE / "attention_decoder.json").read_text(encoding="utf-8")))


def dates(text: Sequence[str]) -> list[str]:
    """The dates of a written text, without what stands between them and at the end."""
    return "".join(text).removesuffix(END).split(BETWEEN)


def right_so_far(writes: Sequence[str], target: Sequence[str]) -> list[bool]:
    """For each character, whether it belongs to a date that is the wanted one in its place.

    A mark between two dates is right where another date is wanted, the end where none is.
    """
    found, wanted = dates(writes), dates(target)
    marks, place = [], 0
    for character in writes:
        if character == BETWEEN:
            place += 1
            marks.append(place < len(wanted))
        elif character == END:
            marks.append(place + 1 == len(wanted))
        else:
            marks.append(place < len(wanted) and found[place] == wanted[place])
    return marks


def steps(text: Mapping[str, Any], *, cut: bool = False) -> list[dict[str, Any]]:
    """Tell step by step what one of the two networks does with a text.

    ``writes`` is the character, ``chance`` its probability in per cent, ``right`` whether its date is the wanted one.
    ``weights`` has a number for each word of the source, in per cent, and ``looks`` the places of the words that are
    named, the heaviest first; without threads both are empty.
    """
    network = text["cut" if cut else "threads"]
    rows = network.get("weights", [[]] * len(network["writes"]))
    marks = right_so_far(network["writes"], text["target"])
    found = []
    for writes, chance, right, weights in zip(network["writes"], network["chances"], marks, rows, strict=True):
        order = sorted(range(len(weights)), key=lambda j: (-weights[j], j))
        looks = [j for j in order if weights[j] >= LEAST]
        found.append({"writes": writes, "chance": chance, "right": right, "weights": weights, "looks": looks})
    return found


def scene(text: Mapping[str, Any], shares: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """All that is drawn of one text: the words, the wanted dates, and the steps and the share for each network."""
    count = len(dates(text["target"]))
    both = {name: steps(text, cut=name == "cut") for name in ("threads", "cut")}
    percent = {name: round(100 * shares[name][count - 1], 1) for name in both}
    target = BETWEEN.join(dates(text["target"]))
    return {"source": text["source"], "target": target, "dates": count, "share": percent, **both}


class AttentionDecoder(anywidget.AnyWidget):
    """A decoder that writes a date in Chinese, with threads to the English words that it looks at.

    ``text`` (which of the texts, from 0), ``position`` (the step, from 0) and ``cut`` (no threads: the network that was
    trained without attention) are synced both ways.

    Parameters
    ----------
    text : int, the text to begin with; texts 0 to 2 have one date, 3 and 4 have two, 5 has three
    position : int, the step to begin with; by default the last one
    cut : bool, whether the threads are cut

    Raises
    ------
    ValueError
        If there is no such text, or the network does not take so many steps.
    """

    _esm = joined("elements.js", "look.js", "attention_decoder.js")
    _css = joined("tokens.css", "look.css", "attention_decoder.css")

    kind = traitlets.Unicode("AttentionDecoder").tag(sync=True)
    labels = traitlets.Dict(in_languages(WORDS)).tag(sync=True)
    texts: traitlets.List[Any] = traitlets.List().tag(sync=True)
    text = traitlets.Int(0).tag(sync=True)
    position = traitlets.Int(0).tag(sync=True)
    cut = traitlets.Bool(False).tag(sync=True)

    def __init__(self, text: int = 0, *, position: int | None = None, cut: bool = False) -> None:
        data = measured()
        texts = [scene(each, data["right"]) for each in data["texts"]]
        if text not in range(len(texts)):
            raise ValueError(f"text is a number from 0 to {len(texts) - 1}; got {text!r}")
        last = len(texts[text]["cut" if cut else "threads"]) - 1
        if position is not None and position not in range(last + 1):
            raise ValueError(f"position is a step from 0 to {last}; got {position!r}")
        super().__init__(texts=texts, text=text, position=last if position is None else position, cut=cut)
