"""Classes ``Seq2Seq`` as people write them: right ones in many styles; some parts can be exchanged for wrong ones."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn
from torch.nn import functional

Kind = type[nn.Module]
State = tuple[torch.Tensor, ...]


def masked(scores: torch.Tensor, kept: torch.Tensor) -> torch.Tensor:
    """Weights over what is kept, zeros where nothing is."""
    weights = scores.masked_fill(~kept, float("-inf")).softmax(-1)
    return torch.where(kept.any(-1, keepdim=True), weights, torch.zeros_like(weights))


class Right(nn.Module):
    """An LSTM that is passed over masked words, and the logits of both vectors side by side; its parts are methods."""

    def __init__(self, vocab: int, dim: int, units: int) -> None:
        super().__init__()
        self.units = units
        self.source_embedding = nn.Embedding(vocab, dim)
        self.target_embedding = nn.Embedding(vocab, dim)
        self.encoder: Any = nn.LSTMCell(dim, units)
        self.decoder: Any = nn.LSTMCell(dim, units)
        self.out = nn.Linear(2 * units, vocab)

    def kept(self, source_mask: torch.Tensor) -> torch.Tensor:
        return source_mask.bool()

    def begun(self, words: torch.Tensor) -> State:
        zeros = torch.zeros(len(words), self.units, dtype=words.dtype)
        return zeros, zeros

    def encode(self, words: torch.Tensor, kept: torch.Tensor) -> tuple[torch.Tensor, State]:
        state, states = self.begun(words), []
        for s in range(words.shape[1]):
            new = self.encoder(words[:, s], state)
            state = tuple(torch.where(kept[:, s : s + 1], one, before) for one, before in zip(new, state, strict=True))
            states.append(state[0])
        return torch.stack(states, 1), state

    def start(self, keys: torch.Tensor, state: State, kept: torch.Tensor) -> State:
        return state

    def decode(self, target: torch.Tensor, state: State) -> torch.Tensor:
        words, hs = self.target_embedding(target), []
        for t in range(words.shape[1]):
            state = self.decoder(words[:, t], state)
            hs.append(state[0])
        return torch.stack(hs, 1)

    def scores(self, hs: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
        return torch.einsum("ntu,nsu->nts", hs, keys)

    def attend(self, hs: torch.Tensor, keys: torch.Tensor, kept: torch.Tensor) -> torch.Tensor:
        return masked(self.scores(hs, keys), kept[:, None, :])

    def logits(self, hs: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        return self.out(torch.cat([hs, context], -1))

    def forward(self, source: torch.Tensor, source_mask: torch.Tensor, target: torch.Tensor) -> Any:
        kept = self.kept(source_mask)
        keys, state = self.encode(self.source_embedding(source), kept)
        hs = self.decode(target, self.start(keys, state, kept))
        self.weights = self.attend(hs, keys, kept)
        return self.logits(hs, self.weights @ keys)


class Luong(Right):
    """A layer with tanh between the two vectors and the logits."""

    def __init__(self, vocab: int, dim: int, units: int) -> None:
        super().__init__(vocab, dim, units)
        self.combine = nn.Linear(2 * units, units, bias=False)
        self.out = nn.Linear(units, vocab)

    def logits(self, hs: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        return self.out(torch.tanh(self.combine(torch.cat([context, hs], -1))))


class OneTableAndTwoProjections(Right):
    """Source and target share a table, and each vector has a projection of its own."""

    def __init__(self, vocab: int, dim: int, units: int) -> None:
        super().__init__(vocab, dim, units)
        self.target_embedding = self.source_embedding
        self.out, self.of_context = nn.Linear(units, vocab), nn.Linear(units, vocab, bias=False)

    def logits(self, hs: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        return self.out(hs) + self.of_context(context)


class PlainRecurrence(nn.Module):
    """Plain recurrent layers of PyTorch; masked words are read as zeros, and the last state that is kept is picked."""

    def __init__(self, vocab: int, dim: int, units: int) -> None:
        super().__init__()
        self.embed_source, self.embed_target = nn.Embedding(vocab, dim), nn.Embedding(vocab, dim)
        self.reader, self.writer = nn.RNN(dim, units, batch_first=True), nn.RNN(dim, units, batch_first=True)
        self.head = nn.Linear(2 * units, vocab)

    def forward(self, source: torch.Tensor, source_mask: torch.Tensor, target: torch.Tensor) -> Any:
        mask = source_mask.to(self.head.weight.dtype)
        states, _ = self.reader(self.embed_source(source) * mask[..., None])
        states = states * mask[..., None]
        last = (mask * torch.arange(1, mask.shape[1] + 1)).argmax(1)
        first = states[torch.arange(len(source)), last]
        hs, _ = self.writer(self.embed_target(target), first[None].contiguous())
        scores = torch.bmm(hs, states.transpose(1, 2)) + (1 - mask[:, None]) * -1e9
        self.weights = functional.softmax(scores, dim=2)
        return self.head(torch.cat((hs, torch.bmm(self.weights, states)), dim=2))


class Packed(nn.Module):
    """Words that are kept are moved to the front and packed; GRU layers."""

    def __init__(self, vocab: int, dim: int, units: int) -> None:
        super().__init__()
        self.a, self.b = nn.Embedding(vocab, dim), nn.Embedding(vocab, dim)
        self.encoder, self.decoder = nn.GRU(dim, units, batch_first=True), nn.GRU(dim, units, batch_first=True)
        self.out = nn.Linear(2 * units, vocab)

    def forward(self, source: torch.Tensor, source_mask: torch.Tensor, target: torch.Tensor) -> Any:
        keep = source_mask.bool()
        order = torch.argsort((~keep).long(), dim=1, stable=True)
        lengths = keep.sum(1)
        packed = nn.utils.rnn.pack_padded_sequence(
            self.a(source.gather(1, order)), lengths.clamp(min=1), batch_first=True, enforce_sorted=False
        )
        out, h = self.encoder(packed)
        out, _ = nn.utils.rnn.pad_packed_sequence(out, batch_first=True, total_length=source.shape[1])
        keys = torch.zeros_like(out).scatter(1, order[..., None].expand_as(out), out)
        h = h * (lengths > 0)[None, :, None]
        hs, _ = self.decoder(self.b(target), h)
        self.weights = masked(hs @ keys.mT, keep[:, None, :])
        return self.out(torch.cat([self.weights @ keys, hs], 2))


class InputFeeding(nn.Module):
    """What was found a step before is read with the next word; bare parameters beside GRU cells."""

    def __init__(self, vocab: int, dim: int, units: int) -> None:
        super().__init__()
        self.source_words = nn.Parameter(0.5 * torch.randn(vocab, dim))
        self.target_words = nn.Parameter(0.5 * torch.randn(vocab, dim))
        self.encoder, self.decoder = nn.GRUCell(dim, units), nn.GRUCell(dim + units, units)
        self.w = nn.Parameter(torch.randn(2 * units, vocab) / units**0.5)
        self.b = nn.Parameter(torch.zeros(vocab))

    def forward(self, source: torch.Tensor, source_mask: torch.Tensor, target: torch.Tensor) -> Any:
        h = self.w.new_zeros(len(source), self.encoder.hidden_size)
        keys = []
        for word, there in zip(self.source_words[source].unbind(1), source_mask.unbind(1), strict=True):
            there = there.to(h.dtype)[:, None]
            h = there * self.encoder(word, h) + (1 - there) * h
            keys.append(h)
        states, context = torch.stack(keys, 1), torch.zeros_like(h)
        weights, logits = [], []
        for word in self.target_words[target].unbind(1):
            h = self.decoder(torch.cat([word, context], 1), h)
            w = masked((states * h[:, None]).sum(2), source_mask > 0)
            context = (w[..., None] * states).sum(1)
            weights.append(w)
            logits.append(torch.cat([h, context], 1) @ self.w + self.b)
        self.weights = torch.stack(weights, 1)
        return torch.stack(logits, 1)


class StateBefore(Right):
    """The state before asks, as Bahdanau has it, and what it finds is read with the word."""

    def __init__(self, vocab: int, dim: int, units: int) -> None:
        super().__init__(vocab, dim, units)
        self.decoder = nn.LSTMCell(dim + units, units)

    def forward(self, source: torch.Tensor, source_mask: torch.Tensor, target: torch.Tensor) -> Any:
        kept = self.kept(source_mask)
        keys, state = self.encode(self.source_embedding(source), kept)
        weights, logits = [], []
        for word in self.target_embedding(target).unbind(1):
            weights.append(self.attend(state[0][:, None], keys, kept))
            context = (weights[-1] @ keys)[:, 0]
            state = self.decoder(torch.cat([word, context], 1), state)
            logits.append(self.logits(state[0], context))
        self.weights = torch.cat(weights, 1)
        return torch.stack(logits, 1)


class TwoLayersAndABridge(Right):
    """Two layers of GRU on each side, and a layer between the last states and the first ones."""

    def __init__(self, vocab: int, dim: int, units: int) -> None:
        super().__init__(vocab, dim, units)
        self.encoder = nn.ModuleList([nn.GRUCell(dim, units), nn.GRUCell(units, units)])
        self.decoder = nn.GRU(dim, units, num_layers=2, batch_first=True)
        self.bridge = nn.Linear(units, units)

    def encode(self, words: torch.Tensor, kept: torch.Tensor) -> tuple[torch.Tensor, State]:
        last = []
        for layer in self.encoder:
            h, states = torch.zeros(len(words), self.units, dtype=words.dtype), []
            for s in range(words.shape[1]):
                h = torch.where(kept[:, s, None], layer(words[:, s], h), h)
                states.append(h)
            words = torch.stack(states, 1)
            last.append(torch.tanh(self.bridge(h)))
        return words, tuple(last)

    def decode(self, target: torch.Tensor, state: State) -> torch.Tensor:
        return self.decoder(self.target_embedding(target), torch.stack(state))[0]


RIGHT: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        Right,
        Luong,
        OneTableAndTwoProjections,
        PlainRecurrence,
        Packed,
        InputFeeding,
        StateBefore,
        TwoLayersAndABridge,
    )
}
