"""Hidden cases of ``masked_softmax``: everything kept, some left out, nothing kept, and scores far from each other.

Wherever something is left out, the scores that are kept lie some way below zero: so a score of 0, and one of -10, is
told from one that is not there.
"""

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Aspects, Case, Cases, Draw, call, exercise, integer_output
from solutions.a05_receptive_field.checked import all_checked
from solutions.a09_attention.reference import masked_softmax
from solutions.a09_attention.texts import (
    SOFTMAXES,
    everything,
    filled,
    kept,
    softmax,
    some,
    whole_numbers,
    with_an_empty_one,
)

ASPECTS: Aspects = {
    "everything": (0.5, "rows of which everything is kept"),
    "masked": (0.5, "rows of which something is left out"),
    "zeros_and_ones": (0.25, "a mask of 0 and 1"),
    "empty": (0.5, "rows of which nothing is kept"),
    "stable": (0.5, "scores far from zero, kept and left out"),
    "axes": (0.25, "one axis, three axes and more"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One row first; then several, no two of them with the same mask."""
    yield "everything", [call(d.tenths(1, 3), everything(1, 3)), call(2 * d.nonzero_reals(4, 3), everything(4, 3))]
    yield "masked", [masked(d, 1, 4), masked(d, 3, 5), masked(d, 2, 2), masked(d, 6, 11)]
    yield "zeros_and_ones", [call(low(d, 2, 4), whole_numbers(some(d, 2, 4)))]
    yield "empty", [call(low(d, 3, 2), with_an_empty_one(d, 3, 2)), call(d.tenths(1, 1), ~everything(1, 1))]
    yield "empty", [call(low(d, 5, 4), with_an_empty_one(d, 5, 4))]
    yield "stable", [left_out(d, float(d.between(1000, 2000))), kept_at(d, float(d.between(1000, 2000)))]
    yield "stable", [kept_at(d, -float(d.between(100_000, 200_000)))]
    yield "axes", [call(low(d, 5), some(d, 1, 5)[0]), call(low(d, 2, 3, 4), some(d, 6, 4).reshape(2, 3, 4))]
    scores = d.tenths(2, 3)
    for shape in ((2, 1), (1, 3), (3,), (3, 2)):
        yield "errors", [call(scores, np.ones(shape, dtype=bool), raises=ValueError)]
    yield "errors", [call(d.tenths(1, 3), np.ones((2, 3), dtype=bool), raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """Scores below zero, so that large ones are far below."""
    return masked(d, 3, 4)


def low(d: Draw, *shape: int) -> np.ndarray:
    """Scores between -8 and -4."""
    return np.round(2 * d.tenths(*shape) - 6, 1)


def masked(d: Draw, N: int, T: int) -> Case:
    """Some scores of each row are left out."""
    return call(low(d, N, T), some(d, N, T))


def left_out(d: Draw, far: float) -> Case:
    """One score of each row lies far above the others, and is left out."""
    mask = some(d, 2, 4)
    return call(np.where(mask, low(d, 2, 4), low(d, 2, 4) + far), mask)


def kept_at(d: Draw, far: float) -> Case:
    """What is kept lies far from zero, what is left out does not."""
    mask = some(d, 2, 4)
    return call(np.where(mask, low(d, 2, 4) + far, low(d, 2, 4)), mask)


def renormalised_after(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Softmax over everything, then the weights that are left out are zero, then the rest is divided by its sum."""
    weights = softmax(scores) * kept(mask)
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total == 0, 1, total)


def by_the_formula(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The exponentials of the scores as they are, divided by their sum, whatever that is."""
    with np.errstate(all="ignore"):
        powers = np.where(kept(mask), np.exp(1.0 * scores), 0)
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def not_shifted(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The exponentials of the scores as they are, and zeros where nothing is kept."""
    return np.where(kept(mask).any(axis=-1, keepdims=True), by_the_formula(scores, mask), 0)


def minus_10_000(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """A score of -10 000 for what is left out, and zeros where nothing is kept."""
    return filled(-1e4)(scores, mask) * kept(mask).any(axis=-1, keepdims=True)


def tilde_of_integers(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """``~mask`` is True for every integer."""
    left_out = ~np.asarray(mask) != 0
    return masked_softmax(scores, ~left_out)


def first_axis(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Softmax over the first axis."""
    return np.moveaxis(masked_softmax(np.moveaxis(scores, 0, -1), np.moveaxis(kept(mask), 0, -1)), -1, 0)


def over_all(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """One softmax over all rows."""
    return masked_softmax(scores.ravel(), kept(mask).ravel()).reshape(scores.shape)


MISTAKES = all_checked(
    masked_softmax,
    {
        **SOFTMAXES,
        "renormalised_after": renormalised_after,
        "not_shifted": not_shifted,
        "neither_shifted_nor_guarded": by_the_formula,
        "minus_10_is_not_enough": filled(-10.0),
        "minus_10_000_is_not_enough": minus_10_000,
        "tilde_of_integers": tilde_of_integers,
        "first_axis": first_axis,
        "over_all_rows": over_all,
        "integer_output": integer_output(masked_softmax),
    },
)

EXERCISE = exercise(masked_softmax, ASPECTS, cases, MISTAKES, ordinary=ordinary)
