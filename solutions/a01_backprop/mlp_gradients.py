"""Hidden cases of ``mlp_gradients``: all units open, where ReLU does nothing, then closed ones, then one at zero."""

from collections.abc import Callable

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
    then,
)
from solutions.a01_backprop.networks import Arrays, before_and_back, network, until, with_a_zero
from solutions.a01_backprop.reference import cross_entropy, mlp_gradients, relu, sigmoid, softmax

Change = Callable[[np.ndarray], np.ndarray]

DW1 = 1
STEP = 1e-6
SURELY_WRONG = 1e3
OUTPUTS = ("loss", "dw1", "db1", "dw2", "db2")
ASPECTS: Aspects = {
    "loss": (0.5, "the loss"),
    "dw2": (0.75, "dw2"),
    "db2": (0.5, "db2"),
    "dw1_open": (0.5, "dw1 where all hidden units are open", "dw1"),
    "db1_open": (0.25, "db1 where all hidden units are open", "db1"),
    "dw1": (1.0, "dw1 where some hidden units are closed"),
    "db1": (0.5, "db1 where some hidden units are closed"),
    "at_zero": (0.25, "sums before relu that are exactly 0"),
    "sizes": (0.5, "one sample, one input, one unit, two classes, and many of each"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """Units that are all open, and units some of which are closed, a small network first; then one sum of zero."""
    opened = ("loss", "dw2", "db2", "dw1_open", "db1_open")
    small = call(*network(d, 1, 2, 3, 2, units="all open", small=True))
    yield opened, [small, *(call(*network(d, *sizes, units="all open")) for sizes in ((3, 2, 3, 4), (2, 3, 2, 3)))]
    small = call(*network(d, 1, 2, 3, 2, small=True))
    yield ("loss", "dw2", "db2", "dw1", "db1"), [small, call(*network(d, 3, 2, 4, 3)), call(*network(d, 4, 3, 2, 2))]
    yield "at_zero", [call(*with_a_zero(d, *sizes)) for sizes in ((2, 2, 3, 2), (3, 3, 2, 3))]
    for sizes in ((1, 3, 4, 2), (3, 1, 3, 3), (5, 3, 1, 2), (3, 3, 3, 3), (8, 6, 7, 5)):
        yield "sizes", [call(*network(d, *sizes))]


def ordinary(d: Draw) -> Case:
    """A network in which no sum is zero and some units are closed, also when its numbers are rounded.

    Ten thousand times as large, it is surely wrong about some sample.
    """
    return call(*until(lambda: network(d, 3, 2, 4, 3), _is_plain_in_all_types))


def _is_plain_in_all_types(drawn: Arrays) -> bool:
    cases = [one.args for one in other_types(call(*drawn))]
    sums = [before_and_back(*args)[0] for args in cases]
    plain = all(np.abs(a).min() > 0 and np.any(a > 0) and np.any(a < 0) for a in sums)
    return plain and max(mlp_gradients(*args)[0] for args in cases) > SURELY_WRONG


def gradients(
    slope: Function = lambda a, dh: a > 0,
    *,
    activation: Change = relu,
    paired: Change | None = None,
    scores: Change = lambda z: z,
    loss: Function = cross_entropy,
    back: Change = np.transpose,
    b1: float = 1,
    b2: float = 1,
) -> Function:
    """`mlp_gradients` with another ``slope(a, dh)``, ``activation``, loss or way ``back`` through w2.

    ``paired(a)`` is what dz meets in dw2, by default the activations; ``scores(z)`` is what the loss looks at;
    ``b1`` and ``b2`` say how much of each bias enters.
    """

    def wrong(x: np.ndarray, y: np.ndarray, *weights: np.ndarray) -> tuple[np.ndarray | float, ...]:
        w1, first, w2, second = weights
        a = x @ w1 + b1 * first
        h = activation(a)
        value, dz = loss(scores(h @ w2 + b2 * second), y)
        dh = dz @ back(w2)
        da = dh * slope(a, dh)
        return value, x.T @ da, da.sum(axis=0), (paired or activation)(a).T @ dz, dz.sum(axis=0)

    return wrong


def backward_of_relu(activation: Function) -> Function:
    """Return `mlp_gradients` of a network with another activation and its own slope, in a corner that on the left."""

    def slope(a: np.ndarray, dh: np.ndarray) -> np.ndarray:
        a = a.astype(np.float64)  # single precision has no room for the difference
        step = STEP * np.maximum(1, np.abs(a))
        found: np.ndarray = (activation(a) - activation(a - step)) / step
        return found

    return gradients(slope, activation=activation)


def all_but_the_loss(change: Callable[[np.ndarray, int], np.ndarray]) -> Function:
    """`mlp_gradients` with each gradient changed, given N."""

    def wrong(x: np.ndarray, *rest: np.ndarray) -> tuple[np.ndarray | float, ...]:
        loss, *found = mlp_gradients(x, *rest)
        return loss, *(change(gradient, len(x)) for gradient in found)

    return wrong


def loss_summed(x: np.ndarray, *rest: np.ndarray) -> tuple[np.ndarray | float, ...]:
    """The sum of the losses beside the gradients of their mean."""
    loss, *found = mlp_gradients(x, *rest)
    return len(x) * loss, *found


def biases_not_summed(x: np.ndarray, y: np.ndarray, *weights: np.ndarray) -> tuple[np.ndarray | float, ...]:
    """A row for each sample in db1 and db2."""
    *_, w2, b2 = weights
    a, dh = before_and_back(x, y, *weights)
    loss, dw1, _, dw2, _ = mlp_gradients(x, y, *weights)
    return loss, dw1, dh * (a > 0), dw2, cross_entropy(relu(a) @ w2 + b2, y)[1]


MISTAKES = {
    "mask_forgotten": gradients(lambda a, dh: 1.0),
    "mask_by_the_gradient": gradients(lambda a, dh: dh > 0),
    "mask_open_at_zero": gradients(lambda a, dh: a >= 0),
    "mask_is_the_activation": gradients(lambda a, dh: relu(a)),
    "slope_of_sigmoid": gradients(lambda a, dh: sigmoid(a) * (1 - sigmoid(a))),
    "slope_of_tanh": gradients(lambda a, dh: 1 - relu(a) ** 2),
    "relu_missing": gradients(lambda a, dh: 1.0, activation=lambda a: a),
    "sigmoid_network": gradients(lambda a, dh: sigmoid(a) * (1 - sigmoid(a)), activation=sigmoid),
    "dw2_from_before_relu": gradients(paired=lambda a: a),
    "relu_on_the_scores": gradients(scores=relu),
    "softmax_twice": gradients(scores=softmax),
    "b1_missing": gradients(b1=0),
    "b2_missing": gradients(b2=0),
    "w2_not_transposed": gradients(back=lambda w2: w2.reshape(w2.shape[::-1])),
    "gradient_is_softmax": gradients(loss=lambda z, y: (cross_entropy(z, y)[0], softmax(z) / len(z))),
    "averaged_twice": all_but_the_loss(lambda gradient, N: gradient / N),
    "gradients_not_averaged": all_but_the_loss(lambda gradient, N: gradient * N),
    "sign_of_the_gradients": all_but_the_loss(lambda gradient, N: -gradient),
    "loss_summed": loss_summed,
    "db_not_summed": biases_not_summed,
    "second_layer_first": then(mlp_gradients, lambda loss, dw1, db1, dw2, db2: (loss, dw2, db2, dw1, db1)),
    "dw1_of_the_type_of_w1": integer_output(mlp_gradients, of="w1", places=(DW1,)),
}

EXERCISE = exercise(
    mlp_gradients,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=OUTPUTS,
    ordinary=ordinary,
    builds_on=("activations", "softmax", "cross_entropy", "linear_backward"),
    given={"relu": backward_of_relu},
    words={"K": "class"},
)
