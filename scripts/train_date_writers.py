"""Trains the two networks of the demo AttentionDecoder and writes what they write, and where the one looks.

    .venv/bin/python scripts/train_date_writers.py   # a minute on one core; writes course/demos/attention_decoder.json

Both read one or two English dates and write them in Chinese, as CLDR has the names of days and months (Babel). They are
alike but for attention: the one sees all states of its encoder at every step, the other begins with the last state and
sees nothing more. No day of the year that a test has occurs in training. The texts that are shown are the first of the
test, and one that is written by hand.
"""

import datetime
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from babel.dates import format_date
from torch import Tensor, nn

from course.demos.attention_decoder import END

DIM, UNITS, UPDATES, SEED = 24, 64, 3000, 12
MOST = 2  # dates of a text in training
TESTED = 200  # texts of each length
SHOWN = (2, 2, 1)  # texts of one, two and three dates, besides the first
FIRST = datetime.date(2022, 1, 8)
FILE = Path(__file__).resolve().parents[1] / "course" / "demos" / "attention_decoder.json"

Pair = tuple[list[str], list[str]]


def pair(days: Iterable[datetime.date]) -> Pair:
    """The tokens of the days in English, a digit by itself, and those in Chinese, a character each, with the end."""
    days = list(days)
    english = " ; ".join(format_date(day, "EEEE d MMMM", locale="en") for day in days)
    chinese = "；".join(format_date(day, "M月d日EEEE", locale="zh") for day in days)
    source = [token for word in english.split() for token in (word if word.isdigit() else [word])]
    return source, [*chinese, END]


def days_of(year: int = 2022, count: int = 6 * 365) -> list[datetime.date]:
    """So many days in a row, so that every date falls on several days of the week."""
    return [datetime.date(year, 1, 1) + datetime.timedelta(days=k) for k in range(count)]


def split(draw: random.Random) -> tuple[list[datetime.date], list[datetime.date]]:
    """The days to learn from and those to test with; a day of the year, such as 8 January, is in one of them alone."""
    every = days_of()
    of_year = sorted({(day.month, day.day) for day in every} - {(FIRST.month, FIRST.day)})
    held_back = {*draw.sample(of_year, 60), (FIRST.month, FIRST.day)}
    known = [day for day in every if (day.month, day.day) not in held_back]
    return known, [day for day in every if (day.month, day.day) in held_back]


class Vocabulary:
    """Numbers for tokens; 0 is what short texts are filled up with, 1 what the decoder begins with."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self.tokens = ["", "⟨go⟩", *sorted({token for text in texts for token in text})]
        self.number = {token: k for k, token in enumerate(self.tokens)}

    def rows(self, texts: Sequence[Sequence[str]]) -> Tensor:
        """The texts as rows of numbers (N, longest)."""
        rows = torch.zeros(len(texts), max(map(len, texts)), dtype=torch.long)
        for row, text in zip(rows, texts, strict=True):
            row[: len(text)] = torch.tensor([self.number[token] for token in text])
        return rows


class Writer(nn.Module):
    """An encoder, and a decoder with or without attention."""

    def __init__(self, attends: bool, words: int, characters: int) -> None:
        super().__init__()
        self.attends = attends
        self.word, self.character = nn.Embedding(words, DIM), nn.Embedding(characters, DIM)
        self.encoder, self.decoder = (nn.GRU(DIM, UNITS, batch_first=True) for _ in range(2))
        self.answer = nn.Linear(2 * UNITS if attends else UNITS, characters)

    def read(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """All states (N, S, U) of the encoder, and the state (1, N, U) after the last word of each text."""
        states, _ = self.encoder(self.word(source))
        last = (source > 0).sum(1) - 1
        return states, states[torch.arange(len(source)), last][None]

    def step(self, read: Tensor, states: Tensor, hidden: Tensor, kept: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits (N, T, characters) after reading ``read`` (N, T), the weights (N, T, S), and the last state."""
        queries, hidden = self.decoder(self.character(read), hidden)
        scores = (queries @ states.transpose(1, 2)).masked_fill(~kept[:, None], -torch.inf)
        weights = scores.softmax(2)
        seen = torch.cat([queries, weights @ states], 2) if self.attends else queries
        return self.answer(seen), weights, hidden

    def write(self, source: Tensor, length: int) -> tuple[Tensor, Tensor, Tensor]:
        """The likeliest characters (N, length) one after the other, their probabilities, and the weights."""
        states, hidden = self.read(source)
        token = torch.ones(len(source), 1, dtype=torch.long)
        written, chances, looked = [], [], []
        for _ in range(length):
            logits, weights, hidden = self.step(token, states, hidden, source > 0)
            chance, token = logits.softmax(2).max(2)
            written.append(token)
            chances.append(chance)
            looked.append(weights)
        return torch.cat(written, 1), torch.cat(chances, 1), torch.cat(looked, 1)


