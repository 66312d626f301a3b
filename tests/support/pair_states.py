"""The four networks over two sentences in PyTorch, and where their gradients go: an oracle for the demo PairTable."""

import torch

State = tuple[int, int, int]
Inputs = tuple[torch.Tensor, torch.Tensor]


def states_by_torch(way: str, n: int, m: int) -> tuple[dict[State, torch.Tensor], Inputs]:
    """Build one of the four networks of LSTM cells of three units from its description: all states, and the words."""
    torch.manual_seed(n * 10 + m)
    x, y = (torch.randn(length, 2, dtype=torch.float64, requires_grad=True) for length in (n, m))
    zero = torch.zeros(1, 3, dtype=torch.float64)
    h: dict[State, torch.Tensor] = {}
    c: dict[State, torch.Tensor] = {}

    def cell(inputs: int) -> torch.nn.LSTMCell:
        return torch.nn.LSTMCell(inputs, 3, dtype=torch.float64)

    def at(states: dict[State, torch.Tensor], *place: int) -> torch.Tensor:
        return states.get((place[0], place[1], place[2]), zero)

    if way in ("parallel", "attention"):
        first, second = cell(2), cell(5)
        for i in range(1, n + 1):
            h[1, i, 0], c[1, i, 0] = first(x[i - 1 : i], (at(h, 1, i - 1, 0), at(c, 1, i - 1, 0)))
        for j in range(1, m + 1):
            context = zero
            if way == "attention":
                keys = torch.cat([h[1, i, 0] for i in range(1, n + 1)])
                context = torch.softmax(at(h, 2, 0, j - 1) @ keys.T, 1) @ keys
            word = torch.cat([y[j - 1 : j], context], 1)
            h[2, 0, j], c[2, 0, j] = second(word, (at(h, 2, 0, j - 1), at(c, 2, 0, j - 1)))
        return h, (x, y)
    whole, first, second = cell(7), cell(5), cell(5)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            if way == "tight":
                word = torch.cat([x[i - 1 : i], y[j - 1 : j], at(h, 0, i - 1, j)], 1)
                h[0, i, j], c[0, i, j] = whole(word, (at(h, 0, i, j - 1), at(c, 0, i, j - 1) + at(c, 0, i - 1, j)))
                continue
            down = torch.cat([x[i - 1 : i], at(h, 2, i - 1, j)], 1)
            h[1, i, j], c[1, i, j] = first(down, (at(h, 1, i - 1, j), at(c, 1, i - 1, j)))
            across = torch.cat([y[j - 1 : j], at(h, 1, i, j - 1)], 1)
            h[2, i, j], c[2, i, j] = second(across, (at(h, 2, i, j - 1), at(c, 2, i, j - 1)))
    return h, (x, y)


def reached(state: torch.Tensor, words: Inputs) -> tuple[list[bool], list[bool]]:
    """For each word of both sentences, whether the state has a gradient there."""
    found = torch.autograd.grad(state.sum(), words, retain_graph=True, allow_unused=True)
    first, second = (
        [False] * len(sentence) if each is None else [bool(row.abs().sum() > 0) for row in each]
        for each, sentence in zip(found, words, strict=True)
    )
    return first, second
