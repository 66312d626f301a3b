"""Hidden cases of ``clip_gradients``: too long, short enough, of many shapes, and all zero."""

import math

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Aspects, Case, Cases, Draw, Function, call, exercise, then
from solutions.a06_rnn.reference import clip_gradients

Arrays = list[np.ndarray]

ASPECTS: Aspects = {
    "norm": (0.75, "the norm before clipping"),
    "clipped": (0.75, "gradients that are too long", "grads"),
    "below": (0.5, "gradients that are short enough", "grads"),
    "zero": (0.25, "gradients that are all zero"),
    "scale": (0.25, "numbers of 1e-8, and limits of 0 and infinity"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One array, then the gradients of a network; with norms above and below the limit."""
    too_long = [
        limited([two_numbers(d)], d.uniform(0.2, 0.8)),
        limited([d.tenths(2, 3), 5 * d.tenths(3)], d.uniform(0.2, 0.8)),
        limited(gradients(d, 3, 4), d.uniform(0.05, 0.3)),
        limited(gradients(d, 5, 2), 0.95),
        limited([d.reals(2, 3, 2), d.reals(1), d.reals(2, 1), *gradients(d, 6, 5)], d.uniform(0.2, 0.8)),
    ]
    yield ("clipped", "norm"), too_long
    short_enough = [
        limited([two_numbers(d)], d.uniform(1.2, 3)),
        limited(gradients(d, 3, 2), d.uniform(2, 9)),
        limited([d.tenths(4), d.tenths(2, 2), *gradients(d, 2, 3)], 1.05),
    ]
    yield ("below", "norm"), short_enough
    yield "zero", [call([np.zeros(3)], d.uniform(0.2, 0.8))]
    yield "zero", [call([np.zeros((2, 3)), np.zeros(3)], d.uniform(1, 3))]
    yield "scale", [call([1e-8 * d.tenths(2, 3), 1e-8 * d.tenths(3)], d.uniform(0.5, 3))]
    yield "scale", [call([two_numbers(d)], math.inf), call([d.tenths(2, 3), d.tenths(3)], 0.0)]
    yield "dtypes", [limited([d.integers(3), d.reals(2, 3)], d.uniform(0.2, 0.6))]
    yield "errors", [call([two_numbers(d)], -d.uniform(0.2, 0.8), raises=ValueError)]
    yield "errors", [call([np.zeros(3)], -d.uniform(1, 3), raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """Gradients of decimals, too long in any type."""
    return limited([d.nonzero_reals(2, 3), 3 * d.nonzero_reals(3)], d.uniform(0.2, 0.4))


def two_numbers(d: Draw) -> np.ndarray:
    """Two numbers that differ also in size, so that to cut each at a limit is not to shorten both alike."""
    smaller, larger = d.choice(range(4), 2)
    return np.array([smaller + 1.0, -larger - 6.0])


def gradients(d: Draw, D: int, U: int) -> Arrays:
    """Those of w_x, w_h and b, of different sizes."""
    return [3 * d.reals(D, U), d.reals(U, U), 10 * d.tenths(U)]


def limited(grads: Arrays, share: float) -> Case:
    """A call with ``share`` times the norm as the limit, rounded."""
    return call(grads, round(share * norm_of(grads), 3))


def norm_of(grads: Arrays) -> float:
    """The norm of all arrays together."""
    return clip_gradients(grads, math.inf)[1]


def clipped(
    length: Function = norm_of, factor: Function = lambda norm, limit: limit / norm if norm > limit else 1.0
) -> Function:
    """`clip_gradients` with another ``length`` of the arrays, or another ``factor(norm, limit)``."""

    def wrong(grads: Arrays, max_norm: float) -> tuple[Arrays, float]:
        norm = length(grads)
        return [factor(norm, max_norm) * grad for grad in grads], norm

    return wrong


def each_clipped(grads: Arrays, max_norm: float) -> Arrays:
    """Every array clipped by itself."""
    return [clip_gradients([grad], max_norm)[0][0] for grad in grads]


def in_types_of_grads(grads: Arrays, max_norm: float) -> tuple[Arrays, float]:
    """The right gradients in arrays of the types that came: decimals are lost where whole numbers came."""
    right, norm = clip_gradients(grads, max_norm)
    return [array.astype(grad.dtype) for array, grad in zip(right, grads, strict=True)], norm


MISTAKES = {
    "clipped_by_element": lambda grads, limit: ([np.clip(grad, -limit, limit) for grad in grads], norm_of(grads)),
    "each_for_itself": lambda grads, limit: (each_clipped(grads, limit), norm_of(grads)),
    "always_rescaled": clipped(factor=lambda norm, limit: limit / (norm or 1.0)),
    "norm_after_clipping": then(clip_gradients, lambda grads, norm: (grads, norm_of(grads))),
    "scaled_to_unit_length": clipped(factor=lambda norm, limit: 1 / norm if norm > limit else 1.0),
    "not_rooted": clipped(lambda grads: float(np.square(norm_of(grads)))),
    "norms_added_up": clipped(lambda grads: sum(norm_of([grad]) for grad in grads)),
    "sum_of_magnitudes": clipped(lambda grads: sum(np.abs(grad).sum() for grad in grads)),
    "largest_magnitude": clipped(lambda grads: max(np.abs(grad).max() for grad in grads)),
    "one_norm_an_array": lambda grads, limit: (each_clipped(grads, limit), [norm_of([grad]) for grad in grads]),
    "divided_by_zero": clipped(factor=lambda norm, limit: min(1.0, limit / norm) if norm else math.nan),
    "integer_output": in_types_of_grads,
}

EXERCISE = exercise(
    clip_gradients, ASPECTS, cases, MISTAKES, outputs=("grads", "norm"), after={"zero": "norm"}, ordinary=ordinary
)
