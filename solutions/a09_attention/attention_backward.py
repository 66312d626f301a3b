"""Hidden cases of ``attention_backward``: the upstream gradient is always random, and so are the masks."""

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
    changed,
    differences,
    exercise,
    integer_output,
    telling,
)
from solutions.a05_receptive_field.checked import all_checked
from solutions.a09_attention.dot_attention import WRONG_SHAPES, asked, attention, misfit
from solutions.a09_attention.reference import attention_backward, dot_attention
from solutions.a09_attention.texts import (
    SOFTMAXES,
    Softmax,
    everything,
    kept,
    side_by_side,
    some,
    whole_numbers,
    with_an_empty_one,
    with_softmaxes,
)

ASPECTS: Aspects = {
    "dquery": (1.0, "dquery, where every word is kept"),
    "dkeys": (0.75, "dkeys, where every word is kept"),
    "dvalues": (0.75, "dvalues, where every word is kept"),
    "masked": (0.75, "words that are left out, by booleans and by 0 and 1"),
    "empty": (0.5, "texts of which nothing is kept"),
    "sizes": (0.25, "one text, one word, one unit, and many of each"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}

OF_MASKS = ("product_not_renormalised", "scores_set_to_0", "mask_ignored", "values_of_all_words")
OF_EMPTY = ("nan_where_nothing_is_kept", "uniform_where_nothing_is_kept")
OF_TYPES = ("integer_output", "dquery_of_its_type", "dkeys_of_their_type", "dvalues_of_their_type")


def cases(d: Draw) -> Cases:
    """As those of dot_attention, with a gradient for each number of the context."""

    def told(unseen: Sequence[str], *sizes: tuple[int, int, int, int], zeros_and_ones: bool = False) -> list[Case]:
        def drawn() -> list[Case]:
            masks = [everything(*size[:2]) if unseen else some(d, *size[:2]) for size in sizes]
            found = [sent_back(d, *size, mask=mask) for size, mask in zip(sizes, masks, strict=True)]
            if not zeros_and_ones:
                return found
            dcontext, query, keys, values, mask = found[-1].args
            return [*found, call(dcontext, -query, keys, values, whole_numbers(mask))]

        mistakes = {name: side_by_side(wrong) for name, wrong in MISTAKES.items()}
        return telling(side_by_side(attention_backward), mistakes, drawn, *OF_EMPTY, *OF_TYPES, *unseen)

    yield ("dquery", "dkeys", "dvalues"), told(OF_MASKS, (1, 2, 2, 3), (2, 4, 3, 2), (3, 2, 4, 4))
    yield "masked", told((), (1, 4, 2, 2), (3, 5, 2, 4), (2, 4, 3, 3), zeros_and_ones=True)
    yield "empty", [sent_back(d, 2, 3, 2, 2, mask=with_an_empty_one(d, 2, 3))]
    yield "empty", [sent_back(d, *size, mask=with_an_empty_one(d, *size[:2])) for size in ((1, 2, 3, 2), (4, 5, 3, 1))]
    yield (
        "sizes",
        [sent_back(d, *size, mask=some(d, *size[:2])) for size in ((1, 1, 3, 2), (2, 3, 1, 1), (6, 11, 5, 7))],
    )
    yield "sizes", [sent_back(d, 3, 3, 3, 3, mask=some(d, 3, 3))]
    for shapes in WRONG_SHAPES[:6]:
        yield "errors", [misfit(d, *shapes, before=(d.tenths(2, 4),))]
    for shape in ((1, 4), (2, 1), (2, 2)):
        arrays = d.tenths(*shape), d.tenths(2, 2), d.tenths(2, 3, 2), d.tenths(2, 3, 4)
        yield "errors", [call(*arrays, everything(2, 3), raises=ValueError)]


def sent_back(d: Draw, N: int, T: int, U: int, M: int, *, mask: np.ndarray) -> Case:
    """A random gradient of the context, and a call of dot_attention."""
    return call(d.nonzero_reals(N, M), *asked(d, N, T, U, M, mask=mask).args)


def ordinary(d: Draw) -> Case:
    """Two texts, each with two words and one that is left out."""
    return sent_back(d, 2, 3, 4, 2, mask=some(d, 2, 3))


def jacobian(weights: np.ndarray, dweights: np.ndarray) -> np.ndarray:
    """The gradient of a softmax's scores."""
    dscores: np.ndarray = weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True))
    return dscores


