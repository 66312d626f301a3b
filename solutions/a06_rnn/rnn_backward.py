"""Hidden cases of ``rnn_backward``: one step first, where nothing comes back through time; ``dhs`` is always random."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from solutions.a06_rnn.reference import rnn_backward, rnn_forward

from .draw import between, integers, reals, singles, small_weights, tenths, weights

Gradients = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
NAMES = ("dx", "dh0", "dw_x", "dw_h", "db")


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One step, then more; one sample, then more. Where h0 need not be judged it is zero."""
    one_from_zeros, one = ("dx_one_step", "dh0_one_step", "dw_x_one_step", "db_one_step"), ("dw_h_one_step",)
    from_zeros, from_h0 = ("dx", "dw_x", "db"), ("dh0", "dw_h")
    return [
        _case(rng, one_from_zeros, 1, 1, 3, 2, start=False, small=True),
        _case(rng, one_from_zeros, 3, 1, 4, 2, start=False),
        _case(rng, one_from_zeros, 2, 1, 2, 5, start=False),
        _case(rng, one, 1, 1, 3, 2, small=True),
        _case(rng, one, 3, 1, 2, 4),
        _case(rng, from_zeros, 1, 2, 3, 2, start=False, small=True),
        _case(rng, from_zeros, 1, 4, 2, 3, start=False),
        _case(rng, from_zeros, 3, between(rng, 3, 5), 4, 2, start=False),
        _case(rng, from_zeros, 2, between(rng, 5, 7), 2, 5, start=False),
        _case(rng, from_h0, 1, 2, 3, 2, small=True),
        _case(rng, from_h0, 1, 4, 2, 3),
        _case(rng, from_h0, 3, between(rng, 3, 5), 4, 2),
        _case(rng, from_h0, 2, between(rng, 5, 7), 2, 5),
        _case(rng, ("sizes",), 1, 3, 1, 1, small=True),
        _case(rng, ("sizes",), 3, 3, 3, 3),
        _case(rng, ("sizes",), 2, between(rng, 9, 12), 1, 2),
        Case(
            ("dtypes",),
            (tenths(rng, 1, 2, 2), integers(rng, 1, 2, 2), tenths(rng, 1, 2), *small_weights(rng, 2, 2)),
        ),
        Case(
            ("dtypes",),
            (integers(rng, 2, 3, 3), integers(rng, 2, 3, 2), integers(rng, 2, 3), *weights(rng, 2, 3)),
        ),
        Case(("dtypes",), singles(reals(rng, 2, 4, 2), reals(rng, 2, 4, 3), tenths(rng, 2, 2), *weights(rng, 3, 2))),
    ]


def _case(
    rng: np.random.Generator,
    aspects: tuple[str, ...],
    N: int,
    T: int,
    D: int,
    U: int,
    *,
    start: bool = True,
    small: bool = False,
) -> Case:
    number = tenths if small else reals
    w_x, w_h, b = (small_weights if small else weights)(rng, D, U)
    h0 = tenths(rng, N, U) if start else np.zeros((N, U))
    return Case(aspects, (number(rng, N, T, U), number(rng, N, T, D), h0, w_x, w_h, b))


