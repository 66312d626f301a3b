"""Hidden cases of ``bidirectional``."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from solutions.a07_lstm.reference import bidirectional

from .draw import reals

PAIR = ("forward", "backward")
MERGES = {"sum": "sum", "mul": "mul", "concat": "concat", "ave": "ave", "pair": None}


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Every merge over one step, where there is nothing to turn round, then over several."""
    cases = []
    for aspect, merge in MERGES.items():
        for name, n, steps, units in (("one_step", 2, 1, 2), (aspect, 1, 3, 2), (aspect, 2, 4, 3), (aspect, 3, 3, 3)):
            both = reals(rng, n, steps, units), reals(rng, n, steps, units)
            cases.append(_case(name, *both, merge))
    odd = 2 * rng.integers(-4, 5, (1, 2, 2)) + 1, 2 * rng.integers(-4, 5, (1, 2, 2))
    cases.append(_case("dtypes", *odd, "ave"))
    singles = reals(rng, 2, 3, 2).astype(np.float32), reals(rng, 2, 3, 2).astype(np.float32)
    cases += [_case("dtypes", *singles, merge) for merge in ("mul", "concat")]
    both = reals(rng, 1, 2, 2), reals(rng, 1, 2, 2)
    cases += [Case(("errors",), (*both, merge), raises=ValueError) for merge in ("max", "")]
    return cases


def _case(aspect: str, forward: np.ndarray, backward: np.ndarray, merge: str | None) -> Case:
    return Case((aspect,), (forward, backward, merge), outputs=PAIR if merge is None else None)


def _wrong(*, forward: Any = None, backward: Any = None, **merges: Callable[..., Any]) -> Callable[..., Any]:
    """``bidirectional`` with something done to its arguments first, or with other merges."""

    def function(f: np.ndarray, b: np.ndarray, merge: str | None) -> Any:
        right = bidirectional(f, b, merge)
        if (name := next(key for key, value in MERGES.items() if value == merge)) in merges:
            return merges[name](f, b[:, ::-1])
        if forward or backward:
            return bidirectional(forward(f) if forward else f, backward(b) if backward else b, merge)
        return right

    return function


MISCONCEPTIONS = (
    Misconception(
        "backward_not_reversed",
        "You merge step t of one reading with step t of the other: the backward layer read the end of the sequence "
        "first, so turn its states round in time before you merge.",
        _wrong(backward=lambda b: b[:, ::-1]),
    ),
    Misconception(
        "forward_reversed",
        "You turn the forward states round: the result is in the order of the sequence, so the backward states are the "
        "ones to turn.",
        _wrong(forward=lambda f: f[:, ::-1], backward=lambda b: b[:, ::-1]),
    ),
    Misconception(
        "batch_reversed",
        "You turn the backward states round along the batch: [::-1] acts on the first axis, and time is the second.",
        _wrong(backward=lambda b: b[::-1, ::-1]),
    ),
    Misconception(
        "units_reversed",
        "You turn the backward states round along the units: [..., ::-1] acts on the last axis; time is the second.",
        _wrong(backward=lambda b: b[:, ::-1, ::-1]),
    ),
    Misconception(
        "everything_reversed",
        "You turn the backward states round along every axis: np.flip without an axis does so. Turn the time alone.",
        _wrong(backward=lambda b: b[::-1, :, ::-1]),
    ),
    Misconception(
        "concat_backward_first",
        'Your "concat" puts the backward states first: forward[t] comes first, then the backward state.',
        _wrong(concat=lambda f, r: np.concatenate([r, f], axis=-1)),
    ),
    Misconception(
        "concat_along_time",
        'Your "concat" makes the sequence twice as long: join the two along the last axis, so that every position has '
        "2U numbers.",
        _wrong(concat=lambda f, r: np.concatenate([f, r], axis=1)),
    ),
    Misconception(
        "concat_interleaved",
        'Your "concat" mixes the units of the two: all of forward[t] come first, then all of the backward state.',
        _wrong(concat=lambda f, r: np.stack([f, r], axis=-1).reshape(*f.shape[:2], -1)),
    ),
    Misconception(
        "average_not_halved",
        'Your "ave" is a sum: an average of two is half of it.',
        _wrong(ave=lambda f, r: f + r),
    ),
    Misconception(
        "sum_and_mul_swapped",
        'Your "sum" and your "mul" have changed places: "sum" adds, "mul" multiplies entry by entry.',
        _wrong(sum=lambda f, r: f * r, mul=lambda f, r: f + r),
    ),
    Misconception(
        "mul_is_a_dot_product",
        'Your "mul" adds up its products over the units: it multiplies entry by entry and keeps the shape (N, T, U).',
        _wrong(mul=lambda f, r: np.sum(f * r, axis=-1)),
    ),
    Misconception(
        "pair_as_it_came",
        "With None you return the backward states as they came: the pair, too, is in forward time order.",
        _wrong(pair=lambda f, r: (f.copy(), r[:, ::-1].copy())),
    ),
    Misconception(
        "pair_swapped",
        "With None you return the backward states first: the pair is (forward, backward).",
        _wrong(pair=lambda f, r: (r.copy(), f.copy())),
    ),
    Misconception(
        "average_rounded_down",
        'With whole numbers in, your "ave" loses its halves: divide with /, not //, and keep the result float64.',
        _wrong(ave=lambda f, r: (f + r) // 2 if np.issubdtype(f.dtype, np.integer) else (f + r) / 2),
    ),
)

EXERCISE = Exercise(
    name="bidirectional",
    reference=bidirectional,
    aspects=(
        Aspect("one_step", 0.5, "every merge over a single step"),
        Aspect("sum", 0.5, '"sum"'),
        Aspect("mul", 0.5, '"mul"'),
        Aspect("concat", 0.5, '"concat"'),
        Aspect("ave", 0.25, '"ave"'),
        Aspect("pair", 0.25, "None: the pair"),
        Aspect("dtypes", 0.25, "integers and single precision"),
        Aspect("errors", 0.25, "a ValueError for an unknown merge", after="one_step"),
    ),
    draw_cases=draw_cases,
    misconceptions=MISCONCEPTIONS,
)
