"""Hidden cases of ``embed``: words in any order, token 0 among them, tokens beside the table."""

import numpy as np

from autograder.authoring import DTYPES, Case, Cases, Draw, call, exercise, integer_output, then
from solutions.a04_text_cnn.reference import embed
from solutions.a04_text_cnn.texts import tokens, with_one

ASPECTS = {
    "lookup": (0.5, "each token's row of the table"),
    "token_0": (0.25, "token 0, a word like any other"),
    "sizes": (0.25, "one text, one word, one feature, and many of each"),
    "dtypes": DTYPES,
    "errors": (0.25, "a ValueError for a token that is not in the table"),
}


def cases(d: Draw) -> Cases:
    """One text without token 0 first; then with it; then texts and tables of other sizes."""
    yield "lookup", [looked_up(d, 1, 3, 5, 2, least=1), looked_up(d, 2, 4, 4, 3, least=1)]
    yield "lookup", [looked_up(d, 3, 3, 6, 3, least=1)]
    yield "token_0", [looked_up(d, 1, 3, 3, 2), looked_up(d, 2, 3, 5, 4)]
    yield "sizes", [looked_up(d, 1, 1, 4, 1), looked_up(d, 3, 1, 2, 2), looked_up(d, 1, 4, 1, 3)]
    yield "sizes", [looked_up(d, 6, 10, 23, 7), looked_up(d, 2, 5, 30, 1)]
    for token in (-1, 5):
        yield "errors", [call(with_one(d, tokens(d, 2, 3, V=5), token), d.reals(5, 2), raises=ValueError)]
    yield "errors", [call(with_one(d, tokens(d, 1, 4, V=3), -3), d.reals(3, 2), raises=ValueError)]


def looked_up(d: Draw, N: int, L: int, V: int, D: int, *, least: int = 0) -> Case:
    """A call for N texts of L words; no two words have the same vector."""
    return call(tokens(d, N, L, V=V, least=least), d.distinct_tenths(V, D))


def ordinary(d: Draw) -> Case:
    """Two texts with token 0, and a table of decimals."""
    return looked_up(d, 2, 3, 5, 2)


MISTAKES = {
    "table_transposed": lambda tokens, table: np.asarray(table).T[tokens % table.shape[1]],
    "token_0_taken_for_padding": lambda tokens, table: embed(tokens, table) * (tokens != 0)[..., None],
    "counted_from_one": lambda tokens, table: table[tokens - 1],
    "counted_from_the_end": lambda tokens, table: table[-tokens - 1],
    "texts_strung_together": lambda tokens, table: embed(tokens, table).reshape(-1, table.shape[1]),
    "words_added_up": then(embed, lambda vectors: vectors.sum(axis=1)),
    "features_before_words": then(embed, lambda vectors: vectors.transpose(0, 2, 1)),
    "words_before_texts": then(embed, lambda vectors: vectors.transpose(1, 0, 2)),
    "decimals_lost": integer_output(embed, of="tokens"),
}

EXERCISE = exercise(embed, ASPECTS, cases, MISTAKES, ordinary=ordinary, words={"L": "word"})
