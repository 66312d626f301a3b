"""Trains the small LSTM of the demo LstmCell and writes its weights, rounded to two decimals.

    .venv/bin/python scripts/train_lstm_cell.py        # minutes on one core; writes course/demos/lstm_cell.json

The task: keep the digit that comes right after "!", say it at every "?", say "-" otherwise, and ignore all the rest.
The gates begin shut, and opening one has a small price, so that they open when it matters and their pictures can be
read. Noise on the gates' sums makes half-open gates costly; the end, without noise, mends what the noise broke.
Several seeds train side by side (axis s); the best after rounding is kept, and trained on for a while.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

SYMBOLS, SAYS = "0123456789!?a", "0123456789-"  # "a" stands for any other character, "-" for nothing
MARK, ASK, NOTHING = SYMBOLS.index("!"), SYMBOLS.index("?"), SAYS.index("-")
CHANCES = [0.05] * 10 + [0.18, 0.24, 0.10]  # how often each symbol comes
UNITS, SEEDS, STEPS, MENDING = 6, 8, 12_000, 4_000
JUDGED = 4000  # texts, of 40 characters
FILE = Path(__file__).resolve().parents[1] / "course" / "demos" / "lstm_cell.json"
SHAPES = {"x": (4 * UNITS, 13), "h": (4 * UNITS, UNITS), "b": (4 * UNITS,), "out": (11, UNITS), "out_b": (11,)}

Weights = dict[str, Tensor]
Plan = Callable[[float], tuple[int, float, float]]


def sequences(n: int, length: int) -> tuple[Tensor, Tensor]:
    """Random texts (n, length), and what must be said at each step."""
    x = torch.multinomial(torch.tensor(CHANCES).expand(n, -1), length, replacement=True)
    kept, y = torch.full((n,), NOTHING), torch.full((n, length), NOTHING)
    for t in range(length):
        if t:
            kept = torch.where((x[:, t - 1] == MARK) & (x[:, t] < 10), x[:, t], kept)
        y[:, t] = torch.where(x[:, t] == ASK, kept, NOTHING)
    return x, y


def run(w: Weights, x: Tensor, noise: float = 0.0) -> tuple[Tensor, Tensor, Tensor]:
    """Scores (T, s, n, 11), gates i, f, o side by side (T, s, n, 3 units), and cells (T, s, n, units)."""
    h = c = torch.zeros(len(w["x"]), len(x), UNITS)
    from_x = w["x"].transpose(1, 2)[:, x] + w["b"][:, None, None]  # (s, n, T, 4 units), in PyTorch's order i, f, g, o
    from_x = from_x + noise * torch.randn_like(from_x)
    from_h = w["h"].transpose(1, 2).contiguous()
    hidden, gates, cells = [], [], []
    for a in from_x.unbind(2):
        a = torch.baddbmm(a, h, from_h)
        i, f, _, o = a.sigmoid().chunk(4, 2)
        c = f * c + i * a[:, :, 2 * UNITS : 3 * UNITS].tanh()
        h = o * c.tanh()
        hidden.append(h)
        cells.append(c)
        gates.append(torch.cat([i, f, o], 2))
    scores = torch.einsum("tsnu,sku->tsnk", torch.stack(hidden), w["out"]) + w["out_b"][:, None]
    return scores, torch.stack(gates), torch.stack(cells)


def train(w: Weights, steps: int, rate: float, plan: Plan) -> Weights:
    """Train for some steps; the plan gives length, noise and the price of open gates for the share that is done."""
    seeds = len(w["x"])
    w = {name: each.clone().requires_grad_() for name, each in w.items()}
    adam = torch.optim.Adam(w.values(), lr=rate)
    rates = torch.optim.lr_scheduler.OneCycleLR(adam, rate, steps)
    weight = torch.tensor([1.0] * 10 + [0.15])  # most steps say nothing
    for step in range(steps):
        length, noise, price = plan(step / steps)
        x, y = sequences(128, length)
        scores, gates, cells = run(w, x, noise)
        i, f, o = gates.chunk(3, 3)
        wanted = y.T[:, None].expand(-1, seeds, -1)
        loss = torch.nn.functional.cross_entropy(scores.flatten(0, 2), wanted.flatten(), weight)
        loss = loss + price * (0.15 * i.mean() + 0.05 * (1 - f).mean() + 0.15 * o.mean() + 0.02 * (cells**2).mean())
        adam.zero_grad()
        (seeds * loss).backward()
        for each in w.values():
            if each.grad is not None:
                each.grad.clamp_(-0.1, 0.1)  # by number, so that no seed has a say in another's
        adam.step()
        rates.step()
        if step % 1000 == 999:
            print(step + 1, round(loss.item(), 4), flush=True)
    return {name: each.detach() for name, each in w.items()}


def judge(w: Weights) -> tuple[Weights, Tensor, Tensor]:
    """After rounding: the weights, the share of right steps, and that of gates within 0.1 of open or shut, by seed."""
    w = {name: torch.round(each * 100) / 100 for name, each in w.items()}
    with torch.no_grad():
        x, y = sequences(JUDGED, 40)
        scores, gates, _ = run(w, x)
        right = (scores.argmax(3) == y.T[:, None]).float().mean((0, 2))
        decided = ((gates - 0.5).abs() > 0.4).float().mean((0, 2, 3))
    print("right", right.tolist(), "decided", decided.tolist())
    return w, right, decided


def learn(done: float) -> tuple[int, float, float]:
    """First learn from short texts, then become decided."""
    share = min(1.0, max(0.0, done - 0.4) / 0.4)
    return 6 if done < 0.25 else 14, 0.8 * share if done < 0.85 else 0.0, 0.15 + 0.85 * share


def main() -> None:
    """Train, choose, mend, and write."""
    torch.set_num_threads(1)
    torch.manual_seed(11)
    w = {name: 0.4 * torch.randn(SEEDS, *shape) for name, shape in SHAPES.items()}
    w["b"] += torch.tensor([-1.5, 2.0, 0.0, -1.5]).repeat_interleave(UNITS)  # begin shut, keeping, and quiet
    w, right, decided = judge(train(w, STEPS, 0.015, learn))
    best = max(range(SEEDS), key=lambda s: (right[s].item() > 0.997, decided[s].item()))
    w = {name: each[best : best + 1] for name, each in w.items()}
    w, _, _ = judge(train(w, MENDING, 0.006, lambda done: (20, 0.0, 0.4 * (1 - done))))
    parts: dict[str, Any] = {"symbols": SYMBOLS, "says": SAYS}
    parts |= {
        name: [[round(n, 2) for n in row] for row in torch.atleast_2d(each[0]).tolist()] for name, each in w.items()
    }
    parts |= {name: parts[name][0] for name in ("b", "out_b")}
    FILE.write_text("{\n" + ",\n".join(f' "{name}": {in_rows(part)}' for name, part in parts.items()) + "\n}\n")


def in_rows(part: str | list[float] | list[list[float]]) -> str:
    """JSON with a line for each row of a matrix."""
    if isinstance(part, list) and isinstance(part[0], list):
        return "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in part) + "\n ]"
    return json.dumps(part)


if __name__ == "__main__":
    main()
