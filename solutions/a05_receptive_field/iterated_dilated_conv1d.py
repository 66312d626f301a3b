"""Hidden cases of ``iterated_dilated_conv1d``: one layer, then a block of several, then the block again."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.authoring import DTYPES, ERRORS, Case, Cases, Draw, Function, call, exercise, integer_output
from solutions.a05_receptive_field.checked import all_checked
from solutions.a05_receptive_field.reference import dilated_conv1d, iterated_dilated_conv1d
from solutions.a05_receptive_field.telling import telling

Layer = tuple[np.ndarray, np.ndarray, int]

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
ELSEWHERE = ("integer_output", "bias_ignored")


def cases(d: Draw) -> Cases:
    """One layer first, in one block; then two and three layers, two and more blocks, and other widths; one is large."""

    def told(
        unseen: Sequence[str], *sizes: tuple[int, int, Sequence[int], int, Sequence[int], int | None]
    ) -> list[Case]:
        drawn = lambda: [block_call(d, *size, bias=False) for size in sizes]  # noqa: E731
        return telling(iterated_dilated_conv1d, MISTAKES, drawn, *ELSEWHERE, *unseen)

    alone, two = (1, 1), (1, 1, 1)
    odd_kernels, one_block = (*OF_CHANNELS, *OF_EVEN_KERNELS), (*OF_CHANNELS, *OF_BLOCKS)
    yield "layer", [small_call(d, bias=False)]
    unseen = (*one_block, *OF_LAYERS, *OF_EVEN_KERNELS)
    yield "layer", told(unseen, (1, 9, alone, 3, (2,), 1), (1, 4, alone, 5, (3,), 1))
    yield "even", told((*one_block, *OF_LAYERS), (1, 5, alone, 2, (1,), 1), (1, 7, alone, 4, (3,), 1))
    yield "layers", told((*one_block, *OF_EVEN_KERNELS), (1, 8, two, 3, (1, 2), 1), (1, 12, (1, *two), 3, (1, 1, 2), 1))
    yield "blocks", told(odd_kernels, (1, 12, two, 3, (1, 2), 2), (1, 14, alone, 3, (2,), 3))
    yield "blocks", told((*odd_kernels, "always_four_blocks"), (1, 20, two, 3, (1, 2), None))
    of_widths = (2, 6, (2, 3), 3, (1,), 1), (3, 9, (3, 2, 3), 3, (1, 2), 2)
    yield (
        "channels",
        told((), *of_widths, (5, 11, (5, 4, 3, 4, 5), 4, (1, 2, 3, 1), 2), (1, 6, (2, 2, 2), 3, (1, 2), 2)),
    )
    biased = {"bias_ignored": MISTAKES["bias_ignored"]}
    yield "bias", telling(iterated_dilated_conv1d, biased, lambda: [small_call(d, bias=True)])
    yield "bias", telling(iterated_dilated_conv1d, biased, lambda: [block_call(d, 1, 7, (1, 2), 3, (2,), 1, bias=True)])
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
    """Two layers, twice, whose answers are not all zero in any type, nor the same without decimals."""

    def drawn() -> list[Case]:
        return [block_call(d, 2, 5, (2, 2, 2), 3, (1, 2), 2, bias=True)]

    return telling(iterated_dilated_conv1d, {"rounded": rounded}, drawn)[0]


def rounded(x: np.ndarray, weights: list[Layer], *, blocks: int = 4) -> np.ndarray:
    """What comes of whole numbers in x, half of it lost."""
    return iterated_dilated_conv1d(np.round(x), weights, blocks=blocks) / 2


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


def shared_out(zeros: int) -> tuple[int, int]:
    """Half of the zeros before, of an odd number the larger half behind."""
    return zeros // 2, zeros - zeros // 2


def padded(x: np.ndarray, around: tuple[int, int]) -> np.ndarray:
    """Signals with zeros before and after."""
    return np.pad(x, ((0, 0), (0, 0), around))


def slid(x: np.ndarray, w: np.ndarray, b: np.ndarray, dilation: int) -> np.ndarray:
    """`dilated_conv1d`, but with no output at all where the filter does not fit."""
    fits = (w.shape[2] - 1) * dilation < x.shape[2]
    return dilated_conv1d(x, w, b, dilation=dilation) if fits else np.zeros((len(x), len(w), 0))


def iterated(
    around: Callable[[int, int], tuple[int, int]] = lambda weights, dilation: shared_out(weights * dilation),
    *,
    inside: bool = True,
    at_the_end_of_blocks: bool = True,
    at_the_end: bool = True,
    dilated: Callable[[int, int], int] = lambda dilation, block: dilation,
    before: bool = False,
) -> Function:
    """The stack, with other zeros ``around(K - 1, dilation)`` or another dilation in each block.

    ReLU stands after layers ``inside`` a block, after blocks, after the last, where it is not left out; ``before``
    every layer instead, if so.
    """

    def wrong(x: np.ndarray, weights: list[Layer], *, blocks: int = 4) -> np.ndarray:
        for block in range(blocks):
            for place, (w, b, dilation) in enumerate(weights):
                step = dilated(dilation, block)
                x = np.maximum(x, 0) if before else x
                x = slid(padded(x, around(w.shape[2] - 1, step)), w, b, step)
                last_layer = place == len(weights) - 1
                last = last_layer and block == blocks - 1
                rectified = at_the_end if last else at_the_end_of_blocks if last_layer else inside
                x = np.maximum(x, 0) if rectified and not before else x
        return x

    return wrong


def padded_once(x: np.ndarray, weights: list[Layer], *, blocks: int = 4) -> np.ndarray:
    """All zeros of a block stand around what comes into it, and its layers are narrow."""
    for _ in range(blocks):
        x = padded(x, shared_out(sum((w.shape[2] - 1) * dilation for w, _, dilation in weights)))
        for w, b, dilation in weights:
            x = np.maximum(dilated_conv1d(x, w, b, dilation=dilation), 0)
    return x


def loops_swapped(x: np.ndarray, weights: list[Layer], *, blocks: int = 4) -> np.ndarray:
    """Each layer is used as often as there are blocks before the next one is, where its widths let it."""
    if any(w.shape[0] != w.shape[1] for w, _, _ in weights):
        return iterated_dilated_conv1d(x, weights, blocks=blocks)
    for one in weights:
        x = iterated_dilated_conv1d(x, [one], blocks=blocks)
    return x


def blocks_summed(x: np.ndarray, weights: list[Layer], *, blocks: int = 4) -> np.ndarray:
    """All blocks read the signal itself, and what they say is added up."""
    return blocks * iterated_dilated_conv1d(x, weights, blocks=1)


def again(count: Callable[[int], int]) -> Function:
    """The block is used ``count(blocks)`` times, where its widths let it."""

    def wrong(x: np.ndarray, weights: list[Layer], *, blocks: int = 4) -> np.ndarray:
        fits = weights[-1][0].shape[0] == x.shape[1]
        return iterated_dilated_conv1d(x, weights, blocks=count(blocks) if fits else blocks)

    return wrong


def each_layer(change: Callable[[Layer], Layer]) -> Function:
    """The stack of layers that are changed."""
    return lambda x, weights, **blocks: iterated_dilated_conv1d(x, [change(one) for one in weights], **blocks)


MISTAKES = all_checked(
    iterated_dilated_conv1d,
    {
        "narrow": iterated(lambda weights, dilation: (0, 0)),
        "causal": iterated(lambda weights, dilation: (weights * dilation, 0)),
        "all_zeros_behind": iterated(lambda weights, dilation: (0, weights * dilation)),
        "padded_for_dense_kernel": iterated(
            lambda weights, dilation: (weights // 2, weights * dilation - weights // 2)
        ),
        "dense_padding_alone": iterated(lambda weights, dilation: shared_out(weights)),
        "larger_half_before": iterated(lambda weights, dilation: shared_out(weights * dilation)[::-1]),
        "padded_once_a_block": padded_once,
        "relu_missing": iterated(inside=False, at_the_end_of_blocks=False, at_the_end=False),
        "relu_after_blocks_only": iterated(inside=False),
        "no_relu_at_the_end": iterated(at_the_end=False),
        "relu_before_layers": iterated(before=True),
        "one_block": again(lambda blocks: 1),
        "one_block_too_many": again(lambda blocks: blocks + 1),
        "always_four_blocks": again(lambda blocks: 4),
        "dilations_grow_by_block": iterated(dilated=lambda dilation, block: dilation * 2**block),
        "blocks_summed": blocks_summed,
        "loops_swapped": loops_swapped,
        "dilation_ignored": each_layer(lambda one: (*one[:2], 1)),
        "flipped_kernel": each_layer(lambda one: (one[0][..., ::-1], *one[1:])),
        "bias_ignored": each_layer(lambda one: (one[0], np.zeros_like(one[1]), one[2])),
        "batch_ignored": lambda x, weights, **blocks: iterated_dilated_conv1d(x[:1], weights, **blocks),
        "integer_output": integer_output(iterated_dilated_conv1d),
    },
)

EXERCISE = exercise(
    iterated_dilated_conv1d,
    ASPECTS,
    cases,
    MISTAKES,
    ordinary=ordinary,
    builds_on=("dilated_conv1d",),
    axes={"weights": ("F", "C", "K"), ("weights", 1): ("F",)},
)
