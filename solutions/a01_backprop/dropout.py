"""Hidden cases of ``dropout``: rate a half first, where much that is wrong looks right, then all others."""

from dataclasses import replace

import numpy as np

from autograder.authoring import (
    DTYPES,
    Aspects,
    Case,
    Cases,
    Draw,
    Function,
    call,
    exercise,
    integer_output,
    other_types,
)
from solutions.a01_backprop.reference import dropout

ASPECTS: Aspects = {
    "half": (0.75, "rate 0.5"),
    "rates": (0.75, "other rates"),
    "border": (0.25, "numbers in u that are exactly the rate"),
    "zero": (0.25, "rate 0, where everything stays"),
    "shapes": (0.25, "arrays of one axis, of three, and of many numbers"),
    "dtypes": DTYPES,
    "errors": (0.5, "a ValueError for a rate outside [0, 1), and for u of another shape"),
}


def cases(d: Draw) -> Cases:
    """Masks that keep some and switch some off, never as many as the rate says, and not alike in all rows."""
    yield "half", [drawn(d, d.digits(2, 3), 0.5), drawn(d, d.nonzero_reals(4, 5), 0.5)]
    yield "rates", [drawn(d, d.digits(2, 3), rate) for rate in (0.75, 0.2)]
    yield "rates", [drawn(d, d.nonzero_reals(5, 4), round(d.uniform(0.6, 0.7), 2))]
    for rate in (0.25, 0.5):
        yield "border", [call(d.digits(2, 3), rate, d.rng.permutation([rate, rate, 0.1, 0.2, 0.6, 0.9]).reshape(2, 3))]
    yield "border", [call(d.digits(3), 0.0, d.rng.permutation([0.0, 0.5, 0.25]))]
    yield "zero", [call(d.digits(2, 3), 0.0, uniform(d, 2, 3)), call(d.nonzero_reals(6), 0, uniform(d, 6))]
    yield "shapes", [drawn(d, d.digits(5), 0.4), drawn(d, d.nonzero_reals(2, 3, 4), 0.3)]
    yield "shapes", [drawn(d, d.nonzero_reals(11, 12), 0.9)]
    yield "dtypes", in_other_types(d)
    for rate in (1.0, -0.25, round(d.uniform(1.1, 2), 2)):
        yield "errors", [call(d.digits(2, 3), rate, uniform(d, 2, 3), raises=ValueError)]
    for shape in ((3,), (1, 3), (2, 1), (3, 2)):
        yield "errors", [call(d.digits(2, 3), 0.5, uniform(d, *shape), raises=ValueError)]
    yield "errors", [call(d.digits(1, 3), 0.5, uniform(d, 2, 3), raises=ValueError)]


def uniform(d: Draw, *shape: int) -> np.ndarray:
    """Numbers of two decimals from 0.01 to 0.99."""
    return d.rng.integers(1, 100, shape) / 100


def drawn(d: Draw, x: np.ndarray, rate: float) -> Case:
    """A call whose mask tells a mistake from what is right."""
    return call(x, rate, telling(d, x.shape, rate))


def telling(d: Draw, shape: tuple[int, ...], rate: float) -> np.ndarray:
    """A draw without the rate itself: other masks come of its first row, of 1 - rate, and of counting."""
    while True:
        u = uniform(d, *shape)
        mask = u >= rate
        counted = np.isclose(mask.mean(), 1 - rate, atol=0.02)
        one_row = np.array_equal(np.broadcast_to(mask[:1], shape), mask)
        other_side = rate != 0.5 and np.array_equal(u >= 1 - rate, mask)
        if mask.any() and not (mask.all() or counted or one_row or other_side or np.any(np.isclose(u, rate))):
            return u


def in_other_types(d: Draw) -> list[Case]:
    """Calls with x of every kind. The draw u is between 0 and 1 in all of them, and in single precision in some."""
    x, rate = d.nonzero_reals(3, 4), 0.3
    u = telling(d, x.shape, rate)
    of_x = [replace(one, args=(*one.args, rate, u)) for one in other_types(call(x))]
    single = u.astype(np.float32)
    return [*of_x, call(x, rate, single), call(x.astype(np.float32), rate, single)]


def masked(
    factor: Function = lambda rate, mask: 1 / (1 - rate), *, mask: Function = lambda u, rate: u >= rate
) -> Function:
    """`dropout` with another ``mask(u, rate)``, or another ``factor(rate, mask)`` for what stays."""

    def wrong(x: np.ndarray, rate: float, u: np.ndarray) -> np.ndarray:
        kept = mask(u, rate)
        return np.where(kept, x * factor(np.float64(rate), kept), 0)

    return wrong


MISTAKES = {
    "not_scaled": masked(lambda rate, mask: 1.0),
    "scaled_the_wrong_way": masked(lambda rate, mask: 1 - rate),
    "divided_by_the_rate": masked(lambda rate, mask: 1 / rate),
    "scaled_by_the_number_kept": masked(lambda rate, mask: 1 / mask.mean()),
    "kept_below": masked(mask=lambda u, rate: u < rate),
    "rate_is_that_of_keeping": masked(lambda rate, mask: 1 / rate, mask=lambda u, rate: u < rate),
    "compared_with_one_minus_rate": masked(mask=lambda u, rate: u >= 1 - rate),
    "border_dropped": masked(mask=lambda u, rate: u > rate),
    "one_mask_for_all_rows": masked(mask=lambda u, rate: np.broadcast_to(u[:1] >= rate, u.shape)),
    "nothing_dropped": masked(mask=lambda u, rate: u >= 0),
    "as_in_use": lambda x, rate, u: 1.0 * x,
    "mask_alone": lambda x, rate, u: dropout(np.ones(x.shape), rate, u),
    "integer_output": integer_output(dropout),
}

EXERCISE = exercise(dropout, ASPECTS, cases, MISTAKES, other_types="")
