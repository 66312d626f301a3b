"""Hidden cases of ``char_word_vectors``: one word, several words, silent filters, several texts."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Case, Cases, Draw, Function, call, exercise, integer_output, then
from solutions.a04_text_cnn.ngram_conv import OF_POOLED_FILTERS
from solutions.a04_text_cnn.reference import char_word_vectors, embed, ngram_conv
from solutions.a04_text_cnn.texts import answering, telling, tokens, with_one

ASPECTS = {
    "one_word": (0.75, "the vector of one word"),
    "words": (0.75, "several words, each for itself"),
    "silent": (0.5, "filters that have no positive answer in a word"),
    "batch": (0.25, "several texts at once"),
    "sizes": (0.25, "words of one window, one feature, one filter, and many of each"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}
# Mistakes that do not show where it is not about them.
OF_SILENCE = ("relu_forgotten",)
OF_WORDS = ("windows_across_words", "words_backwards_in_the_text")
OF_BATCHES = ("texts_and_words_exchanged", "maximum_over_texts")
OF_TYPES = ("integer_output",)
Sizes = tuple[int, int, int, int, int, int, int]  # N, WORDS, L, V, D, F, K


def cases(d: Draw) -> Cases:
    """One word of one text first; then several, then filters that are silent, then several texts."""
    one = (1, 1, 4, 4, 2, 2, 2), (1, 1, 6, 5, 3, 4, 3)
    yield "one_word", told(d, *one, unseen=(*OF_SILENCE, *OF_WORDS, *OF_BATCHES))
    several = (1, 2, 4, 4, 2, 2, 2), (1, 3, 5, 6, 3, 4, 3), (1, 4, 3, 4, 2, 3, 2)
    yield "words", told(d, *several, unseen=(*OF_SILENCE, *OF_BATCHES))
    quiet = (1, 1, 4, 4, 2, 2, 2), (1, 2, 5, 5, 3, 3, 3)
    yield "silent", told(d, *quiet, silent=True, unseen=OF_BATCHES)
    yield "batch", told(d, (2, 3, 4, 5, 2, 2, 2), (3, 2, 5, 6, 3, 4, 3), unseen=OF_SILENCE)
    yield "sizes", told(d, (1, 3, 2, 4, 1, 1, 2), (2, 1, 3, 3, 2, 2, 1), (5, 6, 11, 9, 6, 5, 4), unseen=OF_SILENCE)
    yield "errors", errors(d)


def told(d: Draw, *sizes: Sizes, silent: bool = False, unseen: tuple[str, ...] = ()) -> list[Case]:
    """A call for each size, by which each mistake but those ``unseen`` is told."""
    draw = [lambda size=size: spelt(d, *size, silent=silent) for size in sizes]
    return telling(char_word_vectors, MISTAKES, lambda: [one() for one in draw], *unseen, *OF_TYPES)


def spelt(d: Draw, N: int, WORDS: int, L: int, V: int, D: int, F: int, K: int, *, silent: bool = False) -> Case:
    """A call in which each filter answers to every word; with ``silent``, the first to none."""
    chars, table = tokens(d, N, WORDS, L, V=V), d.nonzero_reals(V, D)
    letters = embed(chars.reshape(N * WORDS, L), table)
    return call(chars, table, *answering(d, letters, F, K, silent=silent))


def ordinary(d: Draw) -> Case:
    """Two texts of three words, with a filter that is silent."""
    return told(d, (2, 3, 4, 5, 2, 3, 2), silent=True)[0]


def errors(d: Draw) -> list[Case]:
    """Letters beside the table, words shorter than a filter, shapes that do not fit."""
    chars, table, w, b = spelt(d, 2, 2, 3, 4, 3, 2, 2).args
    misfits: list[tuple[Any, ...]] = [
        (with_one(d, chars, -1), table, w, b),
        (with_one(d, chars, 4), table, w, b),
        (chars[..., :1], table, w, b),
        (chars, table, w[..., :1], b),
        (chars, table, w, b[:1]),
    ]
    return [call(*misfit, raises=ValueError) for misfit in misfits]


def spelling(
    conv: Function = ngram_conv,
    answer: Function = lambda answers: np.maximum(answers, 0),
    pool: Callable[[np.ndarray], np.ndarray] = lambda answers: answers.max(axis=2),
) -> Function:
    """`char_word_vectors` with other filters, another non-linear function or another pooling.

    What is pooled are the answers (N, WORDS, windows, F).
    """

    def wrong(chars: np.ndarray, table: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
        N, WORDS, L = chars.shape
        answers = answer(conv(embed(chars.reshape(N * WORDS, L), table), w, b))
        return pool(answers.reshape(N, WORDS, *answers.shape[1:]))

    return wrong


def across_words(chars: np.ndarray, table: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Windows over the whole text; those that begin in a word count for it."""
    N, WORDS, L = chars.shape
    answers = np.maximum(ngram_conv(embed(chars.reshape(N, WORDS * L), table), w, b), 0)
    places = [answers[:, word * L : (word + 1) * L].max(axis=1) for word in range(WORDS)]
    return np.stack(places, axis=1)


def exchanged(vectors: np.ndarray) -> np.ndarray:
    """The vectors in the right order, laid out as though words came before texts."""
    N, WORDS, F = vectors.shape
    return vectors.reshape(WORDS, N, F).transpose(1, 0, 2)


MISTAKES = {
    "windows_across_words": across_words,
    "relu_forgotten": spelling(answer=lambda answers: answers),
    "largest_magnitude": spelling(answer=np.abs),
    "maximum_over_words": spelling(pool=lambda answers: answers.max(axis=1)),
    "mean_over_letters": spelling(pool=lambda answers: answers.mean(axis=2)),
    "sum_over_letters": spelling(pool=lambda answers: answers.sum(axis=2)),
    "last_window": spelling(pool=lambda answers: answers[:, :, -1]),
    "one_vector_a_text": then(char_word_vectors, lambda vectors: vectors.max(axis=1)),
    "maximum_over_texts": then(char_word_vectors, lambda v: np.broadcast_to(v.max(axis=0), v.shape)),
    "words_backwards_in_the_text": then(char_word_vectors, lambda vectors: vectors[:, ::-1]),
    "texts_and_words_exchanged": then(char_word_vectors, exchanged),
    **{name: spelling(conv=wrong) for name, wrong in OF_POOLED_FILTERS.items()},
    "integer_output": integer_output(char_word_vectors, of="table"),
}

EXERCISE = exercise(
    char_word_vectors,
    ASPECTS,
    cases,
    MISTAKES,
    ordinary=ordinary,
    builds_on=("embed", "ngram_conv"),
    words={"L": "letter", "K": "letter of the window", "WORDS": "word"},
)
