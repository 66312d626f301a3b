"""Hidden cases of ``text_cnn``: one width, several, silent filters, the output's bias, several texts."""

from functools import partial
from typing import Any

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Case,
    Cases,
    Draw,
    Function,
    call,
    changed,
    exercise,
    integer_output,
    then,
)
from solutions.a04_text_cnn.ngram_conv import OF_POOLED_FILTERS
from solutions.a04_text_cnn.reference import embed, ngram_conv, text_cnn
from solutions.a04_text_cnn.texts import Filter, network, telling, tokens, with_one

ASPECTS = {
    "one_width": (0.75, "one width of filters: the maximum over time, and the linear layer on it"),
    "widths": (0.75, "several widths, their maxima side by side in the order of the filters"),
    "silent": (0.5, "filters that have no positive answer in a text"),
    "bias": (0.5, "the bias of the linear layer"),
    "batch": (0.25, "several texts at once"),
    "sizes": (0.25, "a text of one window, one feature, one filter, one class, and many of each"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}
# Mistakes that do not show where it is not about them.
OF_SILENCE = ("relu_forgotten",)
OF_WIDTHS = ("widths_in_reverse", "filters_mixed", "first_width_alone")
OF_THE_BIAS = ("output_bias_forgotten",)
OF_BATCHES = ("maximum_over_the_batch",)
OF_TYPES = ("integer_output",)
Sizes = tuple[int, int, int, int, tuple[tuple[int, int], ...], int]  # N, L, V, D, (F, K) of each width, C


def cases(d: Draw) -> Cases:
    """One text and one width first; everything else comes in one after the other."""
    plain = (*OF_SILENCE, *OF_THE_BIAS, *OF_BATCHES)
    one = (1, 4, 4, 2, ((2, 2),), 2), (1, 5, 4, 3, ((3, 3),), 2)
    yield "one_width", told(d, *one, bias=False, unseen=(*plain, *OF_WIDTHS))
    several = (1, 4, 4, 2, ((2, 1), (2, 2)), 2), (1, 6, 5, 2, ((3, 3), (2, 1), (1, 2)), 3)
    yield "widths", told(d, *several, bias=False, unseen=plain)
    quiet = (1, 4, 4, 2, ((2, 1), (2, 2)), 2), (1, 5, 6, 3, ((3, 2), (2, 3)), 2)
    yield "silent", told(d, *quiet, bias=False, silent=True, unseen=(*OF_THE_BIAS, *OF_BATCHES))
    yield (
        "bias",
        told(
            d, (1, 4, 4, 2, ((2, 1), (2, 2)), 2), (1, 5, 5, 3, ((3, 2), (2, 3)), 3), unseen=(*OF_SILENCE, *OF_BATCHES)
        ),
    )
    yield "batch", told(d, (2, 4, 4, 2, ((2, 1), (2, 2)), 2), (3, 5, 6, 3, ((3, 2), (2, 3)), 2), unseen=OF_SILENCE)
    large = (1, 3, 3, 1, ((1, 3), (1, 2)), 1), (6, 11, 9, 6, ((5, 4), (4, 2), (2, 3), (3, 1), (2, 5)), 6)
    yield "sizes", told(d, *large, unseen=OF_SILENCE)
    yield "errors", errors(d)


def told(d: Draw, *sizes: Sizes, bias: bool = True, silent: bool = False, unseen: tuple[str, ...] = ()) -> list[Case]:
    """A call for each size, by which each mistake but those ``unseen`` is told."""
    draw = partial(network, d, bias=bias, silent=silent)
    return telling(text_cnn, MISTAKES, lambda: [call(*draw(*size)) for size in sizes], *unseen, *OF_TYPES)


def ordinary(d: Draw) -> Case:
    """Two texts and two widths, each with a filter that is silent."""
    return told(d, (2, 4, 4, 2, ((2, 1), (2, 2)), 2), silent=True)[0]


def errors(d: Draw) -> list[Case]:
    """Tokens beside the table, a text shorter than a filter, shapes that do not fit."""
    texts, table, filters, w_out, b_out = network(d, 2, 4, 4, 3, ((2, 2), (3, 3)), 2)
    short = tokens(d, 2, 2, V=4)
    (w, b), last = filters
    misfits: list[tuple[Any, ...]] = [
        (with_one(d, texts, -1), table, filters, w_out, b_out),
        (with_one(d, texts, 4), table, filters, w_out, b_out),
        (short, table, filters, w_out, b_out),
        (texts, table, [(w[..., :1], b), last], w_out, b_out),
        (texts, table, [(w, b[:1]), last], w_out, b_out),
        (texts, table, filters, w_out, b_out[:1]),
        (texts, table, filters, w_out[:-1], b_out),
    ]
    return [call(*misfit, raises=ValueError) for misfit in misfits]


def classified(
    conv: Function = ngram_conv,
    answer: Function = lambda answers: np.maximum(answers, 0),
    over_time: Function = lambda answers: answers.max(axis=1),
    join: Function = lambda maxima: np.concatenate(maxima, axis=1),
    order: Function = list,
) -> Function:
    """`text_cnn` with other filters, another non-linear function, another pooling, or joined in another way."""

    def wrong(
        tokens: np.ndarray, table: np.ndarray, filters: list[Filter], w_out: np.ndarray, b_out: np.ndarray
    ) -> Any:
        x = embed(tokens, table)
        maxima = [over_time(answer(conv(x, *one))) for one in order(filters)]
        return join(maxima) @ w_out + b_out

    return wrong


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities of the classes, which add up to 1 in every row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def mixed(maxima: list[np.ndarray]) -> np.ndarray:
    """The first filter of each width, then the second of each, and so on."""
    places = sorted((f, k) for k, one in enumerate(maxima) for f in range(one.shape[1]))
    return np.stack([maxima[k][:, f] for f, k in places], axis=1)


def first_alone(maxima: list[np.ndarray]) -> np.ndarray:
    """The maxima of the first width, zeros in the place of the others."""
    return np.concatenate([maxima[0], *(0 * one for one in maxima[1:])], axis=1)


def over_the_batch(answers: np.ndarray) -> np.ndarray:
    """One maximum for all texts."""
    return np.broadcast_to(answers.max(axis=(0, 1)), (len(answers), answers.shape[2]))


MISTAKES = {
    "relu_forgotten": classified(answer=lambda answers: answers),
    "largest_magnitude": classified(answer=np.abs),
    "mean_over_time": classified(over_time=lambda answers: answers.mean(axis=1)),
    "sum_over_time": classified(over_time=lambda answers: answers.sum(axis=1)),
    "last_window": classified(over_time=lambda answers: answers[:, -1]),
    "first_window": classified(over_time=lambda answers: answers[:, 0]),
    "maximum_over_the_batch": classified(over_time=over_the_batch),
    "widths_in_reverse": classified(order=lambda filters: filters[::-1]),
    "filters_mixed": classified(join=mixed),
    "first_width_alone": classified(join=first_alone),
    "probabilities": then(text_cnn, softmax),
    "relu_on_logits": then(text_cnn, lambda logits: np.maximum(logits, 0)),
    "output_bias_forgotten": changed(text_cnn, b_out=np.zeros_like),
    **{name: classified(conv=wrong) for name, wrong in OF_POOLED_FILTERS.items()},
    "integer_output": integer_output(text_cnn, of="table"),
}

EXERCISE = exercise(
    text_cnn,
    ASPECTS,
    cases,
    MISTAKES,
    ordinary=ordinary,
    builds_on=("embed", "ngram_conv"),
    axes={"filters": ("F", "K", "D"), ("filters", 1): ("F",)},
    words={"L": "word", "K": "word of the window", "C": "class"},
)
