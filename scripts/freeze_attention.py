"""Freezes what the demo AttentionPooling shows: scores and values of the network that chapter 11 trains.

    .venv/bin/python scripts/freeze_attention.py     # half a minute; writes course/demos/attention_pooling.json

The cells of the chapter run as they stand, and the network is theirs: attention, seed 0. The file holds no word of a
review: a sentence is found again by the first digits of its SHA-256 (decision 0031).
"""

import json
from pathlib import Path
from typing import Any

import jupytext
import matplotlib
import torch

from course.demos.attention_pooling import digest

ROOT = Path(__file__).resolve().parents[1]
CHAPTER = ROOT / "book" / "11_attention.md"
FILE = ROOT / "course" / "demos" / "attention_pooling.json"
SEED = 0
SENTENCES = (
    "b6611047d1c5",
    "4372ea87a366",
    "60d8422dc3f5",
    "dd10b00ef3f4",
    "4febd0fb1cf7",
    "b380b074a664",
    "b935ed1be4fb",
    "52bc126d85da",
)


def variables() -> dict[str, Any]:
    """Variables that the chapter's cells leave behind, without the cell that shows the frozen numbers."""
    made: dict[str, Any] = {"__name__": CHAPTER.stem}
    for cell in jupytext.read(CHAPTER).cells:
        if cell.cell_type == "code" and "import AttentionPooling" not in cell.source:
            exec(compile(cell.source, str(CHAPTER), "exec"), made)  # noqa: S102 our page
    return made


def frozen(page: dict[str, Any]) -> dict[str, Any]:
    """For each sentence the score and the value of each word, of three decimals, and the value of a pad."""
    net, found = page["attentive"][SEED], []
    numbers = {digest(text): number for number, (text, *_) in enumerate(page["test_reviews"])}
    with torch.no_grad():
        states, _, mask = page["read_all"](net, page["test_tokens"])
        scores = page["score_of"](net, states)
        values = net["answer"](states)[..., 0]
        pad = net["answer"](torch.zeros(1, states.shape[2])).item()
    for name in SENTENCES:
        row = numbers[name]
        kept = mask[row]
        found.append({"of": name, "scores": _short(scores[row, kept]), "values": _short(values[row, kept])})
    return {"sentences": found, "pad": round(pad, 3)}


def _short(numbers: torch.Tensor) -> list[float]:
    return [round(each, 3) for each in numbers.tolist()]


def main() -> None:
    """Run the chapter, and write a line for each sentence."""
    matplotlib.use("Agg")
    data = frozen(variables())
    rows = ",\n".join(json.dumps(each) for each in data["sentences"])
    FILE.write_text(f'{{"pad": {data["pad"]},\n"sentences": [\n{rows}\n]}}\n', encoding="utf-8")
    print(FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
