"""Classes ``Seq2Seq`` that are wrong, each for one reason."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from tests.solutions.a09_attention.translators import Kind, Luong, PlainRecurrence, Right, State, masked


def wrong(base: Kind = Right, **parts: Callable[..., Any]) -> Kind:
    """A right class, with some of its methods exchanged."""
    return type("Seq2Seq", (base,), parts)


def begun(change: Callable[[Any, int, int, int], None], base: Kind = Right, **parts: Callable[..., Any]) -> Kind:
    """A right class, with something changed after it was made: ``change`` gets it, and what it was made with."""

    def begin(self: Any, vocab: int, dim: int, units: int) -> None:
        base.__init__(self, vocab, dim, units)
        change(self, vocab, dim, units)

    return wrong(base, __init__=begin, **parts)


def then(change: Callable[[torch.Tensor], Any], base: Kind = Right) -> Kind:
    """A right class, with something done to its logits."""
    return wrong(base, forward=lambda self, *given: change(base.forward(self, *given)))


def weighted(softmax: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], base: Kind = Right, **parts: Any) -> Kind:
    """A right class, with another softmax, which is given scores and mask."""
    return wrong(base, attend=lambda self, hs, keys, kept: softmax(self.scores(hs, keys), kept[:, None]), **parts)


def all_kept(self: Any, source_mask: torch.Tensor) -> torch.Tensor:
    return torch.ones(source_mask.shape, dtype=torch.bool)


def read_on(self: Any, words: torch.Tensor, kept: torch.Tensor) -> tuple[torch.Tensor, State]:
    """The encoder passes over nothing."""
    return Right.encode(self, words, torch.ones_like(kept))


def zeros(self: Any, keys: torch.Tensor, state: State, kept: torch.Tensor) -> State:
    return tuple(torch.zeros_like(one) for one in state)


def first_state(self: Any, keys: torch.Tensor, state: State, kept: torch.Tensor) -> State:
    return keys[:, 0], torch.zeros_like(keys[:, 0])


def as_lengths(self: Any, source_mask: torch.Tensor) -> torch.Tensor:
    return torch.arange(source_mask.shape[1]) < source_mask.sum(1, keepdim=True)


def in_two_directions(self: Any, target: torch.Tensor, state: State) -> torch.Tensor:
    words = self.target_embedding(target)
    h, c = (torch.stack([one, one]) for one in state)
    hs, _ = self.decoder(words, (h[..., : self.units], c[..., : self.units]))
    return self.both(hs)


def two_directions(self: Any, vocab: int, dim: int, units: int) -> None:
    self.decoder = nn.LSTM(dim, units, batch_first=True, bidirectional=True)
    self.both = nn.Linear(2 * units, units)


def shifted(self: Any, source: torch.Tensor, source_mask: torch.Tensor, target: torch.Tensor) -> Any:
    started = torch.cat([torch.zeros_like(target[:, :1]), target[:, :-1]], 1)
    return Right.forward(self, source, source_mask, started)


def fed_back(self: Any, source: torch.Tensor, source_mask: torch.Tensor, target: torch.Tensor) -> Any:
    kept = self.kept(source_mask)
    keys, state = self.encode(self.source_embedding(source), kept)
    word, logits, weights = target[:, 0], [], []
    for _ in range(target.shape[1]):
        state = self.decoder(self.target_embedding(word), state)
        weights.append(self.attend(state[0][:, None], keys, kept))
        logits.append(self.logits(state[0][:, None], weights[-1] @ keys))
        word = logits[-1][:, 0].argmax(1)
    self.weights = torch.cat(weights, 1)
    return torch.cat(logits, 1)


def detached(self: Any, words: torch.Tensor, kept: torch.Tensor) -> tuple[torch.Tensor, State]:
    keys, state = Right.encode(self, words, kept)
    return keys.detach(), tuple(one.detach() for one in state)


def unused(self: Any, vocab: int, dim: int, units: int) -> None:
    self.spare = nn.Linear(units, units)


def reshaped(self: Any, words: torch.Tensor, kept: torch.Tensor) -> tuple[torch.Tensor, State]:
    """Steps come first in the stack, and the reshape puts other texts' steps in their place."""
    keys, state = Right.encode(self, words, kept)
    return keys.transpose(0, 1).reshape(keys.shape), state


def kept_state(self: Any, words: torch.Tensor) -> State:
    """The state of the last call, if there were as many texts."""
    last = getattr(self, "last", None)
    return last if last is not None and len(last[0]) == len(words) else Right.begun(self, words)


def encode_and_keep(self: Any, words: torch.Tensor, kept: torch.Tensor) -> tuple[torch.Tensor, State]:
    keys, state = Right.encode(self, words, kept)
    self.last = tuple(one.detach() for one in state)
    return keys, state


