"""Trains the small child-sum Tree-LSTM of the demo TreeLstm and writes its weights, rounded to two decimals.

    .venv/bin/python scripts/train_tree_lstm.py        # a minute on one core; writes course/demos/tree_lstm.json

The task: whether a formula of T, F, and, or, not is true, read at its root. Training sees formulas of depth 1 to 3;
of several seeds the one is kept that, after rounding, is right most often at depths 4 to 6.
"""

import json
import random
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

WORDS = ("T", "F", "and", "or", "not")
UNITS, SEEDS, EPOCHS, BATCHES = 4, 5, 150, 29
FILE = Path(__file__).resolve().parents[1] / "course" / "demos" / "tree_lstm.json"

Formula = tuple[Any, ...]  # the word, then its formulas
Batch = tuple[Tensor, list[tuple[Tensor, Tensor, Tensor]], Tensor, Tensor]


def drawn(depth: int, chance: random.Random) -> Formula:
    """A random formula of this depth."""
    if depth == 0:
        return (chance.choice("TF"),)
    word = chance.choice(WORDS[2:])
    if word == "not":
        return (word, drawn(depth - 1, chance))
    deep = drawn(depth - 1, chance)
    children = [deep, *(drawn(chance.randrange(depth), chance) for _ in range(chance.choice((1, 1, 2))))]
    chance.shuffle(children)
    return (word, *children)


def truth(formula: Formula) -> bool:
    """Judge the formula."""
    word, *children = formula
    if not children:
        return bool(word == "T")
    values = [truth(child) for child in children]
    return not values[0] if word == "not" else all(values) if word == "and" else any(values)


def balanced(depth: int, n: int, chance: random.Random) -> list[Formula]:
    """As many true formulas as false ones."""
    found: dict[bool, list[Formula]] = {True: [], False: []}
    while min(map(len, found.values())) < n // 2:
        formula = drawn(depth, chance)
        found[truth(formula)].append(formula)
    return found[True][: n // 2] + found[False][: n // 2]


def as_batch(formulas: list[Formula]) -> Batch:
    """The nodes' words; for each level from the leaves its nodes, their children, and whose each is; roots; labels."""
    words: list[int] = []
    below: list[list[int]] = []
    level: list[int] = []

    def add(formula: Formula) -> int:
        children = [add(child) for child in formula[1:]]
        words.append(WORDS.index(formula[0]))
        below.append(children)
        level.append(1 + max((level[child] for child in children), default=-1))
        return len(words) - 1

    roots = [add(formula) for formula in formulas]
    levels = []
    for height in range(max(level) + 1):
        nodes = [k for k, each in enumerate(level) if each == height]
        children = [child for k in nodes for child in below[k]]
        whose = [place for place, k in enumerate(nodes) for _ in below[k]]
        levels.append(
            (torch.tensor(nodes), torch.tensor(children, dtype=torch.long), torch.tensor(whose, dtype=torch.long))
        )
    labels = torch.tensor([float(truth(formula)) for formula in formulas])
    return torch.tensor(words), levels, torch.tensor(roots), labels


def run(w: dict[str, Tensor], batch: Batch, noise: float = 0.0) -> tuple[Tensor, Tensor]:
    """Scores of the roots, and the cells of all nodes; gate blocks i, f, g, o."""
    words, levels, roots, _ = batch
    hidden = cells = torch.zeros(len(words), UNITS)
    of_i, of_f, of_g, of_o = w["h"].split(UNITS)
    for nodes, children, whose in levels:
        a = w["x"].T[words[nodes]]
        i, f, g, o = (a + noise * torch.randn_like(a)).split(UNITS, 1)
        total = torch.zeros(len(nodes), UNITS).index_add(0, whose, hidden[children])
        kept = torch.sigmoid(f[whose] + hidden[children] @ of_f.T) * cells[children]
        c = torch.sigmoid(i + total @ of_i.T) * torch.tanh(g + total @ of_g.T)
        c = c.index_add(0, whose, kept)
        h = torch.sigmoid(o + total @ of_o.T) * torch.tanh(c)
        hidden, cells = hidden.index_put((nodes,), h), cells.index_put((nodes,), c)
    return hidden[roots] @ w["out"] + w["out_b"], cells


def train(batches: list[Batch], seed: int) -> dict[str, Tensor]:
    """Train one network, with noise on its sums until near the end; the weights, rounded."""
    torch.manual_seed(seed)
    w = {"x": 0.5 * torch.randn(4 * UNITS, len(WORDS)), "h": 0.5 * torch.randn(4 * UNITS, UNITS)}
    w |= {"out": torch.randn(UNITS), "out_b": torch.zeros(())}
    w = {name: each.requires_grad_() for name, each in w.items()}
    adam = torch.optim.Adam(w.values(), lr=0.02)
    rates = torch.optim.lr_scheduler.OneCycleLR(adam, 0.03, EPOCHS * len(batches))
    for epoch in range(EPOCHS):
        for batch in batches:
            scores, cells = run(w, batch, 0.3 if epoch < 0.8 * EPOCHS else 0.0)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, batch[3])
            loss = loss + 1e-3 * (cells**2).mean() + 2e-4 * sum((each**2).mean() for each in w.values())
            adam.zero_grad()
            loss.backward()
            adam.step()
            rates.step()
    return {name: torch.round(each.detach() * 100) / 100 for name, each in w.items()}


def right(w: dict[str, Tensor], batch: Batch) -> float:
    """The share of formulas that are judged right."""
    with torch.no_grad():
        return ((run(w, batch)[0] > 0) == (batch[3] > 0.5)).float().mean().item()


def main() -> None:
    """Train each seed, keep the best, and write it."""
    torch.set_num_threads(1)
    chance = random.Random(0)  # noqa: S311 formulas, no secrets
    learned = balanced(1, 40, chance) + balanced(2, 500, chance) + balanced(3, 900, chance)
    batches = [as_batch(learned[k::BATCHES]) for k in range(BATCHES)]
    deeper = [as_batch(balanced(depth, 400, chance)) for depth in (4, 5, 6)]
    found = []
    for seed in range(SEEDS):
        w = train(batches, seed)
        found.append(([right(w, batch) for batch in deeper], w))
        print(seed, found[-1][0], flush=True)
    _, best = max(found, key=lambda pair: sum(pair[0]))
    rows = {name: [[round(n, 2) for n in row] for row in best[name].tolist()] for name in ("x", "h")}
    lines = [f' "words": {json.dumps(WORDS)}']
    for name, part in rows.items():
        lines.append(f' "{name}": [\n' + ",\n".join(f"  {json.dumps(row)}" for row in part) + "\n ]")
    lines.append(f' "out": {json.dumps([round(n, 2) for n in best["out"].tolist()])}')
    lines.append(f' "out_b": {best["out_b"].item():.2f}')
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
