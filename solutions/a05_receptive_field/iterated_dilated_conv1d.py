"""Hidden cases of ``iterated_dilated_conv1d``: one layer, then a block of several, then the block again."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Case, Cases, Draw, call, exercise, telling
from solutions.a05_receptive_field.blocks import MISTAKES, Layer
from solutions.a05_receptive_field.reference import dilated_conv1d, iterated_dilated_conv1d

ASPECTS = {
    "layer": (0.75, "one layer: its length, the zeros at both ends, and ReLU"),
    "even": (0.25, "kernels of even length, where the zeros do not share out evenly"),
    "layers": (0.5, "one block of several layers"),
    "blocks": (0.75, "the same block again, and four times if nothing is said"),
    "channels": (0.5, "several channels and signals, and layers of different widths"),
    "bias": (0.25, "the bias of each layer"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}

# Mistakes that do not show where it is not about them.
OF_EVEN_KERNELS = ("larger_half_before",)
OF_BLOCKS = ("one_block", "dilations_grow_by_block", "blocks_summed", "loops_swapped")
OF_LAYERS = ("relu_after_blocks_only", "padded_once_a_block")
OF_CHANNELS = ("batch_ignored",)
OF_BIASES = ("bias_ignored", "bias_of_the_first_layer")
OF_TYPES = ("integer_output",)


def cases(d: Draw) -> Cases:
    """One layer first, in one block; then two and three layers, two and more blocks, and other widths; one is large.

    Signals are long enough that something is left of them where each layer makes them shorter, by mistake.
    """

    def told(
        unseen: Sequence[str], *sizes: tuple[int, int, Sequence[int], int, Sequence[int], int | None]
    ) -> list[Case]:
        drawn = lambda: [block_call(d, *size, bias=False) for size in sizes]  # noqa: E731
        return telling(iterated_dilated_conv1d, MISTAKES, drawn, *OF_TYPES, *OF_BIASES, *unseen)

    alone, two = (1, 1), (1, 1, 1)
    odd_kernels, one_block = (*OF_CHANNELS, *OF_EVEN_KERNELS), (*OF_CHANNELS, *OF_BLOCKS)
    yield "layer", [small_call(d, bias=False)]
    unseen = (*one_block, *OF_LAYERS, *OF_EVEN_KERNELS)
    yield "layer", told(unseen, (1, 9, alone, 3, (2,), 1), (1, 5, alone, 5, (3,), 1))
    yield "even", told((*one_block, *OF_LAYERS), (1, 5, alone, 2, (1,), 1), (1, 7, alone, 4, (3,), 1))
    yield "layers", told((*one_block, *OF_EVEN_KERNELS), (1, 8, two, 3, (1, 2), 1), (1, 12, (1, *two), 3, (1, 1, 2), 1))
    yield "blocks", told(odd_kernels, (1, 12, two, 3, (1, 2), 2), (1, 14, alone, 3, (2,), 3))
    yield "blocks", told((*odd_kernels, "always_four_blocks"), (1, 20, two, 3, (1, 2), None))
    of_widths = (2, 6, (2, 3), 3, (1,), 1), (3, 9, (3, 2, 3), 3, (1, 2), 2)
    yield (
        "channels",
        told((), *of_widths, (5, 26, (5, 4, 3, 4, 5), 4, (1, 2, 3, 1), 2), (1, 9, (2, 2, 2), 3, (1, 2), 2)),
    )
    yield (
        "bias",
        telling(iterated_dilated_conv1d, {"bias": MISTAKES["bias_ignored"]}, lambda: [small_call(d, bias=True)]),
    )
    of_two = {name: wrong for name, wrong in MISTAKES.items() if name not in (*one_block, *OF_EVEN_KERNELS, *OF_TYPES)}
    yield "bias", telling(iterated_dilated_conv1d, of_two, lambda: [block_call(d, 1, 7, two, 3, (1, 2), 1, bias=True)])
    x, (w, b, _) = d.digits(1, 1, 4), layer(d, 1, 1, 3, 1)
    yield "errors", [call(x, [(w, b, 1)], blocks=blocks, raises=ValueError) for blocks in (0, -1)]
    yield "errors", [call(x, [(w, b, dilation)], blocks=1, raises=ValueError) for dilation in (0, -2)]
    wide, narrow = layer(d, 1, 2, 3, 1), layer(d, 2, 1, 3, 1)
    yield "errors", [call(x, [narrow], blocks=1, raises=ValueError), call(x, [wide, wide], blocks=1, raises=ValueError)]
    yield "errors", [call(x, [wide], blocks=2, raises=ValueError)]
    yield "errors", [call(x, [(wide[0], b, 1)], blocks=1, raises=ValueError)]


def small_call(d: Draw, *, bias: bool) -> Case:
    """Whole numbers, to check by hand: of each output's sign there is one."""
    while True:
        x, w, b = d.digits(1, 1, 3), d.digits(1, 1, 3), d.digits(1) if bias else np.zeros(1)
        sums = dilated_conv1d(np.pad(x, ((0, 0), (0, 0), (1, 1))), w, b)
        if sums.min() < 0 < sums.max():
            return call(x, [(w, b, 1)], blocks=1)


def ordinary(d: Draw) -> Case:
    """Two layers, twice: of one signal, all shows but an odd number of zeros."""

    def drawn() -> list[Case]:
        return [block_call(d, 1, 9, (2, 2, 2), 3, (1, 2), 2, bias=True)]

    return telling(iterated_dilated_conv1d, MISTAKES, drawn, *OF_TYPES, *OF_EVEN_KERNELS, *OF_CHANNELS)[0]


def layer(d: Draw, channels: int, filters: int, kernel: int, dilation: int, *, bias: bool = True) -> Layer:
    """Weights whose sums stay of the size of what comes in, with a bias or with zeros for it."""
    w = np.round(d.rng.normal(0, 1.4 / np.sqrt(channels * kernel), (filters, channels, kernel)), 2)
    return w, d.tenths(filters) if bias else np.zeros(filters), dilation


def block_call(
    d: Draw,
    N: int,
    L: int,
    widths: Sequence[int],
    kernel: int,
    dilations: Sequence[int],
    blocks: int | None,
    *,
    bias: bool,
) -> Case:
    """A call with a layer for each of ``dilations``, from ``widths[0]`` channels to ``widths[1]`` and so on.

    The number of ``blocks`` is not said where it is None.
    """
    pairs = zip(widths, widths[1:], dilations, strict=False)
    weights = [layer(d, C, F, kernel, dilation, bias=bias) for C, F, dilation in pairs]
    said: dict[str, Any] = {} if blocks is None else {"blocks": blocks}
    return call(d.nonzero_reals(N, widths[0], L), weights, **said)


EXERCISE = exercise(
    iterated_dilated_conv1d,
    ASPECTS,
    cases,
    MISTAKES,
    ordinary=ordinary,
    builds_on=("dilated_conv1d",),
    axes={"weights": ("F", "C", "K"), ("weights", 1): ("F",)},
)