def backward(
    forward: Function = dot_attention, back: Function = jacobian, factor: Function = lambda U: 1.0
) -> Function:
    """`attention_backward` with the weights of another forward pass, or with another way back through the softmax."""

    def wrong(
        dcontext: np.ndarray, query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        weights = forward(query, keys, values, mask)[1]
        dscores = back(weights, np.einsum("nm,ntm->nt", dcontext, values)) * factor(query.shape[1])
        dquery, dkeys = np.einsum("nt,ntu->nu", dscores, keys), np.einsum("nt,nu->ntu", dscores, query)
        return dquery, dkeys, np.einsum("nt,nm->ntm", weights, dcontext)

    return wrong


def with_softmax(softmax: Softmax) -> Function:
    """`attention_backward` with another softmax."""
    return backward(attention(softmax))


def scaled(query: np.ndarray, *rest: np.ndarray) -> tuple[np.ndarray, ...]:
    """`dot_attention` with scores divided by the square root of their number."""
    context, weights = dot_attention(query / np.sqrt(query.shape[1]), *rest)
    return context, weights


def and_then(change: Function) -> Function:
    """`attention_backward` with its gradients changed, which are given with the arguments."""
    return lambda *arguments: change(attention_backward(*arguments), *arguments)


def through(forward: Function) -> Function:
    """The gradients of any dot_attention, by differences."""
    slopes = differences()(lambda query, keys, values, mask: forward(query, keys, values, mask)[0])
    return lambda dcontext, query, keys, values, mask: slopes(dcontext, query, keys, values, mask=mask)


MISTAKES = all_checked(
    attention_backward,
    {
        **with_softmaxes(with_softmax),
        "jacobian_forgotten": backward(back=lambda weights, dweights: dweights),
        "diagonal_alone": backward(back=lambda weights, dweights: weights * dweights),
        "w_times_1_minus_w": backward(back=lambda weights, dweights: weights * (1 - weights) * dweights),
        "mean_not_weighted": backward(
            back=lambda weights, dweights: weights * (dweights - dweights.mean(axis=-1, keepdims=True))
        ),
        "sum_of_all_not_weighted": backward(
            back=lambda weights, dweights: weights * (dweights - dweights.sum(axis=-1, keepdims=True))
        ),
        "scaled": backward(scaled, factor=lambda U: 1 / np.sqrt(U)),
        "scaled_backward_alone": backward(factor=lambda U: 1 / np.sqrt(U)),
        "upstream_ignored": changed(attention_backward, dcontext=np.ones_like),
        "query_and_keys_exchanged": and_then(lambda found, *_: (found[1].sum(axis=1), *found[1:])),
        "no_gradient_for_values": and_then(lambda found, *_: (*found[:2], 0 * found[2])),
        "values_not_weighted": and_then(
            lambda found, dcontext, query, keys, values, mask: (
                *found[:2],
                dcontext[:, None] * kept(mask)[..., None],
            )
        ),
        "values_of_all_words": and_then(
            lambda found, dcontext, query, keys, values, mask: (
                *found[:2],
                backward(attention(SOFTMAXES["mask_ignored"]))(dcontext, query, keys, values, mask)[2],
            )
        ),
        "sign_turned": and_then(lambda found, *_: (-found[0], -found[1], found[2])),
        "dquery_of_its_type": integer_output(attention_backward, of="query", places=(0,)),
        "dkeys_of_their_type": integer_output(attention_backward, of="keys", places=(1,)),
        "dvalues_of_their_type": integer_output(attention_backward, of="values", places=(2,)),
        "integer_output": integer_output(attention_backward),
    },
)

EXERCISE = exercise(
    attention_backward,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=("dquery", "dkeys", "dvalues"),
    ordinary=ordinary,
    builds_on=("masked_softmax", "dot_attention"),
    given={"dot_attention": through},
    words={"T": "word", "M": "number of the value"},
)
