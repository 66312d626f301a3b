"""Formulas at random, and what PyTorch's LSTM cell makes of their trees: an oracle for the demo TreeLstm."""

import random
import re
from typing import Any

import torch

from course.demos import tree_lstm as tree


def by_torch(text: str, one_gate: bool = False) -> list[dict[str, torch.Tensor]]:
    """Fold every node of a formula by torch.nn.LSTMCell, child by child."""
    weights: dict[str, Any] = tree.trained()
    units = len(weights["out"])
    cell = torch.nn.LSTMCell(len(weights["words"]), units, dtype=torch.float64)
    w = {name: torch.tensor(weights[name], dtype=torch.float64) for name in ("x", "h", "out")}
    cell.load_state_dict(
        {"weight_ih": w["x"], "weight_hh": w["h"], "bias_ih": torch.zeros(4 * units), "bias_hh": torch.zeros(4 * units)}
    )
    done: list[dict[str, torch.Tensor]] = []
    for node in tree.parse(text):
        x = torch.nn.functional.one_hot(
            torch.tensor([weights["words"].index(node.word)]), len(weights["words"])
        ).double()
        kids = [done[kid] for kid in node.kids]
        total = sum((kid["h"] for kid in kids), torch.zeros(1, units, dtype=torch.float64))
        with torch.no_grad():
            _, write = cell(x, (total, torch.zeros(1, units, dtype=torch.float64)))  # with an empty cell: i·g
            kept = torch.zeros(1, units, dtype=torch.float64)
            for kid in kids:  # with a full one, from the child's own state: f·c and an i·g of its own
                own = total if one_gate else kid["h"]
                both = cell(x, (own, kid["c"]))[1]
                kept += both - cell(x, (own, torch.zeros_like(kid["c"])))[1]
            c = kept + write
            show = torch.sigmoid((x @ w["x"].T + total @ w["h"].T)[:, 3 * units :])
        h = show * torch.tanh(c)
        chance = torch.sigmoid(h @ w["out"] + weights["out_b"])
        done.append({"c": c, "h": h, "write": write, "chance": chance})
    return done


def formula(depth: int, chance: random.Random) -> str:
    """Draw a formula, as it is written."""
    if depth == 0:
        return chance.choice("TF")
    if chance.random() < 0.3:
        return f"not {bracketed(depth - 1, chance)}"
    word = chance.choice((" and ", " or "))
    return word.join(bracketed(chance.randrange(depth), chance) for _ in range(chance.choice((2, 2, 3))))


def bracketed(depth: int, chance: random.Random) -> str:
    """The same, in brackets where it needs them."""
    text = formula(depth, chance)
    return f"({text})" if re.search("and|or", text) and not text.startswith("(") else text


def drawn(count: int) -> list[str]:
    """Draw formulas that fit into the picture, the demo's own first."""
    chance, found = random.Random(4), list(tree.SAMPLES)
    while len(found) < count:
        text = f"({formula(3, chance)})"
        try:
            tree.parse(text)
        except ValueError:
            continue
        found.append(text)
    return found
