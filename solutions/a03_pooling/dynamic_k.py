"""Hidden cases of ``dynamic_k``: small enough that one too many is far outside the tolerance."""

import math
from collections.abc import Callable

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import Function, keeping_errors
from solutions.a02_convolution.draw import between
from solutions.a03_pooling.reference import dynamic_k

Share = Callable[[int, int, int], float]
"""(layer, layers, length) -> how many of the sentence's values the layer keeps, before k_top."""


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Shares that come out even and shares that do not, then k_top, then shares that floats get wrong."""
    layers = between(rng, 3, 6)
    return [
        Case(("share",), (between(rng, 1, 2), 4, 4 * between(rng, 5, 20), 3)),
        Case(("share",), (1, 3, 3 * between(rng, 4, 20) + 1, 3)),  # …⅔ and …⅓ are rounded up
        Case(("share",), (2, 3, 3 * between(rng, 4, 20) + 1, between(rng, 2, 3))),
        Case(("share",), (between(rng, 1, 2), 7, 7 * between(rng, 5, 20) + between(rng, 1, 6), 3)),
        Case(("share",), (layers - 2, layers, layers * between(rng, 4, 20) - 1, 4)),
        Case(("k_top",), (3, 3, between(rng, 10, 60), between(rng, 3, 9))),
        Case(("k_top",), (layers - 1, layers, between(rng, layers, 2 * layers), between(rng, 5, 12))),
        Case(("k_top",), (1, 1, between(rng, 10, 60), between(rng, 3, 9))),
        Case(("exact",), (1, 3, _wrong_in_floats(rng, _complement, 1, 3), 2)),
        Case(("exact",), (5, 14, 42 * 2 ** between(rng, 0, 5), between(rng, 2, 5))),
        Case(("exact",), (2, 11, 77 * 2 ** between(rng, 0, 4), between(rng, 2, 5))),
        Case(("errors",), (1, 0, between(rng, 10, 60), between(rng, 2, 5)), raises=ValueError),
        Case(("errors",), (between(rng, 4, 9), 3, between(rng, 10, 60), 3), raises=ValueError),
        Case(("errors",), (-1, between(rng, 2, 4), between(rng, 10, 60), 3), raises=ValueError),
        Case(("errors",), (1, between(rng, 2, 4), between(rng, 10, 60), 0), raises=ValueError),
    ]


def _complement(layer: int, layers: int, length: int) -> float:
    return math.ceil((1 - layer / layers) * length)


def _fraction(layer: int, layers: int, length: int) -> float:
    return math.ceil((layers - layer) / layers * length)


def _wrong_in_floats(rng: np.random.Generator, share: Share, layer: int, layers: int) -> int:
    """A length for which ``share``, in floats, is not what it should be."""
    lengths = [n for n in range(9, 200) if share(layer, layers, n) != dynamic_k(layer, layers, n, 1)]
    return int(rng.choice(lengths))


def _with(share: Share) -> Function:
    """Wrong: the share is ``share``."""
    return lambda layer, layers, length, k_top: max(k_top, share(layer, layers, length))


MISCONCEPTIONS = (
    Misconception(
        "floor_instead_of_ceil",
        "You round down: the share is rounded up, ceil, so that 4.2 words are 5. In whole numbers -(-a // b) does it.",
        _with(lambda layer, layers, length: (layers - layer) * length // layers),
    ),
    Misconception(
        "rounded_to_nearest",
        "You round to the nearest whole number: the share is rounded up, ceil, so that 4.2 words are 5.",
        _with(lambda layer, layers, length: round((layers - layer) * length / layers)),
    ),
    Misconception(
        "always_one_more",
        "You add 1 after rounding down: that is one too many wherever the share is a whole number already.",
        _with(lambda layer, layers, length: (layers - layer) * length // layers + 1),
    ),
    Misconception(
        "not_rounded",
        "The number of values to keep is a whole number: round the share up.",
        _with(lambda layer, layers, length: (layers - layer) * length / layers),
    ),
    Misconception(
        "min_instead_of_max",
        "You take the smaller of the two: k_top is the least that a layer keeps, so it is max(k_top, …).",
        lambda layer, layers, length, k_top: min(k_top, dynamic_k(layer, layers, length, 1)),
    ),
    Misconception(
        "k_top_ignored",
        "k_top has no effect: no layer keeps fewer values than the last one, which keeps k_top.",
        lambda layer, layers, length, k_top: -(-(layers - layer) * length // layers),
    ),
    Misconception(
        "share_from_below",
        "Your share grows with the layer: the first layers keep most and the last keep least, so it is "
        "(layers - layer), the layers that are still to come.",
        _with(lambda layer, layers, length: math.ceil(layer * length / layers)),
    ),
    Misconception(
        "layers_counted_from_zero",
        "You count the layers from 0: layer 1 is the first, and after it layers - 1 are still to come.",
        _with(lambda layer, layers, length: math.ceil((layers - layer + 1) * length / layers)),
    ),
    Misconception(
        "rounded_in_floats",
        "1 - layer / layers is not exact, and ceil makes a whole 1 of its tiny error: stay in whole numbers, multiply "
        "first, and divide last with //.",
        _with(_complement),
    ),
    Misconception(
        "fraction_in_floats",
        "(layers - layer) / layers is not exact, and once in a while ceil makes a whole 1 of its tiny error: stay in "
        "whole numbers, multiply first, and divide last with //.",
        _with(_fraction),
    ),
)

EXERCISE = Exercise(
    name="dynamic_k",
    reference=dynamic_k,
    outputs=("k",),
    aspects=(
        Aspect("share", 0.75, "the share of the layers still to come, rounded up"),
        Aspect("k_top", 0.5, "never fewer than k_top"),
        Aspect("exact", 0.5, "rounding that is exact"),
        Aspect("errors", 0.25, "a ValueError where the arguments make no sense", after="share"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(dynamic_k, MISCONCEPTIONS),
)