def _states(x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(the states before each step, the states after it)."""
    after = rnn_forward(x, h0, *weights)
    return np.concatenate([h0[:, None], after[:, :-1]], axis=1), after


def _through_time(dhs: np.ndarray, slopes: np.ndarray, back: np.ndarray) -> np.ndarray:
    """The gradients of the pre-activations, where ``back`` takes the place of w_h.T on the way through time."""
    da = np.zeros_like(dhs, dtype=slopes.dtype)
    comes_back = np.zeros_like(slopes[:, 0])
    for t in reversed(range(dhs.shape[1])):
        da[:, t] = (dhs[:, t] + comes_back) * slopes[:, t]
        comes_back = da[:, t] @ back
    return da


def _from_pre_activations(da: np.ndarray, x: np.ndarray, before: np.ndarray, w_x: Any, w_h: Any) -> Gradients:
    """The five gradients, given those of the pre-activations."""
    dw_x, dw_h = np.tensordot(x, da, ((0, 1), (0, 1))), np.tensordot(before, da, ((0, 1), (0, 1)))
    return da @ w_x.T, da[:, 0] @ w_h.T, dw_x, dw_h, da.sum(axis=(0, 1))


def _pieces(
    dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(the states before each step, the states after it, the gradients of the pre-activations)."""
    before, after = _states(x, h0, w_x, w_h, b)
    return before, after, _through_time(dhs, 1 - after**2, w_h.T)


def _with(change: Callable[..., dict[int, np.ndarray]]) -> Callable[..., Gradients]:
    """Wrong: some of the five gradients are what ``change(before, after, da, *arguments)`` says instead."""

    def wrong(*arguments: np.ndarray) -> Gradients:
        right = list(rnn_backward(*arguments))
        for position, gradient in change(*_pieces(*arguments), *arguments).items():
            right[position] = gradient
        return tuple(right)  # type: ignore[return-value] # five in, five out

    return wrong


def _with_slopes(slope: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[..., Gradients]:
    """Wrong: the derivative of tanh is ``slope(pre-activation, state)``."""

    def wrong(
        dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
    ) -> Gradients:
        before, after = _states(x, h0, w_x, w_h, b)
        da = _through_time(dhs, slope(x @ w_x + before @ w_h + b, after), w_h.T)
        return _from_pre_activations(da, x, before, w_x, w_h)

    return wrong


def _with_way_back(back: Callable[[np.ndarray], np.ndarray]) -> Callable[..., Gradients]:
    """Wrong: through time the gradient goes by ``back(w_h)`` instead of w_h.T."""

    def wrong(
        dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
    ) -> Gradients:
        before, after = _states(x, h0, w_x, w_h, b)
        da = _through_time(dhs, 1 - after**2, back(w_h))
        return _from_pre_activations(da, x, before, w_x, w_h)

    return wrong


def _w_h_not_transposed(dhs: np.ndarray, *rest: np.ndarray) -> Gradients:
    dx, _, dw_x, dw_h, db = _with_way_back(lambda w_h: w_h)(dhs, *rest)
    x, h0, w_x, w_h, b = rest
    after = _states(x, h0, w_x, w_h, b)[1]
    return dx, _through_time(dhs, 1 - after**2, w_h)[:, 0] @ w_h, dw_x, dw_h, db


def _dhs_ignored(dhs: np.ndarray, *rest: np.ndarray) -> Gradients:
    return rnn_backward(np.ones_like(dhs), *rest)


def _only_last_dhs(dhs: np.ndarray, *rest: np.ndarray) -> Gradients:
    last = np.zeros_like(dhs)
    last[:, -1] = dhs[:, -1]
    return rnn_backward(last, *rest)


def _h0_ignored(dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> Gradients:
    return rnn_backward(dhs, x, np.zeros_like(h0), *weights)


def _network_transposed(
    dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> Gradients:
    dx, dh0, dw_x, dw_h, db = rnn_backward(dhs, x, h0, w_x, w_h.T, b)
    return dx, dh0, dw_x, dw_h.T, db


def _integer_output(dhs: np.ndarray, x: np.ndarray, *rest: np.ndarray) -> Gradients:
    dx, *others = rnn_backward(dhs, x, *rest)
    return (dx.astype(x.dtype if np.issubdtype(x.dtype, np.integer) else dx.dtype), *others)  # type: ignore[return-value]


MISCONCEPTIONS = (
    Misconception(
        "no_carry_through_time",
        "In your gradients every step stands for itself: a state is also used by the step after it, so its gradient "
        "is dhs[:, t] plus what comes back from step t + 1.",
        _with_way_back(np.zeros_like),
    ),
    Misconception(
        "only_last_dhs",
        "You start from the gradient of the last state and leave the others of dhs out: add dhs[:, t] at every step "
        "on the way back.",
        _only_last_dhs,
    ),
    Misconception(
        "dhs_ignored",
        "Your gradients do not depend on dhs: it is the gradient that arrives from the loss. With dhs full of ones "
        "the mistake does not show.",
        _dhs_ignored,
    ),
    Misconception(
        "tanh_slope_missing",
        "The slope of tanh is missing: what arrives at a state is multiplied by 1 - h² before it goes on to x, to "
        "the weights and to the state before.",
        _with_slopes(lambda a, h: np.ones_like(h)),
    ),
    Misconception(
        "slope_at_pre_activation",
        "You take 1 - a² with a from before the tanh: the slope of tanh is 1 - tanh(a)², so square the state.",
        _with_slopes(lambda a, h: 1 - a**2),
    ),
    Misconception(
        "tanh_twice",
        "You take tanh of the state again: the state is tanh(a) already, so the slope is 1 - h², not 1 - tanh(h)².",
        _with_slopes(lambda a, h: 1 - np.tanh(h) ** 2),
    ),
    Misconception(
        "sigmoid_slope",
        "h · (1 - h) is the slope of the sigmoid. That of tanh is 1 - h².",
        _with_slopes(lambda a, h: h * (1 - h)),
    ),
    Misconception(
        "w_h_not_transposed",
        "On the way back through time you multiply by w_h as on the way forward: to go back from a[t] to h[t - 1] it "
        "is da @ w_h.T.",
        _w_h_not_transposed,
    ),
    Misconception(
        "network_transposed",
        "These are the gradients of a network that computes h @ w_h.T: on the way forward it is h @ w_h, and the "
        "transpose belongs to the way back.",
        _network_transposed,
    ),
    Misconception(
        "dw_h_transposed",
        "Rows and columns of your dw_h have changed places: a row belongs to a unit of the state before, so it is the "
        "states before, transposed, times da.",
        _with(lambda before, after, da, *rest: {3: np.tensordot(da, before, ((0, 1), (0, 1)))}),
    ),
    Misconception(
        "dx_reversed",
        "Your dx stands in the wrong order: you walk from the last step to the first, so what you collect comes out "
        "last step first.",
        _with(lambda before, after, da, dhs, x, h0, w_x, w_h, b: {0: (da @ w_x.T)[:, ::-1]}),
    ),
    Misconception(
        "dh0_without_weights",
        "Your dh0 stops at the pre-activation of the first step: from there it still goes through w_h.T to h0.",
        _with(lambda before, after, da, *rest: {1: da[:, 0]}),
    ),
    Misconception(
        "dh0_of_first_state",
        "Your dh0 is the gradient of the state after the first step: go back one step more, through its tanh and "
        "through w_h.T.",
        _with(
            lambda before, after, da, dhs, x, h0, w_x, w_h, b: {
                1: dhs[:, 0] + (da[:, 1] @ w_h.T if x.shape[1] > 1 else 0)
            }
        ),
    ),
    Misconception(
        "dh0_zero",
        "Your dh0 is all zeros: h0 went into the first step like every other state, so its gradient comes back "
        "through w_h.T.",
        _with(lambda before, after, da, dhs, x, h0, *weights: {1: np.zeros(h0.shape)}),
    ),
    Misconception(
        "dw_h_with_state_after",
        "Your dw_h pairs da[t] with the state of the same step: on the way forward w_h met the state *before*, "
        "h[t - 1], and h0 in the first step.",
        _with(lambda before, after, da, *rest: {3: np.tensordot(after, da, ((0, 1), (0, 1)))}),
    ),
    Misconception(
        "h0_ignored",
        "Your gradients come from a network that starts from zeros: the state before the first step is h0, on the way "
        "forward and in dw_h.",
        _h0_ignored,
    ),
    Misconception(
        "dw_h_without_first_step",
        "Your dw_h leaves the first step out: there, w_h met h0.",
        _with(lambda before, after, da, *rest: {3: np.tensordot(before[:, 1:], da[:, 1:], ((0, 1), (0, 1)))}),
    ),
    Misconception(
        "weights_of_first_step_only",
        "Your dw_x, dw_h and db are those of one step: all T steps use the same weights, so their gradients are added "
        "up, += instead of =.",
        _with(
            lambda before, after, da, dhs, x, *rest: {
                2: x[:, 0].T @ da[:, 0],
                3: before[:, 0].T @ da[:, 0],
                4: da[:, 0].sum(axis=0),
            }
        ),
    ),
    Misconception(
        "db_of_first_step_only",
        "Your db is that of one step: the bias enters every step, so db is the sum over samples and steps.",
        _with(lambda before, after, da, *rest: {4: da[:, 0].sum(axis=0)}),
    ),
    Misconception(
        "db_not_summed_over_batch",
        "Your db has a row for each sample: all N samples use the same bias, so db sums over samples and steps and "
        "has the shape (U,).",
        _with(lambda before, after, da, *rest: {4: da.sum(axis=1)}),
    ),
    Misconception(
        "db_not_summed_over_time",
        "Your db has a row for each step: all T steps use the same bias, so db sums over samples and steps and has "
        "the shape (U,).",
        _with(lambda before, after, da, *rest: {4: da.sum(axis=0)}),
    ),
    Misconception(
        "averaged_over_batch",
        "Your dw_x, dw_h and db are divided by N: a mean over the batch belongs to the loss and is in dhs already. "
        "Here they are sums.",
        _with(
            lambda before, after, da, dhs, x, h0, w_x, w_h, b: {
                index: gradient / len(x)
                for index, gradient in enumerate(_from_pre_activations(da, x, before, w_x, w_h))
                if index >= 2
            }
        ),
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of dx are lost: its array took over the integer type of x. "
        "Make it float64.",
        _integer_output,
    ),
)

EXERCISE = Exercise(
    name="rnn_backward",
    reference=rnn_backward,
    outputs=NAMES,
    aspects=(
        Aspect("dx_one_step", 0.5, "dx for sequences of one step", output=0),
        Aspect("dh0_one_step", 0.25, "dh0 for sequences of one step", output=1),
        Aspect("dw_x_one_step", 0.25, "dw_x for sequences of one step", output=2),
        Aspect("dw_h_one_step", 0.5, "dw_h for sequences of one step", output=3),
        Aspect("db_one_step", 0.25, "db for sequences of one step", output=4),
        Aspect("dx", 0.75, "dx through time", output=0),
        Aspect("dh0", 0.75, "dh0 through time", output=1),
        Aspect("dw_x", 0.75, "dw_x through time", output=2),
        Aspect("dw_h", 1.0, "dw_h through time", output=3),
        Aspect("db", 0.5, "db through time", output=4),
        Aspect("sizes", 0.25, "one input, one unit, long sequences, and sizes that are all alike"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=MISCONCEPTIONS,
)
