"""Hidden cases of ``avg_pool2d_backward``: those of any pooling, where every value of a window counts."""

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Cases, Draw, changed, exercise
from solutions.a03_pooling.backward_cases import backward_cases, ordinary
from solutions.a03_pooling.pooling_mistakes import backward_mistakes, equal_shares, spread, winner, wrong_divisors
from solutions.a03_pooling.reference import avg_pool2d_backward

ASPECTS = {
    "values": (0.75, "windows side by side"),
    "overlap": (0.75, "values that lie in several windows"),
    "gaps": (0.75, "values that no window reaches"),
    "pairs": (0.25, "size and stride that differ down and across"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """Windows side by side first, then windows that overlap, and values that no window reaches."""
    return backward_cases(d, lambda d: d.distinct(1, 1, 3, 4))


overlaps = changed(spread(np.ones_like), dout=np.ones_like)  # in how many windows each value lies

MISTAKES = {
    **wrong_divisors(avg_pool2d_backward, undivided="not_divided"),
    "gradient_to_the_largest": spread(winner),
    "overlaps_overwritten": spread(equal_shares, overwrite=True),
    "overlaps_averaged": lambda *x, **stride: avg_pool2d_backward(*x, **stride) / np.maximum(overlaps(*x, **stride), 1),
    "dout_ignored": changed(avg_pool2d_backward, dout=np.ones_like),
    "multiplied_by_the_value": lambda dout, x, *size, **stride: x * avg_pool2d_backward(dout, x, *size, **stride),
    **backward_mistakes(equal_shares),
}

EXERCISE = exercise(avg_pool2d_backward, ASPECTS, cases, MISTAKES, outputs=("dx",), ordinary=ordinary)
