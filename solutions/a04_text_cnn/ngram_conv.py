"""Hidden cases of ``ngram_conv``: filters of one word first, then windows, then biases, one after the other."""

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
from solutions.a04_text_cnn.reference import ngram_conv
from solutions.a04_text_cnn.texts import telling

ASPECTS = {
    "words": (0.5, "filters of one word"),
    "windows": (0.75, "filters of several words"),
    "bias": (0.5, "the bias"),
    "sizes": (0.25, "one text, one feature, one filter, windows as long as the text, and many of each"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}
# Mistakes that do not show where it is not about them.
OF_WINDOWS = ("words_backwards", "padded_behind", "padded_around", "reshaped", "mean_over_window", "windows_apart")
OF_THE_BIAS = ("bias_forgotten", "bias_for_every_word")


def cases(d: Draw) -> Cases:
    """Without a bias one word a window, then several; then with a bias; then what is long, and what is single."""
    one = (1, 3, 2, 2, 1), (2, 5, 3, 4, 1)  # N, L, D, F, K
    yield "words", told(d, *one, bias=False, unseen=(*OF_WINDOWS, *OF_THE_BIAS))
    several = (1, 4, 2, 2, 2), (1, 6, 3, 2, 3), (2, 6, 2, 3, 3)
    yield "windows", told(d, *several, bias=False, unseen=OF_THE_BIAS)
    yield "bias", told(d, (1, 4, 2, 2, 2), (2, 5, 3, 4, 3))
    yield "sizes", told(d, (1, 3, 2, 4, 3), (3, 4, 1, 1, 2), (6, 11, 6, 5, 4), (1, 4, 4, 1, 4))
    L = d.between(2, 4)
    yield "errors", [answers(d, 1, L, 2, 2, L + 1, raises=ValueError), answers(d, 2, 1, 3, 2, 2, raises=ValueError)]
    x, w, b = d.reals(2, 5, 3), d.reals(4, 2, 3), d.reals(4)
    yield (
        "errors",
        [call(*misfit, raises=ValueError) for misfit in ((x[..., :1], w, b), (x, w[..., :1], b), (x, w, b[:1]))],
    )
    yield "errors", [call(x, w, d.reals(3), raises=ValueError)]


def told(
    d: Draw, *sizes: tuple[int, int, int, int, int], bias: bool = True, unseen: tuple[str, ...] = ()
) -> list[Case]:
    """A call for each size, by which each mistake but those ``unseen`` is told."""
    return telling(ngram_conv, MISTAKES, lambda: [answers(d, *size, bias=bias) for size in sizes], *unseen, *OF_TYPES)


def answers(
    d: Draw, N: int, L: int, D: int, F: int, K: int, *, bias: bool = True, raises: type[Exception] | None = None
) -> Case:
    """A call for N texts of L words."""
    b = d.nonzero_reals(F) if bias else np.zeros(F)
    return call(d.nonzero_reals(N, L, D), d.nonzero_reals(F, K, D), b, raises=raises)


def ordinary(d: Draw) -> Case:
    """Two texts, windows of two words."""
    return told(d, (2, 5, 2, 3, 3))[0]


def padded(x: np.ndarray, before: int, after: int) -> np.ndarray:
    """The texts with vectors of zeros before and after them."""
    return np.pad(x, ((0, 0), (before, after), (0, 0)))


def reshaped(w: np.ndarray) -> np.ndarray:
    """(F, K, D) read as (F, D, K), and that transposed."""
    F, K, D = w.shape
    return w.reshape(F, D, K).transpose(0, 2, 1)


def words_backwards(w: np.ndarray) -> np.ndarray:
    """The filters with their last word first."""
    return w[:, ::-1]


def mean_over_window(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The products' sum divided by the number of words in the window."""
    return ngram_conv(x, w / w.shape[1], b)


def bias_for_every_word(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The bias inside of the sum over a window's words, so that it is added K times."""
    return ngram_conv(x, w, b * w.shape[1])


OF_FILTERS: dict[str, Function] = {
    "words_backwards": changed(ngram_conv, w=words_backwards),
    "bias_forgotten": changed(ngram_conv, b=np.zeros_like),
    "bias_for_every_word": bias_for_every_word,
    "padded_behind": lambda x, w, b: ngram_conv(padded(x, 0, w.shape[1] - 1), w, b),
    "padded_around": lambda x, w, b: ngram_conv(padded(x, (w.shape[1] - 1) // 2, w.shape[1] // 2), w, b),
    "reshaped": changed(ngram_conv, w=reshaped),
    "mean_over_window": mean_over_window,
    "last_window_forgotten": then(ngram_conv, lambda out: out[:, :-1]),
    "windows_apart": lambda x, w, b: ngram_conv(x, w, b)[:, :: w.shape[1]],
}
# The same where a maximum is taken over the windows: of one window alone none is forgotten.
OF_POOLED_FILTERS = {
    **OF_FILTERS,
    "last_window_forgotten": then(ngram_conv, lambda out: out[:, : max(1, out.shape[1] - 1)]),
}
OF_TYPES = ("integer_output",)
MISTAKES = {
    **OF_FILTERS,
    "relu_inside": then(ngram_conv, lambda out: np.maximum(out, 0)),
    "filters_before_places": then(ngram_conv, lambda out: out.transpose(0, 2, 1)),
    "all_filters_added_up": then(ngram_conv, lambda out: np.broadcast_to(out.sum(axis=2, keepdims=True), out.shape)),
    "integer_output": integer_output(ngram_conv),
}

EXERCISE = exercise(
    ngram_conv, ASPECTS, cases, MISTAKES, ordinary=ordinary, words={"L": "word", "K": "word of the window"}
)
