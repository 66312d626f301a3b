"""What goes wrong in blocks of dilated layers: their zeros, their ReLU, and how often they are used."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import Function, integer_output
from solutions.a05_receptive_field.checked import all_checked
from solutions.a05_receptive_field.dilated_conv1d import shared_out, slid
from solutions.a05_receptive_field.reference import dilated_conv1d, iterated_dilated_conv1d

Layer = tuple[np.ndarray, np.ndarray, int]


def padded(x: np.ndarray, around: tuple[int, int]) -> np.ndarray:
    """Signals with zeros before and after."""
    return np.pad(x, ((0, 0), (0, 0), around))


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


def bias_of_the_first_layer(x: np.ndarray, weights: list[Layer], *, blocks: int = 4) -> np.ndarray:
    """All layers have the bias of the first, where they are as wide."""
    first = weights[0][1]
    shared = [(w, first if len(b) == len(first) else b, dilation) for w, b, dilation in weights]
    return iterated_dilated_conv1d(x, shared, blocks=blocks)


def blocks_summed(x: np.ndarray, weights: list[Layer], *, blocks: int = 4) -> np.ndarray:
    """All blocks read the signal itself, and what they say is added up."""
    return blocks * iterated_dilated_conv1d(x, weights, blocks=1)


def input_added(x: np.ndarray, weights: list[Layer], *, blocks: int = 4) -> np.ndarray:
    """What goes into a block is added to what comes out, as in a residual network, where the widths let it."""
    for _ in range(blocks):
        out = iterated_dilated_conv1d(x, weights, blocks=1)
        x = x + out if x.shape == out.shape else out
    return x


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
        "input_added": input_added,
        "loops_swapped": loops_swapped,
        "dilation_ignored": each_layer(lambda one: (*one[:2], 1)),
        "flipped_kernel": each_layer(lambda one: (one[0][..., ::-1], *one[1:])),
        "bias_ignored": each_layer(lambda one: (one[0], np.zeros_like(one[1]), one[2])),
        "bias_of_the_first_layer": bias_of_the_first_layer,
        "batch_ignored": lambda x, weights, **blocks: iterated_dilated_conv1d(x[:1], weights, **blocks),
        "integer_output": integer_output(iterated_dilated_conv1d),
    },
)
