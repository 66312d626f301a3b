"""Classes ``TextCNN`` as people write them: right ones in many layouts, and wrong ones, each for one reason."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn
from torch.nn import functional

Kind = type[nn.Module]


class Right(nn.Module):
    """Conv1d in a ModuleList; its parts can be exchanged for wrong ones."""

    def __init__(self, vocab: int, dim: int, widths: Any, filters: int, classes: int, dropout: float = 0.5) -> None:
        super().__init__()
        self.rate = dropout
        self.embedding = nn.Embedding(vocab, dim)
        self.convs = nn.ModuleList([nn.Conv1d(dim, filters, width) for width in widths])
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(len(widths) * filters, classes)

    def words(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.embedding(tokens).transpose(1, 2)

    def answers(self, x: torch.Tensor) -> list[torch.Tensor]:
        return [conv(x).relu() for conv in self.convs]

    def pool(self, answers: torch.Tensor) -> torch.Tensor:
        return answers.amax(2)

    def features(self, tokens: torch.Tensor) -> torch.Tensor:
        return torch.cat([self.pool(one) for one in self.answers(self.words(tokens))], 1)

    def forward(self, tokens: torch.Tensor) -> Any:
        return self.fc(self.dropout(self.features(tokens)))


class Conv2dMaximumFirst(nn.Module):
    """Filters as wide as the words' vectors, and the maximum before ReLU."""

    def __init__(self, vocab: int, dim: int, widths: Any, filters: int, classes: int, dropout: float = 0.5) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.convs1 = nn.ModuleList([nn.Conv2d(1, filters, (K, dim)) for K in widths])
        self.dropout = nn.Dropout(p=dropout)
        self.fc1 = nn.Linear(len(widths) * filters, classes)

    def forward(self, tokens: torch.Tensor) -> Any:
        x = self.embed(tokens).unsqueeze(1)
        x = [conv(x).squeeze(3) for conv in self.convs1]
        x = [functional.relu(functional.max_pool1d(i, i.size(2)).squeeze(2)) for i in x]
        return self.fc1(self.dropout(torch.cat(x, 1)))


class LinearOverWindows(nn.Module):
    """A linear layer over unfolded windows, and a table that is a bare parameter."""

    def __init__(self, vocab: int, dim: int, widths: Any, filters: int, classes: int, dropout: float = 0.5) -> None:
        super().__init__()
        self.widths, self.rate = tuple(widths), dropout
        self.table = nn.Parameter(0.5 * torch.randn(vocab, dim))
        self.filters = nn.ModuleDict({str(K): nn.Linear(K * dim, filters) for K in widths})
        self.last = nn.Linear(len(self.widths) * filters, classes)

    def forward(self, tokens: torch.Tensor) -> Any:
        x = self.table[tokens]
        maxima = []
        for K in self.widths:
            windows = x.unfold(1, K, 1).reshape(len(x), -1, K * x.shape[2])
            maxima.append(torch.relu(self.filters[str(K)](windows)).max(dim=1).values)
        return self.last(functional.dropout(torch.hstack(maxima), self.rate, self.training))


class EverythingByHand(nn.Module):
    """Bare parameters, small at first, einsum, loops and a dropout of its own."""

    def __init__(self, vocab: int, dim: int, widths: Any, filters: int, classes: int, dropout: float = 0.5) -> None:
        super().__init__()
        self.rate = dropout
        self.table = nn.Parameter(torch.empty(vocab, dim).uniform_(-0.25, 0.25))
        self.w = nn.ParameterList([nn.Parameter(0.1 * torch.randn(filters, K, dim)) for K in widths])
        self.b = nn.ParameterList([nn.Parameter(torch.zeros(filters)) for _ in widths])
        self.w_out = nn.Parameter(0.1 * torch.randn(len(widths) * filters, classes))
        self.b_out = nn.Parameter(torch.zeros(classes))

    def forward(self, tokens: torch.Tensor) -> Any:
        x, maxima = functional.embedding(tokens, self.table), []
        for w, b in zip(self.w, self.b, strict=True):
            K = w.shape[1]
            answers = [torch.einsum("nkd,fkd->nf", x[:, i : i + K], w) + b for i in range(x.shape[1] - K + 1)]
            maxima.append(torch.stack(answers).clamp(min=0).amax(0))
        features = torch.cat(maxima, -1)
        if self.training and self.rate == 1:
            features = torch.zeros_like(features)
        elif self.training:
            features = features * (torch.rand_like(features) >= self.rate) / (1 - self.rate)
        return features @ self.w_out + self.b_out


