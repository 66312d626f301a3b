"""Hidden cases of ``rnn_backward``: one step first, where nothing comes back through time; ``dhs`` is always random."""

import numpy as np

from autograder.authoring import (
    DTYPES,
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
    recurrent,
    then,
)
from solutions.a06_rnn.given_steps import backward_of_step
from solutions.a06_rnn.networks import Arrays, calls, small_weights, weights
from solutions.a06_rnn.reference import rnn_backward
from solutions.a06_rnn.steps import states_from_h0, total

ONE_STEP = {"dx": 0.5, "dh0": 0.25, "dw_x": 0.25, "dw_h": 0.5, "db": 0.25}
THROUGH_TIME = {"dx": 0.75, "dh0": 0.75, "dw_x": 0.75, "dw_h": 1.0, "db": 0.5}
ASPECTS: Aspects = {
    **{f"{name}_one_step": (points, f"{name} for sequences of one step", name) for name, points in ONE_STEP.items()},
    **{name: (points, f"{name} through time") for name, points in THROUGH_TIME.items()},
    "sizes": (0.25, "one sample, one unit, no steps at all, and many of each"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """One step, then more; one sample, then more. Where h0 need not be judged it is zero."""
    from_zeros = calls(d, network_and_dhs, (1, 1, 3, 2), (3, 1, 4, 2), (2, 1, 2, 5), start=False)
    yield ("dx_one_step", "dh0_one_step", "dw_x_one_step", "db_one_step"), from_zeros
    yield "dw_h_one_step", calls(d, network_and_dhs, (1, 1, 3, 2), (3, 1, 2, 4))
    several_steps = (1, 2, 3, 2), (3, (3, 5), 4, 2), (2, (5, 7), 2, 5)
    yield ("dx", "dw_x", "db"), calls(d, network_and_dhs, *several_steps, start=False)
    yield ("dh0", "dw_h"), calls(d, network_and_dhs, *several_steps)
    yield "sizes", calls(d, network_and_dhs, (1, 3, 1, 1), (3, 3, 3, 3), (2, 0, 3, 4), (6, 12, 5, 7))


def ordinary(d: Draw) -> Case:
    """A network in which every argument counts."""
    return call(*network_and_dhs(d, 2, 3, 3, 2))


def network_and_dhs(d: Draw, N: int, T: int, D: int, U: int, *, start: bool = True, small: bool = False) -> Arrays:
    """(dhs, x, h0, w_x, w_h, b) of a network that read N sequences of T steps; h0 is zero without a ``start``."""
    numbers = d.tenths if small else d.reals
    drawn_weights = (small_weights if small else weights)(d, D, U)
    h0 = d.tenths(N, U) if start else np.zeros((N, U))
    return numbers(N, T, U), numbers(N, T, D), h0, *drawn_weights


def backward(
    slope: Function = lambda a, h: 1 - h**2, back: Function = np.transpose, carry: float = 1.0, **instead: Function
) -> Function:
    """`rnn_backward` with another ``slope(a, h)`` of tanh, other weights ``back(w_h)``, or less to ``carry`` to t - 1.

    ``instead`` names gradients that are other functions of x, the states before and after each step, and da.
    """

    def wrong(dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> Arrays:
        w_x, w_h, _ = weights
        states = states_from_h0(x, h0, *weights)
        before, after = states[:, :-1], states[:, 1:]
        slopes = slope(total(x, before, *weights), after)
        da, dh = np.zeros_like(slopes), np.zeros(h0.shape)
        for t in reversed(range(x.shape[1])):
            da[:, t] = (dhs[:, t] + carry * dh) * slopes[:, t]
            dh = da[:, t] @ back(w_h)
        right = {"dx": da @ w_x.T, "dh0": dh, "dw_x": paired(x, da), "dw_h": paired(before, da), "db": da.sum((0, 1))}
        other = {name: gradient(x, before, after, da) for name, gradient in instead.items()}
        return tuple((right | other).values())

    return wrong


def paired(source: np.ndarray, da: np.ndarray) -> np.ndarray:
    """The gradient of the weights from ``source``, (N, T, ·), to the sums whose gradient is ``da``."""
    return np.einsum("nts,ntu->su", source, da)


MISTAKES = {
    "no_carry_through_time": backward(carry=0),
    "only_last_dhs": changed(rnn_backward, dhs=recurrent.only_the_last),
    "dhs_ignored": changed(rnn_backward, dhs=np.ones_like),
    "tanh_slope_missing": backward(slope=lambda a, h: np.ones_like(h)),
    "slope_at_pre_activation": backward(slope=lambda a, h: 1 - a**2),
    "tanh_twice": backward(slope=lambda a, h: 1 - np.tanh(h) ** 2),
    "sigmoid_slope": backward(slope=lambda a, h: h * (1 - h)),
    "w_h_not_transposed": backward(back=lambda w_h: w_h),
    "network_transposed": then(
        changed(rnn_backward, w_h=np.transpose), lambda dx, dh0, dw_x, dw_h, db: (dx, dh0, dw_x, dw_h.T, db)
    ),
    "dw_h_transposed": then(rnn_backward, lambda dx, dh0, dw_x, dw_h, db: (dx, dh0, dw_x, dw_h.T, db)),
    "dx_reversed": then(rnn_backward, lambda dx, *others: (dx[:, ::-1], *others)),
    "dh0_without_weights": backward(dh0=lambda x, before, after, da: da[:, :1].sum(axis=1)),
    "dh0_of_first_state": backward(dh0=lambda x, before, after, da: (da / (1 - after**2))[:, :1].sum(axis=1)),  # dh
    "dh0_zero": then(rnn_backward, lambda dx, dh0, *others: (dx, np.zeros_like(dh0), *others)),
    "dw_h_with_state_after": backward(dw_h=lambda x, before, after, da: paired(after, da)),
    "dw_h_wraps_around": backward(dw_h=lambda x, before, after, da: paired(np.roll(after, 1, axis=1), da)),
    "h0_ignored": changed(rnn_backward, h0=np.zeros_like),
    "dw_h_without_first_step": backward(dw_h=lambda x, before, after, da: paired(before[:, 1:], da[:, 1:])),
    "weights_of_first_step_only": backward(
        dw_x=lambda x, before, after, da: paired(x[:, :1], da[:, :1]),
        dw_h=lambda x, before, after, da: paired(before[:, :1], da[:, :1]),
        db=lambda x, before, after, da: da[:, :1].sum(axis=(0, 1)),
    ),
    "db_of_first_step_only": backward(db=lambda x, before, after, da: da[:, :1].sum(axis=(0, 1))),
    "db_not_summed_over_batch": backward(db=lambda x, before, after, da: da.sum(axis=1)),
    "db_not_summed_over_time": backward(db=lambda x, before, after, da: da.sum(axis=0)),
    "averaged_over_batch": then(rnn_backward, lambda dx, dh0, *sums: (dx, dh0, *(dw / len(dx) for dw in sums))),
    "integer_output": integer_output(rnn_backward, of="x", places=(0,)),
}

EXERCISE = exercise(
    rnn_backward,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=tuple(ONE_STEP),
    ordinary=ordinary,
    builds_on=("rnn_step", "rnn_forward"),
    given={"rnn_step": backward_of_step, "rnn_forward": differences()},
)
