"""Wrong answers to a01 that hidden cases may be too alike to notice: each with the aspects that it must lose."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.authoring import Function, integer_output, then
from solutions.a01_backprop.cross_entropy import from_probabilities
from solutions.a01_backprop.dropout import masked
from solutions.a01_backprop.mlp_gradients import gradients
from solutions.a01_backprop.networks import before_and_back
from solutions.a01_backprop.reference import (
    cross_entropy,
    dropout,
    linear_backward,
    mlp_gradients,
    relu,
    sigmoid,
    softmax,
    tanh,
)

# what goes wrong: the function (or those of several that are wrong), and the aspects that it must lose
Wrong = Mapping[str, tuple[Function | Mapping[str, Function], set[str]]]

FEW_ROWS, FEW_COLUMNS, BUFFER = 6, 10, 100
WHOLE = {"row", "rows", "axes", "stable", "sizes", "dtypes", "arguments"}
GRADIENTS = {"dw1_open", "db1_open", "dw1", "db1", "at_zero", "sizes", "dtypes"}


def in_a_buffer(right: Function) -> Function:
    """Of longer arrays only the first numbers have results, the others stay zero."""
    return then(right, lambda out: np.where(np.arange(out.size).reshape(out.shape) < BUFFER, out, 0))


def in_two_axes(right: Function) -> Function:
    """Everything comes back as a matrix, or a vector."""
    return then(right, lambda out: out.reshape(len(out), -1) if out.ndim > 1 else out)


def few(right: Function, rows: int, columns: int) -> Function:
    """What stands in later rows and columns stays zero."""
    return then(right, lambda out: out * (np.arange(out.shape[-1]) < columns) * (np.arange(len(out)) < rows)[:, None])


def keepdims_forgotten(z: np.ndarray) -> np.ndarray:
    """NumPy stretches what was taken along the last axis along another one, or refuses."""
    powers = np.exp(z - z.max(axis=-1))
    out: np.ndarray = powers / powers.sum(axis=-1)
    return out


def cut(z: np.ndarray) -> np.ndarray:
    """Scores are cut so that no exponential overflows."""
    powers = np.exp(np.clip(z, -700, 700))
    out: np.ndarray = powers / powers.sum(axis=-1, keepdims=True)
    return out


def shifted_by_magnitude(z: np.ndarray) -> np.ndarray:
    """The largest magnitude of each row is taken away."""
    powers = np.exp(z - np.abs(z).max(axis=-1, keepdims=True))
    out: np.ndarray = powers / powers.sum(axis=-1, keepdims=True)
    return out


def shifted_by_the_whole_array(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max())
    out: np.ndarray = powers / powers.sum(axis=-1, keepdims=True)
    return out


def entropy_without_check(z: np.ndarray, y: np.ndarray) -> Any:
    """Negative classes count from the end, and one class goes for all samples."""
    p = softmax(z)
    log_p = z - z.max(axis=1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True))
    rows = np.arange(len(z))
    loss = -log_p[rows, y].mean()
    p[rows, y] -= 1
    return loss, p / len(z)


def up_to_the_last_class(z: np.ndarray, y: np.ndarray) -> Any:
    """Classes are looked at from above alone."""
    if len(y) != len(z) or np.any(y >= z.shape[1]):
        raise ValueError
    return entropy_without_check(z, y)


def bounded(z: np.ndarray, y: np.ndarray) -> Any:
    """Probabilities are cut at 1e-15 before the logarithm."""
    loss, dz = cross_entropy(z, y)
    return -np.log(np.clip(softmax(z)[np.arange(len(y)), y], 1e-15, 1)).mean() + 0 * loss, dz


def predicted(z: np.ndarray, y: np.ndarray) -> Any:
    """The classes that the network names, in the place of the right ones."""
    cross_entropy(z, y)
    return cross_entropy(z, z.argmax(axis=1))


def layer_without_check(dout: np.ndarray, x: np.ndarray, w: np.ndarray) -> Any:
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def transposed_until_it_fits(dout: np.ndarray, x: np.ndarray, w: np.ndarray) -> Any:
    """Square weights fit without it."""
    _, dw, db = linear_backward(dout, x, w)
    return dout @ (w if w.shape[0] == w.shape[1] else w.T), dw, db


def own_random_numbers(x: np.ndarray, rate: float, u: np.ndarray) -> np.ndarray:
    dropout(x, rate, u)
    return dropout(x, rate, np.random.default_rng(1).random(x.shape))


def sensible(wrong: Function) -> Function:
    """``wrong``, with the checks of rate and shape."""

    def answer(x: np.ndarray, rate: float, u: np.ndarray) -> np.ndarray:
        dropout(x, rate, u)
        out: np.ndarray = wrong(x, rate, u)
        return out

    return answer


def rate_from_above(x: np.ndarray, rate: float, u: np.ndarray) -> np.ndarray:
    """A rate of 0 is refused, too."""
    if rate <= 0:
        raise ValueError
    return dropout(x, rate, u)


def rate_of_one(x: np.ndarray, rate: float, u: np.ndarray) -> np.ndarray:
    """A rate of 1 is let through: all is switched off."""
    return 0.0 * x if rate == 1 else dropout(x, rate, u)


def any_draw(x: np.ndarray, rate: float, u: np.ndarray) -> np.ndarray:
    """NumPy stretches what it can."""
    if not 0 <= rate < 1:
        raise ValueError
    return np.where(u >= rate, x / (1 - rate), 0)


def unmasked(*names: str) -> Function:
    """The named gradients of the first layer come from before the mask."""

    def wrong(x: np.ndarray, y: np.ndarray, *weights: np.ndarray) -> Any:
        loss, dw1, db1, dw2, db2 = mlp_gradients(x, y, *weights)
        dh = before_and_back(x, y, *weights)[1]
        return loss, x.T @ dh if "dw1" in names else dw1, dh.sum(axis=0) if "db1" in names else db1, dw2, db2

    return wrong


def weights_moved_first(x: np.ndarray, y: np.ndarray, *weights: np.ndarray) -> Any:
    """The second layer has learned already when the gradient goes back through it."""
    w2 = weights[2]
    dw2 = mlp_gradients(x, y, *weights)[3]
    return gradients(back=lambda w: (w2 - 0.5 * dw2).T)(x, y, *weights)


ACTIVATIONS: Wrong = {
    "relu in a buffer": ({"relu": in_a_buffer(relu)}, {"shapes"}),
    "sigmoid in a buffer": ({"sigmoid": in_a_buffer(sigmoid)}, {"shapes"}),
    "tanh in two axes": ({"tanh": in_two_axes(tanh)}, {"shapes"}),
    "sigmoid in the type of x": ({"sigmoid": integer_output(sigmoid)}, {"dtypes"}),
    "tanh in the type of x": ({"tanh": integer_output(tanh)}, {"dtypes"}),
    "tanh written as (e^2x - 1) / (e^2x + 1)": (
        {"tanh": lambda x: (np.exp(2.0 * x) - 1) / (np.exp(2.0 * x) + 1)},
        {"tanh_far", "dtypes"},
    ),
}
SOFTMAX: Wrong = {
    "keepdims forgotten": (keepdims_forgotten, WHOLE - {"row", "arguments"}),
    "scores cut": (cut, {"stable", "dtypes"}),
    "shifted by the largest magnitude": (shifted_by_magnitude, {"stable", "dtypes"}),
    "ten classes": (then(softmax, lambda out: out * (np.arange(out.shape[-1]) < FEW_COLUMNS)), {"sizes"}),
    "a row as a matrix": (then(softmax, np.atleast_2d), {"row"}),
}
CROSS_ENTROPY: Wrong = {
    "no checks": (entropy_without_check, {"errors"}),
    "classes looked at from above": (up_to_the_last_class, {"errors"}),
    "probabilities cut": (bounded, {"stable", "dtypes"}),
    "shifted by the whole array": (from_probabilities(shifted_by_the_whole_array), {"stable", "dtypes", "errors"}),
    "predicted classes": (
        predicted,
        {"loss_one", "dz_one", "loss", "dz", "stable", "sizes", "dtypes", "errors", "arguments"},
    ),
    "six samples": (
        lambda z, y: (cross_entropy(z, y)[0], few(lambda z, y: cross_entropy(z, y)[1], 6, 99)(z, y)),
        {"sizes"},
    ),
}
LINEAR_BACKWARD: Wrong = {
    "no checks": (layer_without_check, {"errors"}),
    "transposed until it fits": (transposed_until_it_fits, {"sizes"}),
    "db as a row": (then(linear_backward, lambda dx, dw, db: (dx, dw, db[None])), {"db", "sizes", "dtypes"}),
    "few samples": (then(linear_backward, lambda dx, dw, db: (few(lambda: dx, FEW_ROWS, 99)(), dw, db)), {"sizes"}),
    **{
        f"d{name} in the type of {of}": (integer_output(linear_backward, of=of, places=(place,)), {"dtypes"})
        for place, name in enumerate(("x", "w", "b"))
        for of in ("dout", "x", "w")
        if (name, of) != ("b", "dout")  # sums of whole numbers are whole
    },
}
DROPOUT: Wrong = {
    "random numbers of its own": (
        own_random_numbers,
        {"half", "rates", "border", "shapes", "dtypes", "errors"},
    ),
    "a rate of 0 refused": (rate_from_above, {"border", "zero"}),
    "a rate of 1 let through": (rate_of_one, {"errors"}),
    "any draw": (any_draw, {"errors"}),
    "kept where u is not the rate": (
        sensible(masked(mask=lambda u, rate: u != rate)),
        {"half", "rates", "border", "shapes", "dtypes", "errors"},
    ),
    "a buffer": (in_a_buffer(dropout), {"shapes"}),
    "two axes": (in_two_axes(dropout), {"shapes"}),
}
MLP_GRADIENTS: Wrong = {
    "db1 from before the mask": (unmasked("db1"), {"db1", "at_zero", "sizes", "dtypes"}),
    "dw1 from before the mask": (unmasked("dw1"), {"dw1", "at_zero", "sizes", "dtypes"}),
    "one mask for all samples": (
        gradients(lambda a, dh: np.broadcast_to(a[:1] > 0, a.shape)),
        {"dw1", "db1", "at_zero", "sizes", "dtypes"},
    ),
    "the second layer moved first": (weights_moved_first, GRADIENTS),
    "a loss that is not shifted": (
        gradients(loss=from_probabilities(lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))),
        {"dtypes"},
    ),
    "a loss by the logarithm of softmax": (gradients(loss=from_probabilities(softmax)), {"dtypes"}),
    **{
        f"d{name} in the type of {of}": (integer_output(mlp_gradients, of=of, places=(place,)), {"dtypes"})
        for place, name in enumerate(("w1", "b1", "w2", "b2"), start=1)
        for of in ("x", name)
    },
}
