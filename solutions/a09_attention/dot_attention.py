"""Hidden cases of ``dot_attention``: keys are other numbers than values, and of another length, but for one case."""

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
from solutions.a09_attention.reference import dot_attention, masked_softmax
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
    "context": (0.75, "the context, where every word is kept"),
    "weights": (0.75, "the weights, where every word is kept"),
    "masked": (0.75, "words that are left out, by booleans and by 0 and 1"),
    "empty": (0.5, "texts of which nothing is kept"),
    "sizes": (0.25, "one text, one word, one unit, and many of each"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}

OF_MASKS = ("product_not_renormalised", "scores_set_to_0", "mask_ignored", "keys_zeroed_instead")
OF_EMPTY = ("nan_where_nothing_is_kept", "uniform_where_nothing_is_kept")
OF_TYPES = ("integer_output", "output_of_values_type", "output_of_keys_type")

# The shapes of query, keys, values and mask; an axis of length one would be stretched by NumPy.
WRONG_SHAPES = (
    ((1, 2), (2, 3, 2), (2, 3, 4), (2, 3)),
    ((2, 1), (2, 3, 2), (2, 3, 4), (2, 3)),
    ((2, 2), (1, 3, 2), (2, 3, 4), (2, 3)),
    ((2, 2), (2, 3, 1), (2, 3, 4), (2, 3)),
    ((2, 2), (2, 3, 2), (1, 3, 4), (2, 3)),
    ((2, 2), (2, 3, 2), (2, 1, 4), (2, 3)),
    ((2, 2), (2, 3, 2), (2, 3, 4), (2, 1)),
    ((2, 2), (2, 3, 2), (2, 3, 4), (1, 3)),
)


def cases(d: Draw) -> Cases:
    """Two texts at least where they must not be mixed; scores that neither vanish nor drown each other."""

    def told(unseen: Sequence[str], *sizes: tuple[int, int, int, int], zeros_and_ones: bool = False) -> list[Case]:
        def drawn() -> list[Case]:
            found = [asked(d, *size, mask=(everything(*size[:2]) if unseen else some(d, *size[:2]))) for size in sizes]
            if not zeros_and_ones:
                return found
            query, keys, values, mask = found[-1].args
            return [*found, call(-query, keys, values, whole_numbers(mask))]

        mistakes = {name: side_by_side(wrong) for name, wrong in MISTAKES.items()}
        return telling(side_by_side(dot_attention), mistakes, drawn, *OF_EMPTY, *OF_TYPES, *unseen)

    yield ("context", "weights"), told(OF_MASKS, (1, 3, 2, 2), (2, 4, 3, 2), (3, 2, 4, 4))
    yield "masked", told((), (1, 3, 2, 2), (3, 5, 2, 4), (2, 4, 3, 3), zeros_and_ones=True)
    keys = d.nonzero_reals(2, 4, 3)
    yield "masked", [call(d.nonzero_reals(2, 3), keys, keys, some(d, 2, 4))]
    yield "empty", [asked(d, 2, 3, 2, 2, mask=with_an_empty_one(d, 2, 3))]
    yield "empty", [asked(d, 1, 2, 3, 2, mask=~everything(1, 2)), asked(d, 4, 5, 3, 1, mask=with_an_empty_one(d, 4, 5))]
    yield "sizes", [asked(d, *size, mask=some(d, *size[:2])) for size in ((1, 1, 3, 2), (2, 3, 1, 1), (6, 11, 5, 7))]
    yield "sizes", [asked(d, 3, 3, 3, 3, mask=some(d, 3, 3))]
    for shapes in WRONG_SHAPES:
        yield "errors", [misfit(d, *shapes)]


def misfit(d: Draw, *shapes: tuple[int, ...], before: tuple[np.ndarray, ...] = ()) -> Case:
    """A call with arrays of these shapes, the last of them a mask."""
    return call(
        *before, *(d.tenths(*shape) for shape in shapes[:-1]), np.ones(shapes[-1], dtype=bool), raises=ValueError
    )


def asked(d: Draw, N: int, T: int, U: int, M: int, *, mask: np.ndarray) -> Case:
    """A query whose scores are of the size of 1."""
    query = np.round(d.nonzero_reals(N, U) / np.sqrt(U), 2)
    return call(query, d.nonzero_reals(N, T, U), d.nonzero_reals(N, T, M), mask)


def ordinary(d: Draw) -> Case:
    """Two texts, each with a word left out."""
    return asked(d, 2, 3, 4, 2, mask=some(d, 2, 3))


def scored(query: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """The scores of all words."""
    scores: np.ndarray = np.einsum("nu,ntu->nt", query, keys)
    return scores


def attention(softmax: Softmax = masked_softmax, score: Function = scored) -> Function:
    """`dot_attention` with another softmax or other scores."""

    def wrong(query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, ...]:
        weights = softmax(score(query, keys), mask)
        return np.einsum("nt,ntm->nm", weights, values), weights

    return wrong


def unit(vectors: np.ndarray) -> np.ndarray:
    """The vectors, each of length one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(lengths == 0, 1, lengths)


def with_context(change: Function) -> Function:
    """`dot_attention` with its context changed, which is given with the weights and the arguments."""

    def wrong(query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, ...]:
        context, weights = dot_attention(query, keys, values, mask)
        return change(context, weights, keys, values, kept(mask)), weights

    return wrong


def zeroed(query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, ...]:
    """What is left out has a key and a value of zeros, and so a score of zero."""
    there = kept(mask)[..., None]
    return dot_attention(query, keys * there, values * there, everything(*mask.shape))


MISTAKES = all_checked(
    dot_attention,
    {
        **with_softmaxes(attention),
        "keys_zeroed_instead": zeroed,
        "scaled": attention(score=lambda query, keys: scored(query, keys) / np.sqrt(query.shape[1])),
        "cosine": attention(score=lambda query, keys: scored(unit(query), unit(keys))),
        "queries_mixed": attention(score=lambda query, keys: scored(np.broadcast_to(query.sum(0), query.shape), keys)),
        "first_query_for_all": attention(
            score=lambda query, keys: scored(np.broadcast_to(query[:1], query.shape), keys)
        ),
        "softmax_over_the_batch": attention(over_the_batch),
        "no_softmax": attention(lambda scores, mask: scores * kept(mask)),
        "context_of_keys": with_context(lambda context, weights, keys, *rest: np.einsum("nt,ntu->nu", weights, keys)),
        "sum_not_weighted": with_context(
            lambda context, weights, keys, values, mask: (values * mask[..., None]).sum(axis=1)
        ),
        "divided_by_the_length": with_context(lambda context, weights, *rest: context / weights.shape[1]),
        "integer_output": integer_output(dot_attention),
        "output_of_keys_type": integer_output(dot_attention, of="keys"),
        "output_of_values_type": integer_output(dot_attention, of="values"),
    },
)

EXERCISE = exercise(
    dot_attention,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=("context", "weights"),
    ordinary=ordinary,
    builds_on=("masked_softmax",),
    words={"T": "word", "M": "number of the value"},
)
