"""Hidden cases of ``dynamic_k``: small enough that one too many is far outside the tolerance."""

import math

from autograder.authoring import ERRORS, Cases, Draw, Function, call, changed, exercise
from solutions.a03_pooling.reference import dynamic_k

ASPECTS = {
    "share": (0.75, "the share of the layers still to come, rounded up"),
    "k_top": (0.5, "never fewer than k_top"),
    "exact": (0.5, "rounding that is exact"),
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """Shares that come out even and shares that do not, then k_top, then shares that floats get wrong."""
    layers = d.between(3, 6)
    yield "share", [call(d.between(1, 2), 4, 4 * d.between(5, 20), 3)]
    yield "share", [call(1, 3, 3 * d.between(4, 20) + 1, 3)]  # …⅔ and …⅓ are rounded up
    yield "share", [call(2, 3, 3 * d.between(4, 20) + 1, d.between(2, 3))]
    yield "share", [call(d.between(1, 2), 7, 7 * d.between(5, 20) + d.between(1, 6), 3)]
    yield (
        "share",
        [call(layers - 2, layers, layers * d.between(4, 20) - 1, 4), call(2, 9, 9 * d.between(60, 90) + 4, 7)],
    )
    yield "k_top", [call(3, 3, d.between(10, 60), d.between(3, 9))]
    yield "k_top", [call(layers - 1, layers, d.between(layers, 2 * layers), d.between(5, 12))]
    yield "k_top", [call(1, 1, d.between(10, 60), d.between(3, 9)), call(1, 2, d.between(3, 6), d.between(7, 12))]
    wrong_in_floats = [n for n in range(9, 200) if math.ceil((1 - 1 / 3) * n) != dynamic_k(1, 3, n, 1)]
    yield "exact", [call(1, 3, int(d.rng.choice(wrong_in_floats)), 2)]
    yield "exact", [call(5, 14, 42 * 2 ** d.between(0, 5), d.between(2, 5))]
    yield "exact", [call(2, 11, 77 * 2 ** d.between(0, 4), d.between(2, 5))]
    yield "exact", [call(6, 11, 55 * 2 ** d.between(0, 4), d.between(2, 5))]
    yield "exact", [call(7, 14, length * 2 ** d.between(0, 3), d.between(2, 5)) for length in (58, 122)]
    yield "errors", [call(1, d.between(2, 4), 0, d.between(2, 5), raises=ValueError)]
    yield "errors", [call(1, 0, d.between(10, 60), d.between(2, 5), raises=ValueError)]
    yield "errors", [call(d.between(4, 9), 3, d.between(10, 60), 3, raises=ValueError)]
    yield "errors", [call(-1, d.between(2, 4), d.between(10, 60), 3, raises=ValueError)]
    yield "errors", [call(1, d.between(2, 4), d.between(10, 60), 0, raises=ValueError)]


def keeping(share: Function) -> Function:
    """What a layer keeps if ``share(layer, layers, length)`` is its share of the sentence."""
    return lambda layer, layers, length, k_top: max(k_top, share(layer, layers, length))


MISTAKES = {
    "floor_instead_of_ceil": keeping(lambda layer, layers, length: (layers - layer) * length // layers),
    "rounded_to_nearest": keeping(lambda layer, layers, length: round((layers - layer) * length / layers)),
    "always_one_more": keeping(lambda layer, layers, length: (layers - layer) * length // layers + 1),
    "not_rounded": keeping(lambda layer, layers, length: (layers - layer) * length / layers),
    "min_instead_of_max": lambda layer, layers, length, k_top: min(k_top, dynamic_k(layer, layers, length, 1)),
    "k_top_ignored": lambda layer, layers, length, k_top: -(-(layers - layer) * length // layers),
    "share_from_below": lambda layer, layers, length, k_top: dynamic_k(layers - layer, layers, length, k_top),
    "layers_counted_from_zero": changed(dynamic_k, layer=lambda layer: layer - 1),
    "capped_at_the_length": lambda layer, layers, length, k_top: min(length, dynamic_k(layer, layers, length, k_top)),
    "rounded_in_floats": keeping(lambda layer, layers, length: math.ceil((1 - layer / layers) * length)),
    "fraction_in_floats": keeping(lambda layer, layers, length: math.ceil((layers - layer) / layers * length)),
    "quotient_in_floats": keeping(lambda layer, layers, length: math.ceil(length / layers * (layers - layer))),
    "difference_in_floats": keeping(lambda layer, layers, length: math.ceil(length - layer / layers * length)),
}

EXERCISE = exercise(dynamic_k, ASPECTS, cases, MISTAKES, outputs=("k",), takes_arrays=False)