def train(net: Writer, source: Tensor, target: Tensor) -> None:
    """Learn to write the targets: the decoder reads what it should have written, one place later."""
    adam = torch.optim.Adam(net.parameters(), lr=5e-3)
    rates = torch.optim.lr_scheduler.CosineAnnealingLR(adam, UPDATES)
    for update in range(1, UPDATES + 1):
        rows = torch.randint(len(source), (32,))
        x, y = source[rows], target[rows]
        read = torch.cat([torch.ones(len(y), 1, dtype=torch.long), y[:, :-1]], 1)
        states, hidden = net.read(x)
        logits, _, _ = net.step(read, states, hidden, x > 0)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=0)
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        rates.step()
        if update % 500 == 0:
            print(f"{'attention' if net.attends else 'last state'}: {update} updates, loss {loss.item():.4f}")


def share_right(net: Writer, source: Tensor, target: Tensor) -> float:
    """The share of texts that are written without a mistake."""
    with torch.no_grad():
        written, _, _ = net.write(source, target.shape[1])
    return ((written == target) | (target == 0)).all(1).float().mean().item()


def shown(net: Writer, words: Vocabulary, characters: Vocabulary, source: list[str], longest: int) -> dict[str, Any]:
    """Give the characters that a network writes of one text up to the end, their chances and weights in per cent."""
    with torch.no_grad():
        written, chances, weights = (each[0] for each in net.write(words.rows([source]), longest))
    said = [characters.tokens[k] for k in written.tolist()]
    end = said.index(END) + 1 if END in said else longest
    found: dict[str, Any] = {"writes": said[:end]}
    found["chances"] = [round(100 * chance) for chance in chances[:end].tolist()]
    if net.attends:
        found["weights"] = [[round(100 * w) for w in row] for row in weights[:end].tolist()]
    return found


def main() -> None:
    """Train both, test them, and write."""
    torch.set_num_threads(1)
    draw = random.Random(SEED)  # noqa: S311  texts, not secrets
    known, unseen = split(draw)

    def texts(days: Sequence[datetime.date], dates: int, count: int) -> list[Pair]:
        return [pair(draw.choices(days, k=dates)) for _ in range(count)]

    training = texts(known, 1, 6000) + texts(known, MOST, 3000)
    testing = {dates: texts(unseen, dates, TESTED) for dates in range(1, MOST + 2)}
    words, characters = (Vocabulary(text[side] for text in training) for side in (0, 1))
    chosen = [pair([FIRST])] + [text for dates, n in enumerate(SHOWN, start=1) for text in testing[dates][:n]]
    longest = max(len(target) for _, target in chosen)

    found: list[dict[str, Any]] = [{"source": source, "target": target} for source, target in chosen]
    right: dict[str, list[float]] = {}
    for name in ("threads", "cut"):
        torch.manual_seed(SEED)
        net = Writer(name == "threads", len(words.tokens), len(characters.tokens))
        train(net, *(v.rows([text[side] for text in training]) for side, v in enumerate((words, characters))))
        right[name] = [
            round(share_right(net, words.rows([x for x, _ in some]), characters.rows([y for _, y in some])), 3)
            for some in testing.values()
        ]
        for each in found:
            each[name] = shown(net, words, characters, each["source"], longest)
    rows = ",\n".join(json.dumps(each, ensure_ascii=False) for each in found)
    FILE.write_text(f'{{"right": {json.dumps(right)},\n"texts": [\n{rows}\n]}}\n', encoding="utf-8")
    print(right, FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
