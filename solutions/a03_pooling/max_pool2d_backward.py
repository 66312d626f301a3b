"""Hidden cases of ``max_pool2d_backward``: those of any pooling, and ties."""

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Cases, Draw, changed, exercise
from solutions.a03_pooling.backward_cases import backward_cases, dx_call, ordinary
from solutions.a03_pooling.pooling_draws import after_relu, far_below, few_values, tied_pairs
from solutions.a03_pooling.pooling_mistakes import backward_mistakes, equal_shares, spread, winner
from solutions.a03_pooling.reference import max_pool2d_backward

ASPECTS = {
    "values": (0.75, "one winner in each window, windows side by side"),
    "ties": (0.75, "of several largest values, the first takes all"),
    "overlap": (1.0, "values that win several windows"),
    "gaps": (0.75, "values that no window reaches"),
    "pairs": (0.25, "size and stride that differ down and across"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One winner a window first, then ties, windows that overlap, and values that no window reaches."""
    shared = backward_cases(d, peak)
    yield next(shared)
    yield "values", [dx_call(d, far_below(d, 1, 2, 4, 6), 2), dx_call(d, 1e-10 * d.distinct(2, 2, 4, 6), 2)]
    yield "ties", [dx_call(d, tied_pairs(d), 2), dx_call(d, after_relu(d, 2, 2, 6, 9), 3)]
    yield "ties", [dx_call(d, few_values(d, 2, 2, 5, 10), 5)]
    yield from shared


def peak(d: Draw) -> np.ndarray:
    """A small image whose largest value lies in four overlapping windows."""
    image = d.distinct(1, 1, 3, 4)
    image[0, 0, 1, d.between(1, 2)] = 20 + d.between(0, 9)
    return image


def largest(window: np.ndarray) -> np.ndarray:
    """All to each of several largest values of a window (N, C, KH, KW)."""
    return window == window.max(axis=(2, 3), keepdims=True)


MISTAKES = {
    "gradient_to_every_entry": spread(np.ones_like),
    "gradient_averaged": spread(equal_shares),
    "ties_all": spread(largest),
    "ties_shared": spread(lambda window: largest(window) / largest(window).sum(axis=(2, 3), keepdims=True)),
    "ties_last": spread(lambda window: winner(window[:, :, ::-1, ::-1])[:, :, ::-1, ::-1]),
    "ties_down_the_columns": spread(lambda window: winner(window.swapaxes(2, 3)).swapaxes(2, 3)),
    "overlaps_overwritten": spread(winner, overwrite=True),
    "dout_ignored": changed(max_pool2d_backward, dout=np.ones_like),
    "multiplied_by_the_value": lambda dout, x, *size, **stride: x * max_pool2d_backward(dout, x, *size, **stride),
    "one_winner_for_all_channels": spread(lambda window: np.broadcast_to(winner(window)[:1, :1], window.shape)),
    **backward_mistakes(winner),
}

EXERCISE = exercise(max_pool2d_backward, ASPECTS, cases, MISTAKES, outputs=("dx",), ordinary=ordinary)
