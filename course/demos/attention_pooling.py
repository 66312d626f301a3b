"""Real sentences under attention: the scores of a trained network, sharpened or flattened, with pads and a mask."""

import hashlib
import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.data import reviews, words_of
from course.demos.bars import Bars
from course.demos.chart import short
from course.demos.demo import Demo
from course.demos.parts import Control, Frame, Words
from course.demos.source_files import HERE

SHARPNESS = (0, 0.5, 1, 2, 4)
PADS = (0, 2, 4)

SAYS = (
    "{weights} = 1\nWeighted mean of the values: {value}, so {percent} % for “liked it”. ",
    "{weights} = 1\n值的加权平均：{value}，即“喜欢”的概率为 {percent} %。",
)

WORDS: Words = {
    "title": ("Where does the network look?", "网络在看哪里？"),
    "weights": ("word, its value, its weight", "词、它的值、它的权重"),
    "sentence": ("Sentence", "句子"),
    "pads": ("Pads", "填充"),
    "masked": ("Mask", "掩码"),
    "pad": ("⟨pad⟩", "⟨填充⟩"),
    "position": ("Sharpness", "锐度"),
    "liked": (f"{SAYS[0]}The writer did like it.", f"{SAYS[1]}作者确实喜欢。"),
    "disliked": (f"{SAYS[0]}The writer did not like it.", f"{SAYS[1]}作者并不喜欢。"),
    "hint": (
        "Sharpness multiplies the scores before the softmax; at 1 the weights are those of the trained network.",
        "锐度在 softmax 之前乘到得分上；取 1 时就是训练好的网络的权重。",
    ),
}


def digest(text: str) -> str:
    """Twelve hexadecimal digits by which a sentence is found again."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def frozen() -> dict[str, Any]:
    """The file that scripts/freeze_attention.py writes: each sentence's scores and values, and the value of a pad."""
    return dict(json.loads((HERE / "attention_pooling.json").read_text(encoding="utf-8")))


def softmax(scores: NDArray[np.float64], keep: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights (T,) that sum to one over the scores (T,) that are kept, and are zero elsewhere."""
    powers = np.zeros_like(scores)
    powers[keep] = np.exp(scores[keep] - scores[keep].max())
    return powers / powers.sum()


def in_thousandths(weights: NDArray[np.float64]) -> list[float]:
    """The weights with three decimals that still sum to one: those that lose most by rounding down are rounded up."""
    thousandths = np.floor(1000 * weights + 1e-9)
    missing = round(1000 - thousandths.sum())
    thousandths[np.argsort(thousandths - 1000 * weights, kind="stable")[:missing]] += 1
    return [float(each) for each in thousandths / 1000]


def frame(
    words: Sequence[str], scores: NDArray[np.float64], values: NDArray[np.float64], truth: str, pads: int, masked: bool
) -> Frame:
    """A sentence's words, scores and values, with pads at its end: the weights and the verdict for each sharpness."""
    keep = np.arange(len(words)) < len(words) - (pads if masked else 0)
    exact = [softmax(sharpness * scores, keep) for sharpness in SHARPNESS]
    shown = [in_thousandths(weights) for weights in exact]
    said = []
    for sharpness, weights, stage in zip(SHARPNESS, exact, shown, strict=True):
        value = float(weights @ values)
        said.append(
            {
                "at": sharpness,
                "weights": " + ".join(f"{each:g}" for each, kept in zip(stage, keep, strict=True) if kept),
                "value": short([value])[0],
                "percent": round(100 / (1 + np.exp(-value))),
            }
        )
    bars = Bars(
        "weights",
        list(words),
        shown,
        (0, 1),
        lit=[[int(weights.argmax())] for weights in exact],
        lying=True,
        notes=values.tolist(),
        room=(13, 13),
    )
    return Frame(bars=[bars], words=said, facts={"says": truth})


class AttentionPooling(Demo):
    """Sentences from reviews, the value and the weight of each word, and what the weighted mean of the values says.

    The network is the one of chapter 11, an LSTM in two directions under attention. A word's value is what the last
    layer would answer to its state alone: above 0 for "liked it". As the weights sum to one, the answer to the
    sentence is the weighted mean of the values.

    Parameters
    ----------
    sentence : the sentence to begin with, counted from 1
    pads : 0, 2 or 4, how many pads stand behind it
    masked : whether a mask keeps them out
    sharpness : 0, 0.5, 1, 2 or 4, what the scores are multiplied by

    Raises
    ------
    ValueError
        If an argument is not one of the above.
    FileNotFoundError
        If this copy of the package comes without the reviews; the message says how to get them.
    """

    def __init__(self, sentence: int = 1, *, pads: int = 0, masked: bool = True, sharpness: float = 1) -> None:
        data = frozen()
        texts = {digest(text): (words_of(text), label) for text, label in reviews()}
        found = [texts[each["of"]] for each in data["sentences"]]
        names = [f"sentence_{number}" for number in range(1, len(found) + 1)]
        titles = {name: (_title(words), _title(words)) for name, (words, _) in zip(names, found, strict=True)}
        if sentence not in range(1, len(found) + 1):
            raise ValueError(f"sentence is a number from 1 to {len(found)}; got {sentence!r}")
        place = Control("position", "slider", SHARPNESS).index(sharpness)

        def of(name: str, pads: int, masked: bool) -> Frame:
            number = names.index(name)
            words, label = found[number]
            each = data["sentences"][number]
            scores = np.array(each["scores"] + [0.0] * pads)  # the state of a pad is zero, and so is its score
            values = np.round(each["values"] + [data["pad"]] * pads, 2)
            return frame([*words, *["pad"] * pads], scores, values, "liked" if label else "disliked", pads, masked)

        super().__init__(
            {**WORDS, **titles},
            [
                Control("sentence", "choice", names),
                Control("pads", "slider", PADS),
                Control("masked", "switch", (False, True)),
            ],
            of,
            start=(names[sentence - 1], pads, masked),
            position=place,
        )


def _title(words: Sequence[str]) -> str:
    """A sentence as one writes it: no space before a mark or n't."""
    pieces = [("" if after in (*"!?.,", "n't") else " ") + after for _, after in pairwise(["", *words])]
    return "".join(pieces).strip()
