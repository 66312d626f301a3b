"""Hidden cases of ``clip_gradients``: too long, short enough, of many shapes, and all zero."""

import math
from collections.abc import Sequence

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from solutions.a06_rnn.reference import clip_gradients

from .draw import integers, reals, tenths

Clipped = tuple[list[np.ndarray], float]


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One array, then the gradients of a network; with norms above and below the limit."""
    return [
        _case(("clipped", "norm"), [_two(rng)], _share(rng, 0.2, 0.8)),
        _case(("clipped", "norm"), [tenths(rng, 2, 3), 5 * tenths(rng, 3)], _share(rng, 0.2, 0.8)),
        _case(("clipped", "norm"), _gradients(rng, 3, 4), _share(rng, 0.05, 0.3)),
        _case(("clipped", "norm"), _gradients(rng, 5, 2), 0.95),
        _case(("clipped", "norm"), [reals(rng, 2, 3, 2), reals(rng, 1), reals(rng, 2, 1)], _share(rng, 0.2, 0.8)),
        _case(("below", "norm"), [_two(rng)], _share(rng, 1.2, 3)),
        _case(("below", "norm"), _gradients(rng, 3, 2), _share(rng, 2, 9)),
        _case(("below", "norm"), [tenths(rng, 4), tenths(rng, 2, 2)], 1.05),
        Case(("zero",), ([np.zeros(3)], _share(rng, 0.2, 0.8))),
        Case(("zero",), ([np.zeros((2, 3)), np.zeros(3)], _share(rng, 1, 3))),
        _case(("dtypes",), [integers(rng, 2, 2), integers(rng, 2)], _share(rng, 0.2, 0.6)),
        _case(("dtypes",), [integers(rng, 3), reals(rng, 2, 3)], _share(rng, 0.2, 0.6)),
        _case(("dtypes",), [array.astype(np.float32) for array in _gradients(rng, 2, 3)], _share(rng, 0.2, 0.8)),
    ]


def _share(rng: np.random.Generator, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def _two(rng: np.random.Generator) -> np.ndarray:
    """Two numbers that differ also in size, so that to cut each at a limit is not to shorten both alike."""
    smaller, larger = rng.choice(4, 2, replace=False)[:2].astype(float)
    return np.array([smaller + 1, -larger - 6])


def _gradients(rng: np.random.Generator, D: int, U: int) -> list[np.ndarray]:
    """Those of w_x, w_h and b, of different sizes."""
    return [3 * reals(rng, D, U), reals(rng, U, U), 10 * tenths(rng, U)]


def _case(aspects: tuple[str, ...], grads: list[np.ndarray], share: float) -> Case:
    """A call with ``share`` times the norm as the limit, rounded."""
    return Case(aspects, (grads, round(share * _length(grads), 3)))


def _length(grads: Sequence[np.ndarray]) -> float:
    return clip_gradients(list(grads), math.inf)[1]


def _scaled(grads: Sequence[np.ndarray], max_norm: float, length: float) -> list[np.ndarray]:
    """The arrays multiplied as if ``length`` were their norm."""
    return [array * (max_norm / length if length > max_norm else 1.0) for array in grads]


def _by_element(grads: list[np.ndarray], max_norm: float) -> Clipped:
    return [np.clip(array, -max_norm, max_norm) for array in grads], _length(grads)


def _each_for_itself(grads: list[np.ndarray], max_norm: float) -> Clipped:
    return [clip_gradients([array], max_norm)[0][0] for array in grads], _length(grads)


def _always_rescaled(grads: list[np.ndarray], max_norm: float) -> Clipped:
    return [array * (max_norm / (_length(grads) or 1.0)) for array in grads], _length(grads)


def _norm_after_clipping(grads: list[np.ndarray], max_norm: float) -> Clipped:
    clipped = clip_gradients(grads, max_norm)[0]
    return clipped, _length(clipped)


def _scaled_to_unit_length(grads: list[np.ndarray], max_norm: float) -> Clipped:
    length = _length(grads)
    return [array / (length if length > max_norm else 1.0) for array in grads], length


def _not_rooted(grads: list[np.ndarray], max_norm: float) -> Clipped:
    square = _length(grads) ** 2
    return _scaled(grads, max_norm, square), square


def _norms_added_up(grads: list[np.ndarray], max_norm: float) -> Clipped:
    total = sum(_length([array]) for array in grads)
    return _scaled(grads, max_norm, total), total


def _sum_of_magnitudes(grads: list[np.ndarray], max_norm: float) -> Clipped:
    total = float(sum(np.abs(array).sum() for array in grads))
    return _scaled(grads, max_norm, total), total


def _largest_magnitude(grads: list[np.ndarray], max_norm: float) -> Clipped:
    largest = float(max(np.abs(array).max() for array in grads))
    return _scaled(grads, max_norm, largest), largest


def _one_norm_an_array(grads: list[np.ndarray], max_norm: float) -> tuple[list[np.ndarray], np.ndarray]:
    return _each_for_itself(grads, max_norm)[0], np.array([_length([array]) for array in grads])


def _divided_by_zero(grads: list[np.ndarray], max_norm: float) -> Clipped:
    length = _length(grads)
    return [array * (min(1.0, max_norm / length) if length else math.nan) for array in grads], length


def _integer_output(grads: list[np.ndarray], max_norm: float) -> Clipped:
    clipped, length = clip_gradients(grads, max_norm)
    kinds = [array.dtype if np.issubdtype(array.dtype, np.integer) else np.dtype(float) for array in grads]
    return [array.astype(kind) for array, kind in zip(clipped, kinds, strict=True)], length


MISCONCEPTIONS = (
    Misconception(
        "clipped_by_element",
        "You cut every number at max_norm: that turns the gradient into another direction. Multiply all numbers by "
        "one factor instead.",
        _by_element,
    ),
    Misconception(
        "each_for_itself",
        "You clip each array by its own norm: one norm is taken over the numbers of all arrays together, and one "
        "factor shortens all of them.",
        _each_for_itself,
    ),
    Misconception(
        "always_rescaled",
        "You bring every gradient to the length max_norm, short ones too: what is not longer than max_norm stays as "
        "it is.",
        _always_rescaled,
    ),
    Misconception(
        "norm_after_clipping",
        "Your norm is measured after clipping: return the norm that the gradients had before.",
        _norm_after_clipping,
    ),
    Misconception(
        "scaled_to_unit_length",
        "Your long gradients end with the length 1: multiply by max_norm / norm, so that they end with max_norm.",
        _scaled_to_unit_length,
    ),
    Misconception(
        "not_rooted",
        "Your norm is the sum of the squares: take the square root of it, once, at the end.",
        _not_rooted,
    ),
    Misconception(
        "norms_added_up",
        "You add up the norms of the arrays: add up the squares of all their numbers, and take one square root at the "
        "end.",
        _norms_added_up,
    ),
    Misconception(
        "sum_of_magnitudes",
        "You add up magnitudes, the 1-norm: asked is the square root of the sum of squares.",
        _sum_of_magnitudes,
    ),
    Misconception(
        "largest_magnitude",
        "Your norm is the largest single number: asked is the square root of the sum of all squares.",
        _largest_magnitude,
    ),
    Misconception(
        "one_norm_an_array",
        "You return a norm for each array, and clip each by its own: there is one norm, a float, over the numbers of "
        "all arrays together.",
        _one_norm_an_array,
    ),
    Misconception(
        "divided_by_zero",
        "When all gradients are 0 yours become NaN: max_norm / norm divides by zero. Look first whether there is "
        "anything to clip.",
        _divided_by_zero,
    ),
    Misconception(
        "integer_output",
        "The decimals of gradients that came as whole numbers are lost: your arrays took over their integer type. "
        "Make them float64.",
        _integer_output,
    ),
)

EXERCISE = Exercise(
    name="clip_gradients",
    reference=clip_gradients,
    outputs=("grads", "norm"),
    aspects=(
        Aspect("norm", 0.75, "the norm before clipping", output=1),
        Aspect("clipped", 1.0, "gradients that are too long", output=0),
        Aspect("below", 0.75, "gradients that are short enough", output=0),
        Aspect("zero", 0.25, "gradients that are all zero", after="norm"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=MISCONCEPTIONS,
)
