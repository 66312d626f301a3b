"""Trains the letter model of the demo LetterUnits and writes what its units hold while it reads lines held back.

    .venv/bin/python scripts/train_letter_units.py     # seconds on one core; writes course/demos/letter_units.json

The model is an LSTM of 64 units on the text of chapter 08; the same line in ten is held back. Which property of the
text a unit follows is chosen on the lines that the model learned from, and measured on the lines held back, so that a
correlation is not the luckiest of many. What is shown of a unit is tanh of its cell, in 64 steps from −1 to 1, written
as one character each in the alphabet of base 64.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from course.demos.letter_units import ALPHABET, PROPERTIES, correlation, properties
from course.prose import prose

UNITS, UPDATES, SEED = 64, 1500, 9
LINES = 7  # of the lines held back are shown
FILE = Path(__file__).resolve().parents[1] / "course" / "demos" / "letter_units.json"


def lines() -> tuple[str, list[str]]:
    """The text to learn from, and the lines held back, every tenth, as in chapter 08."""
    every = prose().splitlines(keepends=True)
    return "".join(line for i, line in enumerate(every) if i % 10 != 9), every[9::10]


def as_numbers(text: str) -> Tensor:
    """Each letter's place in the alphabet of the whole text."""
    alphabet = sorted(set(prose()))
    return torch.tensor([alphabet.index(letter) for letter in text])


def mean_loss(reader: torch.nn.LSTM, out: torch.nn.Linear, pieces: Tensor) -> Tensor:
    """The mean of −log p of each next letter of the pieces (N, T + 1)."""
    one_hot = torch.nn.functional.one_hot(pieces[:, :-1], out.out_features).float()
    scores = out(reader(one_hot)[0])
    return torch.nn.functional.cross_entropy(scores.flatten(0, 1), pieces[:, 1:].flatten())


def train(learn: Tensor, test: Tensor, letters: int) -> tuple[torch.nn.LSTM, dict[int, float]]:
    """Learn to say the next letter, from random pieces of 64; the loss per letter held back, by update."""
    reader, out = torch.nn.LSTM(letters, UNITS, batch_first=True), torch.nn.Linear(UNITS, letters)
    with torch.no_grad():
        reader.get_parameter("bias_ih_l0")[UNITS : 2 * UNITS] = 1.0  # the forget gates begin open
    adam = torch.optim.Adam([*reader.parameters(), *out.parameters()], lr=0.01, weight_decay=1e-5)
    rates = torch.optim.lr_scheduler.CosineAnnealingLR(adam, UPDATES)
    held = {}
    for update in range(1, UPDATES + 1):
        begins = torch.randint(len(learn) - 64, (32,))
        pieces = torch.stack([learn[k : k + 65] for k in begins])
        loss = mean_loss(reader, out, pieces)
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*reader.parameters(), *out.parameters()], 1.0)
        adam.step()
        rates.step()
        if update % 250 == 0:
            with torch.no_grad():
                held[update] = round(mean_loss(reader, out, test[None]).item(), 2)
            print(f"{update}: training {loss.item():.2f}, held back {held[update]:.2f} per letter", flush=True)
    return reader, held


def cells(reader: torch.nn.LSTM, text: Tensor) -> NDArray[np.float64]:
    """Tanh of the cell after each letter of the text (T,): shape (T, units)."""
    state, seen = None, []
    with torch.no_grad():
        for letter in torch.nn.functional.one_hot(text, reader.input_size).float():
            _, state = reader(letter[None, None], state)
            seen.append(torch.tanh(state[1][0, 0]))
    return torch.stack(seen).double().numpy()


def found(learned: NDArray[np.float64], held: NDArray[np.float64], shown: str) -> list[dict[str, Any]]:
    """Measure each unit by its activations on the lines learned from and on those held back, shape (T, units) each."""
    to_learn, held_back = lines()
    known, unseen = properties(to_learn), properties("".join(held_back))
    units = []
    for of_learned, of_held in zip(learned.T, held.T, strict=True):
        r = {name: correlation(of_learned, known[name]) for name in PROPERTIES}
        name = max(r, key=lambda each: abs(r[each]))
        steps = np.rint(31.5 * (of_held[: len(shown)] + 1)).astype(int)
        values = "".join(ALPHABET[k] for k in steps)
        held_r = round(correlation(of_held, unseen[name]), 2)
        units.append({"follows": name, "learned": round(r[name], 2), "held": held_r, "values": values})
    return units


def write(units: list[dict[str, Any]], shown: str, held: dict[int, float]) -> None:
    """Write the file, a line for each unit."""
    rows = ",\n".join(json.dumps(unit) for unit in units)
    head = f'"text": {json.dumps(shown)},\n"loss": {json.dumps(held)}'
    FILE.write_text(f'{{{head},\n"units": [\n{rows}\n]}}\n', encoding="utf-8")
    print(FILE.stat().st_size, "bytes")


def main() -> None:
    """Train, measure, write, and say what was found."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    to_learn, held_back = lines()
    everything, shown = "".join(held_back), "".join(held_back[:LINES])
    reader, loss = train(as_numbers(to_learn), as_numbers(everything), len(set(prose())))
    learned, held = (cells(reader, as_numbers(text)) for text in (to_learn, everything))
    write(found(learned, held, shown), shown, loss)
    unseen = properties(everything)
    for name in PROPERTIES:
        best = max((correlation(values, unseen[name]) for values in held.T), key=abs)
        print(f"{name}: at most r = {best:.2f} in any unit, over all lines held back")


if __name__ == "__main__":
    main()
