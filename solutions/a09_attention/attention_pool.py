"""Hidden cases of ``attention_pool``: all words kept, then padding, then texts of nothing but padding."""

from collections.abc import Sequence

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Aspects,
    Case,
    Cases,
    Draw,
    Function,
    call,
    exercise,
    integer_output,
    telling,
)
from solutions.a05_receptive_field.checked import all_checked
from solutions.a09_attention.reference import attention_pool, masked_softmax
from solutions.a09_attention.texts import (
    Softmax,
    everything,
    kept,
    over_the_batch,
    side_by_side,
    some,
    whole_numbers,
    with_an_empty_one,
    with_softmaxes,
)

ASPECTS: Aspects = {
    "weights": (0.75, "the weights, where every word is kept"),
    "sentence": (0.75, "the sentence, where every word is kept"),
    "masked": (0.75, "words that are left out, by booleans and by 0 and 1"),
    "empty": (0.5, "texts of which nothing is kept"),
    "sizes": (0.25, "one text, one word, one unit, and many of each"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}

# Mistakes that show only where a word is left out, where a text is empty, or in whole numbers.
OF_MASKS = ("product_not_renormalised", "scores_set_to_0", "mask_ignored", "states_zeroed_instead")
OF_EMPTY = ("nan_where_nothing_is_kept", "uniform_where_nothing_is_kept")
OF_TYPES = ("integer_output", "output_of_weights_type")


def cases(d: Draw) -> Cases:
    """All sizes differ, so that no axis passes for another; two texts at least where they must not be mixed."""

    def told(unseen: Sequence[str], *sizes: tuple[int, int, int, int], zeros_and_ones: bool = False) -> list[Case]:
        def drawn() -> list[Case]:
            found = [pooled(d, *size, mask=everything(*size[:2]) if unseen else some(d, *size[:2])) for size in sizes]
            return [*found, as_numbers(found[-1])] if zeros_and_ones else found

        mistakes = {name: side_by_side(wrong) for name, wrong in MISTAKES.items()}
        return telling(side_by_side(attention_pool), mistakes, drawn, *OF_EMPTY, *OF_TYPES, *unseen)

    yield ("weights", "sentence"), told(OF_MASKS, (1, 3, 2, 2), (2, 4, 3, 2), (3, 2, 5, 4))
    yield "masked", told((), (1, 3, 2, 2), (3, 5, 2, 4), (2, 4, 3, 2), zeros_and_ones=True)
    yield "empty", [pooled(d, 2, 3, 2, 2, mask=with_an_empty_one(d, 2, 3))]
    yield (
        "empty",
        [pooled(d, 1, 2, 3, 2, mask=~everything(1, 2)), pooled(d, 4, 5, 3, 1, mask=with_an_empty_one(d, 4, 5))],
    )
    yield "sizes", [pooled(d, *size, mask=some(d, *size[:2])) for size in ((1, 1, 3, 2), (2, 3, 1, 1), (6, 11, 5, 7))]
    yield "sizes", [pooled(d, 3, 3, 3, 3, mask=some(d, 3, 3))]
    hs, w, v = d.tenths(2, 3, 2), d.tenths(2, 3), d.tenths(3)
    for mask in ((2, 1), (1, 3), (3, 2)):
        yield "errors", [call(hs, np.ones(mask, dtype=bool), w, v, raises=ValueError)]
    yield "errors", [call(hs, everything(2, 3), w, d.tenths(A), raises=ValueError) for A in (1, 2)]
    yield "errors", [call(hs, everything(2, 3), d.tenths(U, 3), v, raises=ValueError) for U in (1, 3)]


def pooled(d: Draw, N: int, T: int, U: int, A: int, *, mask: np.ndarray) -> Case:
    """States and weights that let tanh bend."""
    return call(d.nonzero_reals(N, T, U), mask, np.round(d.nonzero_reals(U, A) / np.sqrt(U), 2), d.nonzero_reals(A))


def as_numbers(case: Case) -> Case:
    """The case with other states, and its mask as 0 and 1."""
    hs, mask, w, v = case.args
    return call(hs[:, ::-1].copy(), whole_numbers(mask), w, v)


def ordinary(d: Draw) -> Case:
    """Two texts, each with a word left out."""
    hs, w, v = d.nonzero_reals(2, 3, 4), d.nonzero_reals(4, 2), d.nonzero_reals(2)
    return call(hs, some(d, 2, 3), w, v)


def attention(
    softmax: Softmax = masked_softmax,
    score: Function = lambda hs, w, v: np.tanh(hs @ w) @ v,
    of: Function = lambda hs, w: hs,
) -> Function:
    """`attention_pool` with another softmax, other scores, or the sum of something else."""

    def wrong(hs: np.ndarray, mask: np.ndarray, w: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        weights = softmax(score(hs, w, v), mask)
        return np.einsum("nt,ntu->nu", weights, of(hs, w)), weights

    return wrong


def hardest(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """All the weight for the word with the largest score."""
    weights = masked_softmax(scores, mask)
    return (weights == weights.max(axis=-1, keepdims=True)) * kept(mask) * 1.0


def even(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The same weight for all words that are kept."""
    return masked_softmax(np.zeros(scores.shape), mask)


def zeroed(hs: np.ndarray, mask: np.ndarray, w: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is left out has a state of zeros, and so a score of zero."""
    return attention_pool(hs * kept(mask)[..., None], everything(*mask.shape), w, v)


def and_then(change: Function) -> Function:
    """`attention_pool` with its sentence changed, which is given with the states."""

    def wrong(hs: np.ndarray, mask: np.ndarray, w: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        sentence, weights = attention_pool(hs, mask, w, v)
        return change(sentence, hs), weights

    return wrong


MISTAKES = all_checked(
    attention_pool,
    {
        **with_softmaxes(attention),
        "states_zeroed_instead": zeroed,
        "tanh_forgotten": attention(score=lambda hs, w, v: hs @ w @ v),
        "tanh_after_v": attention(score=lambda hs, w, v: np.tanh(hs @ w @ v)),
        "softmax_over_the_batch": attention(over_the_batch),
        "mean": attention(even),
        "largest_alone": attention(hardest),
        "sum_of_projections": attention(of=lambda hs, w: np.tanh(hs @ w)),
        "divided_by_the_length": and_then(lambda sentence, hs: sentence / hs.shape[1]),
        "tanh_of_the_sentence": and_then(lambda sentence, hs: np.tanh(sentence)),
        "integer_output": integer_output(attention_pool),
        "output_of_weights_type": integer_output(attention_pool, of="w"),
    },
)

EXERCISE = exercise(
    attention_pool,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=("sentence", "weights"),
    ordinary=ordinary,
    builds_on=("masked_softmax",),
    words={"T": "word", "A": "number of the projection"},
)
