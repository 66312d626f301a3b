"""Hidden cases of ``conv2d_backward``: the upstream gradient is always random."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring import (
    DTYPES,
    Aspects,
    Case,
    Cases,
    Draw,
    Function,
    Pair,
    call,
    changed,
    exercise,
    integer_output,
    output_of,
    singles,
    then,
    windows,
)
from solutions.a02_convolution.gradients import dx_cut, dx_overwritten, stride_ignored
from solutions.a02_convolution.layers import layer
from solutions.a02_convolution.reference import conv2d, conv2d_backward

DX, DW, DB = range(3)

ASPECTS: Aspects = {
    "dx": (0.5, "dx where no two windows overlap"),
    "dx_overlap": (0.75, "dx where windows overlap", "dx"),
    "dx_stride": (0.5, "dx with strides, also where they do not tile the image", "dx"),
    "dx_padding": (0.75, "dx with a border of zeros", "dx"),
    "dw": (0.75, "dw"),
    "dw_stride": (0.5, "dw with strides", "dw"),
    "dw_padding": (0.5, "dw with a border of zeros", "dw"),
    "db": (0.25, "db"),
    "pairs": (0.25, "stride and padding that differ down and across"),
    "dtypes": DTYPES,
}


def cases(d: Draw) -> Cases:
    """Windows that do not meet, windows that overlap, then strides and borders; small ones first."""
    tall, rest, border, uneven = (d.either_order(*sides) for sides in ((3, 2), (1, 2), (0, 1), (1, 2)))
    apart, overlapping = ("dx", "dw", "db"), ("dx_overlap", "dw", "db")
    strided, padded = ("dx_stride", "dw_stride"), ("dx_padding", "dw_padding")
    yield apart, [gradient_call(d.digits, d.digits(1, 1, 2, 4), d.digits(1, 1, 2, 2), stride=2)]
    yield apart, [layer_call(d, 2, 2, 3, (2, 2), stride=2), layer_call(d, 3, 2, 2, (3, 3), stride=3)]
    yield overlapping, [gradient_call(d.digits, d.digits(1, 1, 3, 4), d.digits(1, 1, 2, 2))]
    yield overlapping, [gradient_call(d.digits, d.digits(1, 1, 2, 3), d.digits(1, 1, 2, 3))]
    yield overlapping, [gradient_call(d.digits, d.digits(1, 2, 2, 2), d.digits(2, 2, 1, 1))]
    yield overlapping, [layer_call(d, 1, 2, 3, (2, 2)), layer_call(d, 2, 3, 2, tall)]
    yield strided, [gradient_call(d.digits, d.digits(1, 1, 4, 6), d.digits(1, 1, 3, 3), stride=2)]
    yield strided, [layer_call(d, 2, 2, 2, (3, 3), rest=(1, 1), stride=2), layer_call(d, 2, 2, 3, tall, rest, stride=3)]
    yield padded, [gradient_call(d.digits, d.digits(1, 1, 2, 3), d.digits(1, 1, 2, 2), padding=1)]
    yield padded, [layer_call(d, 2, 2, 3, (3, 3), padding=1), layer_call(d, 2, 2, 2, tall, padding=2)]
    yield "pairs", [gradient_call(d.digits, d.digits(1, 1, 3, 4), d.digits(1, 1, 2, 2), stride=uneven)]
    yield "pairs", [layer_call(d, 2, 2, 2, tall, padding=border)]
    yield "pairs", [layer_call(d, 2, 2, 2, (3, 3), stride=uneven, padding=border)]
    yield "dtypes", [gradient_call(d.reals, d.integers(1, 1, 3, 4), d.reals(1, 1, 2, 2))]
    yield "dtypes", [gradient_call(d.reals, *singles(d.reals(2, 2, 4, 5), d.reals(2, 2, 3, 2)), padding=1)]


def layer_call(d: Draw, N: int, C: int, F: int, kernel: Pair, rest: Pair = (0, 0), **options: Any) -> Case:
    """A call for N images with C channels and F filters, with ``rest`` rows and columns that no window reaches."""
    return gradient_call(d.reals, *layer(d, N, C, F, kernel, rest=rest, **options), **options)


def gradient_call(draw: Callable[..., np.ndarray], x: np.ndarray, w: np.ndarray, **options: Any) -> Case:
    """A call with an upstream gradient that ``draw`` gives, of the shape of the output and the type of ``w``."""
    return call(draw(*conv2d(x, w, **options).shape).astype(w.dtype), x, w, **options)


def only(place: int, **changes: Callable[[np.ndarray], np.ndarray]) -> Function:
    """The right gradients, but the one at ``place`` is that of arguments changed by ``changes``."""
    return output_of(changed(conv2d_backward, **changes), conv2d_backward, place)


MISTAKES = {
    "dx_not_accumulated": dx_overwritten,
    "dx_kernel_flipped": only(DX, w=lambda w: w[:, :, ::-1, ::-1]),
    "dx_of_one_filter": only(DX, dout=lambda dout: dout[:, -1:], w=lambda w: w[-1:]),
    "padding_not_removed": dx_cut(lambda p, end: slice(None)),
    "empty_dx_without_padding": dx_cut(lambda p, end: slice(p, -p)),
    "dx_without_the_rest": dx_cut(lambda p, end: slice(p, end - p)),
    "stride_ignored": stride_ignored,
    "dout_ignored": changed(conv2d_backward, dout=np.ones_like),
    "dw_not_summed_over_batch": only(DW, dout=lambda dout: dout[-1:], x=lambda x: x[-1:]),
    "dw_averaged_over_batch": only(DW, dout=lambda dout: dout / len(dout)),
    "dw_flipped": then(conv2d_backward, lambda dx, dw, db: (dx, dw[:, :, ::-1, ::-1], db)),
    "dw_padding_shifted": output_of(windows.padding_after(conv2d_backward), conv2d_backward, DW),
    "db_not_summed": lambda dout, *rest, **options: (*conv2d_backward(dout, *rest, **options)[:2], dout.sum((2, 3))),
    "db_averaged": only(DB, dout=lambda dout: dout / dout[:, 0].size),
    "integer_output": integer_output(conv2d_backward, of="x", places=(DX,)),
}

EXERCISE = exercise(conv2d_backward, ASPECTS, cases, MISTAKES, outputs=("dx", "dw", "db"))
