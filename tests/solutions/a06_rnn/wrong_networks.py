"""Wrong recurrent networks that hidden cases may be too alike to notice: each with the aspects that it must lose."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.authoring import Function, changed, integer_output, then
from solutions.a06_rnn.reference import gradient_norms, rnn_backward, rnn_forward, rnn_step
from solutions.a06_rnn.steps import total

Wrong = Mapping[str, tuple[Function, set[str]]]  # what goes wrong: the function, and the aspects that it must lose
NETWORK = ("x", "h0", "w_x", "w_h", "b")
GRADIENTS = ("dx", "dh0", "dw_x", "dw_h", "db")
FEW_STEPS = 8
ALL = {"last", "two_steps", "product", "batch", "sizes", "dtypes", "arguments"}


def tanh_by_powers(a: np.ndarray) -> np.ndarray:
    """NaN where a power is infinite."""
    return (np.exp(2 * a) - 1) / (np.exp(2 * a) + 1)


def stacked(x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> np.ndarray:
    """Of no steps there is nothing to stack."""
    states = [np.asarray(h0)]
    for t in range(x.shape[1]):
        states.append(np.tanh(total(x[:, t], states[-1], *weights)))
    return np.stack(states[1:], axis=1)


def read_after_reshape(x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> np.ndarray:
    """Samples and steps are cut anew where their axes should be exchanged."""
    N, T, D = x.shape
    return rnn_forward(x.reshape(T, N, D).swapaxes(0, 1), h0, *weights)


def in_a_buffer(right: Function, length: int) -> Function:
    """Of longer sequences only the first ``length`` steps have results, the others stay zero."""

    def wrong(x: np.ndarray, *rest: np.ndarray) -> Any:
        out = right(x, *rest).copy()
        out[:, length:] = 0
        return out

    return wrong


def scalar_dh0(dhs: np.ndarray, x: np.ndarray, *network: np.ndarray) -> Any:
    """What comes back starts as the number 0, and stays it where there are no steps."""
    dx, dh0, *others = rnn_backward(dhs, x, *network)
    return (dx, dh0 if x.shape[1] else 0.0, *others)


def truncated(dhs: np.ndarray, x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> Any:
    """Back-propagation that goes back a few steps and no further: dx is that of the last ones alone."""
    dx, *others = rnn_backward(dhs, x, h0, *weights)
    dx[:, :-FEW_STEPS] = 0
    return (dx, *others)


def in_the_type_of(right: Function, name: str, place: int | None = None) -> Function:
    return integer_output(right, of=name, places=None if place is None else (place,))


def small_ones(change: Callable[[np.ndarray], np.ndarray]) -> Function:
    """`gradient_norms`, with norms below a thousandth of the largest changed."""
    return then(gradient_norms, lambda norms: np.where(norms < norms.max() / 1000, change(norms), norms))


RNN_STEP: Wrong = {
    **{f"in the type of {name}": (in_the_type_of(rnn_step, name), {"dtypes"}) for name in ("h", "w_x", "w_h", "b")},
    "tanh by powers": (lambda *args: rnn_step(*args) * 0 + tanh_by_powers(total(*args)), {"dtypes"}),
    "few samples": (
        lambda x, h, *weights: np.where(np.arange(len(x))[:, None] < 5, rnn_step(x, h, *weights), 0),
        {"sizes"},
    ),
}

RNN_FORWARD: Wrong = {
    **{f"in the type of {name}": (in_the_type_of(rnn_forward, name), {"dtypes"}) for name in NETWORK},
    "nothing to stack": (stacked, {"sizes"}),
    "read after a reshape": (read_after_reshape, {"steps", "h0", "sizes", "dtypes"}),
    "a buffer of eight steps": (in_a_buffer(rnn_forward, FEW_STEPS), {"sizes"}),
}

RNN_BACKWARD: Wrong = {
    **{
        f"{gradient} in the type of {name}": (in_the_type_of(rnn_backward, name, place), {"dtypes"})
        for place, (gradient, name) in enumerate(zip(GRADIENTS, NETWORK, strict=True))
    },
    "in the type of dhs": (in_the_type_of(rnn_backward, "dhs"), {"dtypes"}),
    "dh0 is a number": (scalar_dh0, {"sizes"}),
    "eight steps back": (truncated, {"sizes"}),
    "h0 of one sample for all": (
        changed(rnn_backward, h0=lambda h0: np.repeat(h0[:1], len(h0), axis=0)),
        {"dh0", "dw_h", "dw_h_one_step", "sizes", "dtypes"},
    ),
}

GRADIENT_NORMS: Wrong = {
    **{f"in the type of {name}": (in_the_type_of(gradient_norms, name), {"dtypes"}) for name in NETWORK},
    "small norms are zero": (small_ones(np.zeros_like), {"product", "sizes"}),
    "small norms stop": (small_ones(lambda norms: norms.max() / 1000 + 0 * norms), {"product", "sizes", "dtypes"}),
    "a column": (then(gradient_norms, lambda norms: norms[:, None]), ALL),
    "a buffer of eight steps": (
        then(gradient_norms, lambda norms: np.append(norms[:FEW_STEPS], 0 * norms[FEW_STEPS:])),
        {"product", "sizes"},
    ),
}