class Sequences(nn.Module):
    """Modules all the way, adaptive pooling, dropout of whole features of each width."""

    def __init__(self, vocab: int, dim: int, widths: Any, filters: int, classes: int, dropout: float = 0.5) -> None:
        super().__init__()
        self.lookup = nn.Embedding(vocab, dim)
        self.branches = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(dim, filters, K), nn.AdaptiveMaxPool1d(1), nn.ReLU(), nn.Flatten(), nn.Dropout(dropout)
            )
            for K in widths
        )
        self.head = nn.Linear(filters * len(widths), classes)
        nn.init.xavier_uniform_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, tokens: torch.Tensor) -> Any:
        x = self.lookup(tokens).permute(0, 2, 1)
        return self.head(torch.cat([branch(x) for branch in self.branches], dim=-1))


RIGHT: Mapping[str, Kind] = {
    kind.__name__: kind for kind in (Right, Conv2dMaximumFirst, LinearOverWindows, EverythingByHand, Sequences)
}


def wrong(**parts: Callable[..., Any]) -> Kind:
    """`Right`, with some of its methods exchanged."""
    return type("TextCNN", (Right,), parts)


def begun(change: Callable[[Any, int, int, list[int], int, int], None]) -> Kind:
    """`Right`, with something changed after it was made: ``change`` gets it, and what it was made with."""

    def begin(self: Any, vocab: int, dim: int, widths: Any, filters: int, classes: int, dropout: float = 0.5) -> None:
        Right.__init__(self, vocab, dim, widths, filters, classes, dropout)
        change(self, vocab, dim, list(widths), filters, classes)

    return wrong(__init__=begin)


def in_a_plain_list(self: Any, *sizes: Any) -> None:
    convs = list(self.convs)
    del self.convs
    object.__setattr__(self, "convs", convs)


def one_output_too_small(self: Any, vocab: int, dim: int, widths: list[int], filters: int, classes: int) -> None:
    self.fc = nn.Linear(filters, classes)


def put(**made: Callable[..., Any]) -> Kind:
    """`Right`, with layers made in another way, of (vocab, dim, widths, filters, classes)."""

    def change(self: Any, *sizes: Any) -> None:
        for name, make in made.items():
            setattr(self, name, make(*sizes))

    return begun(change)


def convolutions(**options: Any) -> Callable[..., nn.Module]:
    return lambda vocab, dim, widths, filters, classes: nn.ModuleList(
        [nn.Conv1d(dim, filters, width, **options) for width in widths]
    )


def frozen(vocab: int, dim: int, *rest: Any) -> nn.Module:
    return nn.Embedding.from_pretrained(torch.randn(vocab, dim))


def forward_with(drop: Callable[[Any, torch.Tensor], torch.Tensor]) -> Kind:
    """`Right`, with another dropout."""
    return wrong(forward=lambda self, tokens: self.fc(drop(self, self.features(tokens))))


def then(change: Callable[[torch.Tensor], Any]) -> Kind:
    """`Right`, with something done to its logits."""
    return wrong(forward=lambda self, tokens: change(Right.forward(self, tokens)))


def over_the_batch(self: Any, answers: torch.Tensor) -> torch.Tensor:
    return answers.amax((0, 2)).expand(len(answers), -1)


def last_kept(self: Any, tokens: torch.Tensor) -> Any:
    """Every call adds a little of the one before."""
    before = getattr(self, "before", None)
    logits = Right.forward(self, tokens)
    self.before = logits.detach().mean()
    return logits if before is None else logits + before


