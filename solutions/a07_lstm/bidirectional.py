"""Hidden cases of ``bidirectional``: each merge, over one step and over several."""

import numpy as np

from autograder.authoring import DTYPES, Case, Cases, Draw, Function, call, changed, exercise
from solutions.a07_lstm.reference import bidirectional

MERGES = {"sum": "sum", "mul": "mul", "concat": "concat", "ave": "ave", "pair": None}
ASPECTS = {
    "one_step": (0.5, "every merge over a single step"),
    "sum": (0.5, '"sum"'),
    "mul": (0.5, '"mul"'),
    "concat": (0.5, '"concat"'),
    "ave": (0.25, '"ave"'),
    "pair": (0.25, "None: the pair"),
    "dtypes": DTYPES,
    "errors": (0.25, "a ValueError for an unknown merge, and for arrays of two shapes"),
}
# The shape of backward where forward has (2, 3, 2): NumPy would stretch the first three.
MISFITS = {"sum": (2, 1, 2), "mul": (1, 3, 2), "ave": (2, 3, 1), "concat": (2, 3, 3), "pair": (2, 2, 2)}


def cases(d: Draw) -> Cases:
    """Every merge over one step, where there is nothing to turn round, then over several."""
    for aspect, merge in MERGES.items():
        yield "one_step", [merge_call(d, merge, 2, 1, 2)]
        yield aspect, [merge_call(d, merge, *size) for size in ((1, 3, 2), (5, 9, 5))]
    yield "sum", [merge_call(d, "sum", 2, 4, 1)]
    both = d.nonzero_reals(1, 2, 2), d.nonzero_reals(1, 2, 2)
    yield "errors", [call(*both, merge, raises=ValueError) for merge in ("max", "")]
    for aspect, shape in MISFITS.items():
        yield "errors", [call(d.nonzero_reals(2, 3, 2), d.nonzero_reals(*shape), MERGES[aspect], raises=ValueError)]


def merge_call(d: Draw, merge: str | None, N: int, T: int, U: int) -> Case:
    """A call with the hidden states of two layers, each of shape (N, T, U)."""
    outputs = ("forward", "backward") if merge is None else None
    return call(d.nonzero_reals(N, T, U), d.nonzero_reals(N, T, U), merge, outputs=outputs)


def ordinary(d: Draw) -> Case:
    """An average of numbers of which whole ones are left an odd and an even one, so that it has halves."""
    odd, even = 2 * d.rng.integers(-4, 5, (2, 3, 2)) + 1, 2 * d.rng.integers(1, 5, (2, 3, 2))
    return call(odd + d.tenths(2, 3, 2) / 2, even + d.tenths(2, 3, 2) / 2, "ave")


def merging(**merges: Function) -> Function:
    """``bidirectional`` with other merges, of the forward states and the backward ones in forward time order."""

    def wrong(forward: np.ndarray, backward: np.ndarray, merge: str | None) -> np.ndarray | tuple[np.ndarray, ...]:
        other = merges.get("pair" if merge is None else merge)
        return other(forward, backward[:, ::-1]) if other else bidirectional(forward, backward, merge)

    return wrong


MISTAKES = {
    "backward_not_reversed": changed(bidirectional, backward=lambda b: b[:, ::-1]),
    "forward_reversed": changed(bidirectional, forward=lambda f: f[:, ::-1], backward=lambda b: b[:, ::-1]),
    "batch_reversed": changed(bidirectional, backward=lambda b: b[::-1, ::-1]),
    "units_reversed": changed(bidirectional, backward=lambda b: b[:, ::-1, ::-1]),
    "everything_reversed": changed(bidirectional, backward=lambda b: b[::-1, :, ::-1]),
    "concat_backward_first": merging(concat=lambda f, r: np.concatenate([r, f], axis=-1)),
    "concat_along_time": merging(concat=lambda f, r: np.concatenate([f, r], axis=1)),
    "concat_interleaved": merging(concat=lambda f, r: np.stack([f, r], axis=-1).reshape(*f.shape[:2], -1)),
    "average_not_halved": merging(ave=lambda f, r: f + r),
    "sum_and_mul_swapped": merging(sum=lambda f, r: f * r, mul=lambda f, r: f + r),
    "mul_is_a_dot_product": merging(mul=lambda f, r: np.sum(f * r, axis=-1)),
    "pair_as_it_came": merging(pair=lambda f, r: (f, r[:, ::-1])),
    "pair_swapped": merging(pair=lambda f, r: (r, f)),
    "average_rounded_down": merging(ave=lambda f, r: (f + r) // 2 if f.dtype.kind == "i" else (f + r) / 2),
}

EXERCISE = exercise(bidirectional, ASPECTS, cases, MISTAKES, ordinary=ordinary)
