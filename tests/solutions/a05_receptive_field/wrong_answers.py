"""Wrong layers that hidden cases may be too alike to notice: each with the aspects that it must lose."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.authoring import Function, changed, integer_output, then, windows
from solutions.a05_receptive_field.checked import checked
from solutions.a05_receptive_field.reference import (
    conv_transpose2d,
    dilated_conv1d,
    dynamic_filter_conv1d,
    iterated_dilated_conv1d,
    receptive_field,
    tdnn_layer,
)

Wrong = Mapping[str, tuple[Function, set[str]]]  # what goes wrong: the function, and the aspects that it must lose
Condition = Callable[..., bool]


def unchecked(right: Function, conditions: Mapping[str, Condition]) -> Wrong:
    """``right``, once for each condition, which returns something where it should raise and the condition holds."""

    def without(holds: Condition) -> Function:
        def wrong(*args: Any, **kwargs: Any) -> Any:
            try:
                return right(*args, **kwargs)
            except ValueError:
                if holds(*args, **kwargs):
                    return np.zeros(1)
                raise

        return wrong

    return {f"{name} unchecked": (without(holds), {"errors"}) for name, holds in conditions.items()}


def in_the_type_of(right: Function, *names: str) -> Wrong:
    """``right``, once for each argument whose type the result takes over."""
    return {f"in the type of {name}": (integer_output(right, of=name), {"dtypes"}) for name in names}


def with_bytes(right: Function, place: int = 0) -> Function:
    """``right``, which counts bytes by hand: an argument lies in memory as it would if it were contiguous."""

    def wrong(*args: Any, **kwargs: Any) -> Any:
        array = args[place]
        plain = np.lib.stride_tricks.as_strided(array, array.shape, np.empty(array.shape, array.dtype).strides)
        return right(*args[:place], plain, *args[place + 1 :], **kwargs)

    return checked(right, wrong)


def some(values: Any, holds: Callable[[int], bool]) -> bool:
    return any(map(holds, windows.pair(values)))


DILATED_CONV1D: Wrong = {
    **in_the_type_of(dilated_conv1d, "x", "w"),
    "in the type of b": (
        lambda x, w, b=None, **dilation: (
            integer_output(dilated_conv1d, of="b")(x, w, b, **dilation)
            if b is not None
            else dilated_conv1d(x, w, **dilation)
        ),
        {"dtypes"},
    ),
    "bytes of x counted by hand": (with_bytes(dilated_conv1d), {"dtypes"}),
    "bytes of w counted by hand": (with_bytes(dilated_conv1d, 1), {"dtypes"}),
    **unchecked(
        dilated_conv1d,
        {
            "dilation 0": lambda x, w, b=None, dilation=1: dilation == 0,
            "a negative dilation": lambda x, w, b=None, dilation=1: dilation < 0,
            "a kernel that is too long": lambda x, w, b=None, dilation=1: w.shape[2] > x.shape[2],
            "a kernel that is too long once spread out": lambda x, w, b=None, dilation=1: (
                dilation > 0 and w.shape[2] <= x.shape[2] <= (w.shape[2] - 1) * dilation
            ),
            "channels of x that are stretched": lambda x, w, b=None, dilation=1: x.shape[1] < w.shape[1],
            "channels of w that are stretched": lambda x, w, b=None, dilation=1: w.shape[1] < x.shape[1],
            "a bias that is stretched": lambda x, w, b=None, dilation=1: b is not None and len(b) < len(w),
        },
    ),
}


def first_layers(layers: list[tuple[int, int, int]]) -> int:
    """Five layers count."""
    return receptive_field(layers[:5])


RECEPTIVE_FIELD: Wrong = {
    "no layer sees nothing": (lambda layers: receptive_field(layers) if layers else 0, {"smallest"}),
    "five layers": (checked(receptive_field, first_layers), {"kernels", "errors"}),
    "a kernel of 1 adds its dilation": (
        checked(receptive_field, lambda layers: receptive_field([(max(k, 2), s, d) for k, s, d in layers])),
        {"kernels", "stride", "smallest", "errors"},
    ),
    **unchecked(
        receptive_field,
        {
            **{
                f"{name} 0": lambda layers, place=place: any(one[place] == 0 for one in layers)
                for place, name in enumerate(("kernel", "stride", "dilation"))
            },
            **{
                f"a negative {name}": lambda layers, place=place: any(one[place] < 0 for one in layers)
                for place, name in enumerate(("kernel", "stride", "dilation"))
            },
            "all layers but the first": lambda layers: all(number > 0 for number in layers[0]),
        },
    ),
}


def as_wide_as_x(x: np.ndarray, weights: Any, *, blocks: int = 4) -> np.ndarray:
    """An array of the shape of x is to hold what every layer gives."""
    out = iterated_dilated_conv1d(x, weights, blocks=blocks)
    return out if all(w.shape[0] == x.shape[1] for w, _, _ in weights) else np.zeros_like(out)


ITERATED_DILATED_CONV1D: Wrong = {
    **in_the_type_of(iterated_dilated_conv1d, "x"),
    "in the type of the first weights": (
        lambda x, weights, **blocks: iterated_dilated_conv1d(x, weights, **blocks).astype(weights[0][0].dtype),
        {"dtypes"},
    ),
    "layers as wide as x": (as_wide_as_x, {"channels"}),
    "bytes of x counted by hand": (with_bytes(iterated_dilated_conv1d), {"dtypes"}),
    "the first layer's dilation for all": (
        checked(
            iterated_dilated_conv1d,
            lambda x, weights, **blocks: iterated_dilated_conv1d(
                x, [(w, b, weights[0][2]) for w, b, _ in weights], **blocks
            ),
        ),
        {"layers", "blocks", "channels", "bias", "dtypes"},
    ),
    **unchecked(
        iterated_dilated_conv1d,
        {
            "0 blocks": lambda x, weights, blocks=4: blocks == 0,
            "negative blocks": lambda x, weights, blocks=4: blocks < 0,
            "dilation 0": lambda x, weights, blocks=4: any(dilation == 0 for _, _, dilation in weights),
            "a negative dilation": lambda x, weights, blocks=4: any(dilation < 0 for _, _, dilation in weights),
            "channels of the first layer": lambda x, weights, blocks=4: x.shape[1] != weights[0][0].shape[1],
            "channels inside a block": lambda x, weights, blocks=4: len(weights) > 1,
            "channels from block to block": lambda x, weights, blocks=4: blocks > 1,
            "a bias that is stretched": lambda x, weights, blocks=4: any(len(b) < len(w) for w, b, _ in weights),
        },
    ),
}


def square_kernel(w: np.ndarray) -> np.ndarray:
    """As many columns of the kernel as it has rows, the others zero."""
    return w * (np.arange(w.shape[3]) < w.shape[2])


def square_image(x: np.ndarray) -> np.ndarray:
    """As many columns of the image as it has rows, the others zero."""
    return x * (np.arange(x.shape[3]) < x.shape[2])


def left(
    x: np.ndarray, w: np.ndarray, b: Any = None, *, stride: windows.IntOrPair = 1, padding: windows.IntOrPair = 0
) -> tuple[int, int]:
    """The rows and columns that are left when the border has been cut off."""
    sides = zip(x.shape[2:], windows.pair(stride), w.shape[2:], windows.pair(padding), strict=True)
    down, across = ((side - 1) * s + k - 2 * p for side, s, k, p in sides)
    return down, across


CONV_TRANSPOSE2D: Wrong = {
    **in_the_type_of(conv_transpose2d, "x", "w"),
    "bytes of x counted by hand": (with_bytes(conv_transpose2d), {"dtypes"}),
    "bytes of w counted by hand": (with_bytes(conv_transpose2d, 1), {"dtypes"}),
    "square kernels": (changed(conv_transpose2d, w=square_kernel), {"channels", "pairs", "padding"}),
    "square images": (
        changed(conv_transpose2d, x=square_image),
        {"stamps", "stride", "padding", "pairs", "dtypes", "errors"},
    ),
    "stamps that wrap": (
        lambda x, w, b=None, *, stride=1, padding=0: (
            conv_transpose2d(x, w, b, stride=stride, padding=padding)
            if padding == 0
            else np.roll(conv_transpose2d(x, w, b, stride=stride, padding=padding), 1, axis=3)
        ),
        {"padding", "pairs"},
    ),
    "one map alone": (then(conv_transpose2d, lambda out: out[:, :1]), {"channels", "bias", "pairs", "dtypes"}),
    **unchecked(
        conv_transpose2d,
        {
            "stride 0": lambda x, w, b=None, stride=1, padding=0: some(stride, (0).__eq__),
            "a negative stride": lambda x, w, b=None, stride=1, padding=0: some(stride, (0).__gt__),
            "a negative padding": lambda x, w, b=None, stride=1, padding=0: some(padding, (0).__gt__),
            "a padding that leaves no row": lambda *args, **options: left(*args, **options)[0] < 1,
            "a padding that leaves no column": lambda *args, **options: left(*args, **options)[1] < 1,
            "channels of x that are stretched": lambda x, w, b=None, **_: x.shape[1] < w.shape[0],
            "channels of w that are stretched": lambda x, w, b=None, **_: w.shape[0] < x.shape[1],
            "a bias that is stretched": lambda x, w, b=None, **_: b is not None and len(b) < w.shape[1],
        },
    ),
}

DYNAMIC_FILTER_CONV1D: Wrong = {
    **in_the_type_of(dynamic_filter_conv1d, "x", "filters"),
    "bytes of x counted by hand": (with_bytes(dynamic_filter_conv1d), {"dtypes"}),
    "bytes of filters counted by hand": (with_bytes(dynamic_filter_conv1d, 1), {"dtypes"}),
    "one filter alone": (
        then(dynamic_filter_conv1d, lambda out: out[:, :1]),
        {"one", "samples", "channels", "dtypes", "errors", "arguments"},
    ),
    **unchecked(
        dynamic_filter_conv1d,
        {
            "filters that are too long": lambda x, filters: filters.shape[3] > x.shape[2],
            "filters that are stretched": lambda x, filters: len(filters) == 1 < len(x),
            "filters of more samples": lambda x, filters: len(filters) > len(x) > 1,
            "signals that are stretched": lambda x, filters: len(x) == 1 < len(filters),
            "channels of x that are stretched": lambda x, filters: x.shape[1] < filters.shape[2],
            "channels of filters that are stretched": lambda x, filters: filters.shape[2] < x.shape[1],
        },
    ),
}


def tanh_by_powers(x: np.ndarray, w: np.ndarray, b: np.ndarray, offsets: Any) -> np.ndarray:
    """NaN where a power is infinite."""
    right = np.arctanh(np.clip(tdnn_layer(x, w, b, offsets), -1, 1).astype(np.float64))
    return (np.exp(2 * right) - 1) / (np.exp(2 * right) + 1)


TDNN_LAYER: Wrong = {
    **in_the_type_of(tdnn_layer, "x", "w", "b"),
    "tanh by powers": (tanh_by_powers, {"dtypes"}),
    "bytes of x counted by hand": (with_bytes(tdnn_layer), {"dtypes"}),
    "lists alone": (
        checked(tdnn_layer, lambda *args: tdnn_layer(*args) if isinstance(args[3], list) else np.zeros(1)),
        {"neighbours", "gaps", "one_side", "order", "errors"},
    ),
    **unchecked(
        tdnn_layer,
        {
            "no offsets": lambda x, w, b, offsets: not offsets,
            "offsets that come twice": lambda x, w, b, offsets: len(set(offsets)) < len(offsets),
            "fewer offsets than matrices": lambda x, w, b, offsets: 0 < len(offsets) < len(w),
            "more offsets than matrices": lambda x, w, b, offsets: len(offsets) > len(w),
            "a context that ends too late": lambda x, w, b, offsets: max(offsets, default=0) >= x.shape[1] - 2,
            "a context that begins too early": lambda x, w, b, offsets: min(offsets, default=0) <= -x.shape[1],
            "features of x": lambda x, w, b, offsets: x.shape[2] > w.shape[1],
            "features that are stretched": lambda x, w, b, offsets: x.shape[2] < w.shape[1],
            "a bias that is stretched": lambda x, w, b, offsets: len(b) < w.shape[2],
        },
    ),
}