# By the name of the mistake that is to be named (None: no name, but a part is lost), then by what is done.
WRONG: Mapping[str, tuple[str | None, Kind]] = {
    "filters in a plain list": ("filters_in_a_plain_list", begun(in_a_plain_list)),
    "softmax": ("probabilities", then(lambda logits: logits.softmax(1))),
    "log_softmax": ("log_probabilities", then(lambda logits: logits.log_softmax(1))),
    "relu on the logits": ("relu_on_logits", then(torch.relu)),
    "F.dropout at 0.5, always": ("always_half_dropped", forward_with(lambda self, m: functional.dropout(m))),
    "F.dropout at its rate, always": (
        "dropout_in_evaluation",
        forward_with(lambda self, m: functional.dropout(m, self.rate)),
    ),
    "Dropout made in forward": ("dropout_in_evaluation", forward_with(lambda self, m: nn.Dropout(self.rate)(m))),
    "never drops": ("nothing_dropped", forward_with(lambda self, m: m)),
    "drops words": (
        "words_dropped",
        wrong(
            words=lambda self, tokens: self.dropout(self.embedding(tokens)).transpose(1, 2),
            forward=lambda self, tokens: self.fc(self.features(tokens)),
        ),
    ),
    "drops before the maximum": (
        "answers_dropped",
        wrong(
            answers=lambda self, x: [self.dropout(conv(x).relu()) for conv in self.convs],
            forward=lambda self, tokens: self.fc(self.features(tokens)),
        ),
    ),
    "drops without growing": (
        "dropout_not_scaled",
        forward_with(lambda self, m: m * (torch.rand_like(m) >= self.rate) if self.training else m),
    ),
    "drops at 0.5 in training": (
        "dropout_at_the_default_rate",
        forward_with(lambda self, m: functional.dropout(m, 0.5, self.training)),
    ),
    "keeps what it should drop": (
        "rate_taken_for_what_stays",
        forward_with(lambda self, m: functional.dropout(m, 1 - self.rate, self.training)),
    ),
    "Dropout1d": (
        "one_throw_for_all_maxima",
        forward_with(lambda self, m: functional.dropout1d(m, self.rate, self.training)),
    ),
    "no transpose": ("axes_not_exchanged", wrong(words=lambda self, tokens: self.embedding(tokens))),
    "one convolution": (
        "one_convolution_for_all_widths",
        wrong(answers=lambda self, x: [self.convs[0](x).relu() for _ in self.convs]),
    ),
    "widths added up": (
        "widths_added_up",
        type(
            "TextCNN",
            (begun(one_output_too_small),),
            {"features": lambda self, tokens: sum(self.pool(one) for one in self.answers(self.words(tokens)))},
        ),
    ),
    "output too small": (None, begun(one_output_too_small)),
    "padding same": ("padded_around", put(convs=convolutions(padding="same"))),
    "mean over time": ("mean_over_time", wrong(pool=lambda self, answers: answers.mean(2))),
    "sum over time": ("sum_over_time", wrong(pool=lambda self, answers: answers.sum(2))),
    "last window": ("last_window", wrong(pool=lambda self, answers: answers[:, :, -1])),
    "first window": ("first_window", wrong(pool=lambda self, answers: answers[:, :, 0])),
    "maximum over the batch": ("maximum_over_the_batch", wrong(pool=over_the_batch)),
    "maximum over the filters": (None, wrong(pool=lambda self, answers: answers.amax(1))),
    "indices kept": (None, wrong(pool=lambda self, answers: answers.max(2))),
    "table made anew, the first unused": (
        "table_made_anew",
        wrong(
            words=lambda self, tokens: nn.Embedding(self.embedding.num_embeddings, self.embedding.embedding_dim)(
                tokens
            ).transpose(1, 2)
        ),
    ),
    "frozen table": ("table_frozen", put(embedding=frozen)),
    "padding_idx": (
        "token_0_taken_for_padding",
        put(embedding=lambda vocab, dim, *rest: nn.Embedding(vocab, dim, padding_idx=0)),
    ),
    "no relu": ("relu_forgotten", wrong(answers=lambda self, x: [conv(x) for conv in self.convs])),
    "filters without bias": ("filters_without_bias", put(convs=convolutions(bias=False))),
    "output without bias": (
        "output_without_bias",
        put(fc=lambda vocab, dim, widths, filters, classes: nn.Linear(filters * len(widths), classes, bias=False)),
    ),
    "a second linear layer": (
        None,
        put(
            fc=lambda vocab, dim, widths, filters, classes: nn.Sequential(
                nn.Linear(filters * len(widths), 8), nn.ReLU(), nn.Linear(8, classes)
            )
        ),
    ),
    "dropout on the logits": (None, wrong(forward=lambda self, tokens: self.dropout(self.fc(self.features(tokens))))),
    "remembers": (None, wrong(forward=last_kept)),
    "no gradient": (None, wrong(features=lambda self, tokens: Right.features(self, tokens).detach())),
    "view of the tokens": (
        None,
        wrong(words=lambda self, tokens: self.embedding(tokens.view(-1)).view(*tokens.shape, -1).transpose(1, 2)),
    ),
    "changes its texts": (None, wrong(forward=lambda self, tokens: (Right.forward(self, tokens), tokens.zero_())[0])),
}
