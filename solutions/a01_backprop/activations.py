"""Hidden cases of ``activations``, three functions in one exercise: ordinary numbers first, then very large ones."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import DTYPES, Aspects, Cases, Draw, Function, call, exercise, integer_output, then
from solutions.a01_backprop.reference import relu, sigmoid, softmax, tanh

ASPECTS: Aspects = {
    "relu": (0.5, "relu"),
    "sigmoid": (0.5, "sigmoid for ordinary numbers"),
    "sigmoid_far": (0.25, "sigmoid far below and far above zero, where nothing may become NaN"),
    "tanh": (0.5, "tanh for ordinary numbers"),
    "tanh_far": (0.25, "tanh far below and far above zero, where nothing may become NaN"),
    "shapes": (0.25, "arrays of one number, of three axes, and many numbers"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """Each function of a few numbers of either sign, of those near zero, far from it, and in arrays of other shapes."""
    for function in ("relu", "sigmoid", "tanh"):
        yield function, [call(around_zero(d, 1.5), function=function), call(around_zero(d, 6.0), function=function)]
    for function in ("sigmoid", "tanh"):
        far = [d.uniform(800, 1000), d.uniform(750, 900), -d.uniform(800, 1000), -d.uniform(750, 900), 0.5, -0.25]
        yield f"{function}_far", [call(np.round(d.rng.permutation(far), 2), function=function)]
        yield f"{function}_far", [call(np.round(1000 * d.rng.permutation(around_zero(d, 3.0))), function=function)]
    for function in ("relu", "sigmoid", "tanh"):
        shapes = (1, 1), (2, 3, 4), (9, 13)
        yield "shapes", [call(scale(d) * d.nonzero_reals(*shape), function=function) for shape in shapes]


def around_zero(d: Draw, size: float) -> np.ndarray:
    """A row of six numbers of two decimals, of either sign: two about ``size``, two of a third of it, two near zero."""
    sizes = size * np.array([d.uniform(1, 1.2), d.uniform(1.2, 1.4), 0.3, 0.4, d.uniform(0.1, 0.15), 0.2])
    signs = np.array([1, -1, -1, 1, 1, -1])
    return np.round(sizes * signs, 2)[d.choice(range(6), 2, 3)]


def scale(d: Draw) -> float:
    """A factor a little above 2, so that slopes are not flat and saturated numbers are among the others."""
    return round(d.uniform(2, 3), 1)


def clipped(bound: float) -> Callable[[np.ndarray], np.ndarray]:
    """The function that cuts numbers off at ``bound`` and minus ``bound``."""
    return lambda x: np.clip(x, -bound, bound)


MISTAKES: dict[str, dict[str, Function]] = {
    "relu_slope": {"relu": lambda x: (x > 0) * 1.0},
    "relu_absolute": {"relu": np.abs},
    "relu_of_the_maximum": {"relu": lambda x: np.maximum(np.max(x), 0)},
    "relu_leaky": {"relu": lambda x: np.where(x > 0, x, 0.01 * x)},
    "relu_clipped_at_one": {"relu": lambda x: np.clip(x, 0, 1)},
    "relu_minimum": {"relu": lambda x: np.minimum(x, 0)},
    "sigmoid_of_huge_powers": {"sigmoid": lambda x: np.exp(1.0 * x) / (1 + np.exp(1.0 * x))},
    "sigmoid_sign": {"sigmoid": lambda x: 1 - sigmoid(x)},
    "sigmoid_slope": {"sigmoid": then(sigmoid, lambda out: out * (1 - out))},
    "sigmoid_of_twice_x": {"sigmoid": lambda x: (np.tanh(x) + 1) / 2},
    "sigmoid_clipped": {"sigmoid": lambda x: sigmoid(clipped(5)(x))},
    "sigmoid_as_softmax": {"sigmoid": softmax},
    "tanh_of_huge_powers": {
        "tanh": lambda x: (np.exp(1.0 * x) - np.exp(-1.0 * x)) / (np.exp(1.0 * x) + np.exp(-1.0 * x))
    },
    "tanh_of_half_x": {"tanh": lambda x: 2 * sigmoid(x) - 1},
    "tanh_slope": {"tanh": then(tanh, lambda out: 1 - out**2)},
    "tanh_clipped": {"tanh": clipped(1)},
    "tanh_is_sigmoid": {"tanh": sigmoid},
    "slopes": {
        "relu": lambda x: (x > 0) * 1.0,
        "sigmoid": then(sigmoid, lambda out: out * (1 - out)),
        "tanh": then(tanh, lambda out: 1 - out**2),
    },
    "integer_output": {"sigmoid": integer_output(sigmoid), "tanh": integer_output(tanh)},
}

EXERCISE = exercise({"relu": relu, "sigmoid": sigmoid, "tanh": tanh}, ASPECTS, cases, MISTAKES, name="activations")