def tanh_scores(self: Any, hs: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
    return self.v(torch.tanh(self.of_query(hs)[:, :, None] + self.of_key(keys)[:, None]))[..., 0]


def additive(self: Any, vocab: int, dim: int, units: int) -> None:
    self.of_query, self.of_key = nn.Linear(units, units, bias=False), nn.Linear(units, units, bias=False)
    self.v = nn.Linear(units, 1, bias=False)


def turned(self: Any, *given: torch.Tensor) -> Any:
    logits = Right.forward(self, *given)
    self.weights = self.weights.transpose(1, 2)
    return logits


def stacked_in_front(self: Any, *given: torch.Tensor) -> Any:
    logits = Right.forward(self, *given)
    self.weights = self.weights.transpose(0, 1)
    return logits.transpose(0, 1)


def unattended(self: Any, *given: torch.Tensor) -> Any:
    logits = Right.forward(self, *given)
    del self.weights
    return logits


LOWEST = float("-inf")

# By the name of the mistake that is to be named (None: no name, but a part is lost), then by what is done.
WRONG: Mapping[str, tuple[str | None, Kind]] = {
    "mask ignored": ("mask_ignored", wrong(kept=all_kept)),
    "mask ignored, Luong": ("mask_ignored", wrong(Luong, kept=all_kept)),
    "padding attended to": ("padding_attended_to", weighted(lambda scores, kept: scores.softmax(-1))),
    "multiplied after the softmax": ("weights_not_renormalised", weighted(lambda s, kept: s.softmax(-1) * kept)),
    "scores times mask": ("padding_attended_to", weighted(lambda scores, kept: (scores * kept).softmax(-1))),
    "mask turned": ("mask_turned", weighted(lambda scores, kept: masked(scores, ~kept))),
    "lengths": ("mask_taken_for_a_length", wrong(kept=as_lengths)),
    "state after the padding": ("state_after_the_padding", wrong(encode=read_on)),
    "NaN": (
        "nan_where_nothing_is_kept",
        weighted(lambda scores, kept: scores.masked_fill(~kept, LOWEST).softmax(-1)),
    ),
    "NaN, Luong": (
        "nan_where_nothing_is_kept",
        weighted(lambda scores, kept: scores.masked_fill(~kept, LOWEST).softmax(-1), Luong),
    ),
    "from zeros": ("not_from_the_last_state", wrong(start=zeros)),
    "from the first state": ("not_from_the_last_state", wrong(start=first_state)),
    "context unused": (
        "context_unused",
        begun(
            lambda self, vocab, dim, units: setattr(self, "out", nn.Linear(units, vocab)),
            logits=lambda self, hs, context: self.out(hs),
        ),
    ),
    "state twice": ("context_unused", wrong(logits=lambda self, hs, context: self.out(torch.cat([hs, hs], -1)))),
    "attention once": (
        "attention_of_the_first_state_alone",
        wrong(attend=lambda self, hs, keys, kept: Right.attend(self, hs[:, :1].expand_as(hs), keys, kept)),
    ),
    "attention of the encoder's state": (
        "attention_of_the_first_state_alone",
        wrong(
            attend=lambda self, hs, keys, kept: Right.attend(self, keys[:, -1:].expand(-1, hs.shape[1], -1), keys, kept)
        ),
    ),
    "scaled": (
        "scaled",
        wrong(scores=lambda self, hs, keys: Right.scores(self, hs, keys) / self.units**0.5),
    ),
    "additive": ("additive_scores", begun(additive, scores=tanh_scores)),
    "softmax over the steps": (
        "softmax_over_the_steps",
        weighted(lambda scores, kept: scores.masked_fill(~kept, -1e9).softmax(1)),
    ),
    "weights transposed": ("weights_transposed", wrong(forward=turned)),
    "stack without dim=1": ("steps_before_texts", wrong(forward=stacked_in_front)),
    "looks ahead": ("looks_ahead", begun(two_directions, decode=in_two_directions)),
    "shifts the target": ("shifts_the_target", wrong(forward=shifted)),
    "own words": ("own_words_fed_back", wrong(forward=fed_back)),
    "a logit too few": (
        "one_logit_too_few",
        wrong(forward=lambda self, source, mask, target: Right.forward(self, source, mask, target[:, :-1])),
    ),
    "softmax": ("probabilities", then(lambda logits: logits.softmax(-1))),
    "log_softmax": ("log_probabilities", then(lambda logits: logits.log_softmax(-1), PlainRecurrence)),
    "relu": ("relu_on_logits", then(torch.relu)),
    "tanh": ("tanh_on_logits", then(torch.tanh)),
    "detached": ("encoder_not_trained", wrong(encode=detached)),
    "a layer unused": ("encoder_not_trained", begun(unused)),
    "reshape for transpose": ("texts_mixed", wrong(encode=reshaped)),
    "remembers": ("remembers_the_last_call", wrong(begun=kept_state, encode=encode_and_keep)),
    "no weights": (None, wrong(forward=unattended)),
    "zeros in single precision": (
        None,
        wrong(begun=lambda self, words: (torch.zeros(len(words), self.units), torch.zeros(len(words), self.units))),
    ),
    "~ of 0 and 1": (
        None,
        wrong(
            kept=lambda self, mask: mask,
            attend=lambda self, hs, keys, kept: self.scores(hs, keys).masked_fill(~kept[:, None], -1e9).softmax(-1),
        ),
    ),
}
