"""Hidden cases of ``conv2d_backward``: the upstream gradient is always random."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Aspects,
    Case,
    Cases,
    Draw,
    Function,
    call,
    changed,
    differences,
    exercise,
    integer_output,
    output_of,
    then,
    windows,
)
from solutions.a02_convolution.conv2d import BAD_STRIDES
from solutions.a02_convolution.gradients import dx_cut, dx_overwritten, stride_ignored
from solutions.a02_convolution.reference import conv2d, conv2d_backward

DX, DW, DB = range(3)

ASPECTS: Aspects = {
    "dx": (0.5, "dx where no two windows overlap"),
    "dx_overlap": (0.75, "dx where windows overlap", "dx"),
    "dx_stride": (0.5, "dx with strides, also where they do not tile the image", "dx"),
    "dx_padding": (0.75, "dx with a border of zeros", "dx"),
    "dw": (0.5, "dw"),
    "dw_stride": (0.5, "dw with strides", "dw"),
    "dw_padding": (0.5, "dw with a border of zeros", "dw"),
    "db": (0.25, "db"),
    "pairs": (0.25, "stride and padding that differ down and across"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """Windows that do not meet, windows that overlap (one large), then strides and borders; small ones first."""
    digits, reals = d.digits, d.nonzero_reals
    apart, overlapping = ("dx", "dw", "db"), ("dx_overlap", "dw", "db")
    strided, padded = ("dx_stride", "dw_stride"), ("dx_padding", "dw_padding")
    yield apart, [backward(digits, digits(1, 1, 2, 4), digits(1, 1, 2, 2), stride=2)]
    yield apart, [backward(reals, reals(2, 2, 6, 4), reals(3, 2, 2, 2), stride=2)]
    yield overlapping, [backward(digits, digits(1, 1, 3, 4), digits(1, 1, 2, 2))]
    yield overlapping, [backward(digits, digits(1, 1, 2, 3), digits(1, 1, 2, 3))]
    yield overlapping, [backward(reals, reals(6, 4, 8, 7), reals(5, 4, 4, 5))]
    yield strided, [backward(digits, digits(1, 1, 4, 6), digits(1, 1, 3, 3), stride=2)]
    yield strided, [backward(reals, reals(2, 3, 6, 8), reals(2, 3, 3, 3), stride=2)]  # a row and a column are left over
    yield strided, [backward(reals, reals(2, 2, 7, 9), reals(3, 2, 3, 1), stride=3)]  # a row and two columns are
    yield padded, [backward(digits, digits(1, 1, 2, 3), digits(1, 1, 2, 2), padding=1)]
    yield padded, [backward(reals, reals(2, 2, 2, 5), reals(3, 2, 3, 2), padding=2)]  # it fits thanks to the border
    yield "pairs", [backward(digits, digits(1, 1, 3, 4), digits(1, 1, 2, 2), stride=(1, 2))]
    yield "pairs", [backward(reals, reals(1, 2, 6, 5), reals(2, 2, 2, 3), stride=(2, 1), padding=(0, 1))]
    yield "pairs", [backward(reals, reals(2, 2, 4, 7), reals(2, 2, 1, 3), stride=(1, 2), padding=(1, 0))]
    x, w = digits(1, 1, 3, 3), digits(1, 1, 2, 2)
    yield "errors", [call(digits(1, 1, 2, 2), x, w, stride=bad, raises=ValueError) for bad in BAD_STRIDES]
    yield "errors", [call(digits(1, 1, 2, 2), x, w, padding=(0, -1), raises=ValueError)]
    yield "errors", [call(digits(1, 1, 1, 2), digits(1, 1, 2, 3), digits(1, 1, 3, 2), raises=ValueError)]
    yield "errors", [call(digits(1, 1, 5, 1), digits(1, 1, 4, 2), digits(1, 1, 2, 5), padding=1, raises=ValueError)]
    yield "errors", [call(digits(1, 1, 2, 2), digits(1, 2, 3, 3), w, raises=ValueError)]
    for shape in ((1, 2, 2, 2), (2, 1, 2, 2), (2, 2, 2, 1), (2, 2, 3, 2)):  # the right one is (2, 2, 2, 2)
        yield "errors", [call(digits(*shape), digits(2, 1, 3, 3), digits(2, 1, 2, 2), raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """Decimals that do not come out whole, in all three arrays."""
    return backward(d.nonzero_reals, d.nonzero_reals(1, 2, 3, 4), d.nonzero_reals(2, 2, 2, 2))


def backward(draw: Callable[..., np.ndarray], x: np.ndarray, w: np.ndarray, **options: Any) -> Case:
    """A call with an upstream gradient that ``draw`` gives, of the shape of the output."""
    return call(draw(*conv2d(x, w, **options).shape), x, w, **options)


def only(*places: int, **changes: Callable[[np.ndarray], np.ndarray]) -> Function:
    """The right gradients, but those at ``places`` are of arguments changed by ``changes``."""
    return output_of(changed(conv2d_backward, **changes), conv2d_backward, *places)


def square_alone(dout: np.ndarray) -> np.ndarray:
    """What somebody sees of ``dout`` who goes through as many columns as it has rows."""
    return dout * (np.arange(dout.shape[3]) < dout.shape[2])


def backward_of(forward: Function) -> Function:
    """The backward pass of another conv2d, by differences; its bias, which has no argument here, is zero."""

    def backward(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> tuple[np.ndarray, ...]:
        return differences()(lambda x, w, b: forward(x, w, b, **options))(dout, x, w, np.zeros(len(w)))

    return backward


MISTAKES = {
    "dx_not_accumulated": dx_overwritten,
    "dx_kernel_flipped": only(DX, w=lambda w: w[:, :, ::-1, ::-1]),
    "dx_of_one_filter": only(DX, dout=lambda dout: dout[:, -1:], w=lambda w: w[-1:]),
    "padding_not_removed": dx_cut(lambda p, end: slice(None)),
    "empty_dx_without_padding": dx_cut(lambda p, end: slice(p, -p)),
    "dx_without_the_rest": dx_cut(lambda p, end: slice(p, end - p)),
    "stride_ignored": stride_ignored,
    "squares_only": changed(conv2d_backward, dout=square_alone),
    "dout_ignored": changed(conv2d_backward, dout=np.ones_like),
    "dw_not_summed_over_batch": only(DW, dout=lambda dout: dout[-1:], x=lambda x: x[-1:]),
    "dw_averaged_over_batch": only(DW, dout=lambda dout: dout / len(dout)),
    "parameters_averaged_over_batch": only(DW, DB, dout=lambda dout: dout / len(dout)),
    "dw_flipped": then(conv2d_backward, lambda dx, dw, db: (dx, dw[:, :, ::-1, ::-1], db)),
    "dw_padding_shifted": output_of(windows.padding_after(conv2d_backward), conv2d_backward, DW),
    "db_not_summed": lambda dout, *rest, **options: (*conv2d_backward(dout, *rest, **options)[:2], dout.sum((2, 3))),
    "db_averaged": only(DB, dout=lambda dout: dout / dout[:, 0].size),
    "integer_output": integer_output(conv2d_backward, of="x", places=(DX,)),
    "dw_of_kernel_type": integer_output(conv2d_backward, of="w", places=(DW,)),
    "output_of_dout_type": integer_output(conv2d_backward, of="dout"),
}

EXERCISE = exercise(
    conv2d_backward,
    ASPECTS,
    cases,
    MISTAKES,
    outputs=("dx", "dw", "db"),
    ordinary=ordinary,
    builds_on=("conv2d",),
    given={"conv2d": backward_of},
)
