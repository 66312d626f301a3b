"""Hidden cases of ``dilated_conv1d``: dilation, channels and bias come in one at a time."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Case,
    Cases,
    Draw,
    Function,
    call,
    changed,
    exercise,
    integer_output,
    then,
    without,
)
from solutions.a05_receptive_field.checked import all_checked
from solutions.a05_receptive_field.reference import dilated_conv1d

ASPECTS = {
    "plain": (0.5, "dilation 1: a plain convolution, without a flip and without padding"),
    "dilation": (1.0, "weights that lie 2, 3 and more places apart"),
    "channels": (0.5, "several channels, filters and signals"),
    "bias": (0.5, "the bias"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One short signal first, then one thing more at a time; the largest under "channels"."""
    digits, reals = d.digits, d.nonzero_reals
    yield "plain", [call(digits(1, 1, 4), digits(1, 1, 2)), call(reals(1, 1, 9), reals(1, 1, 3))]
    yield "plain", [call(reals(1, 1, 5), reals(1, 1, 5))]
    yield "dilation", [call(digits(1, 1, 5), digits(1, 1, 2), dilation=2)]
    yield "dilation", [call(reals(1, 1, 5), reals(1, 1, 3), dilation=2)]  # one place alone is left
    yield "dilation", [call(reals(1, 1, 13), reals(1, 1, 4), dilation=3)]
    yield (
        "dilation",
        [call(reals(2, 2, 8), reals(3, 2, 2), dilation=5), call(reals(1, 1, 6), reals(1, 1, 1), dilation=4)],
    )
    yield "channels", [call(digits(1, 2, 3), digits(1, 2, 2)), call(reals(2, 3, 5), reals(2, 3, 2))]
    yield "channels", [call(reals(6, 5, 11), reals(4, 5, 4))]
    yield "bias", [call(digits(1, 1, 3), digits(2, 1, 2), digits(2)), call(reals(1, 3, 7), reals(2, 3, 2), reals(2))]
    x, w = digits(1, 1, 4), digits(1, 1, 2)
    yield "errors", [call(x, w, dilation=bad, raises=ValueError) for bad in (0, -1)]
    yield (
        "errors",
        [call(x, digits(1, 1, 3), dilation=2, raises=ValueError), call(x, digits(1, 1, 5), raises=ValueError)],
    )
    yield "errors", [call(x, digits(1, 2, 2), raises=ValueError), call(digits(1, 2, 4), w, raises=ValueError)]
    yield "errors", [call(x, digits(2, 1, 2), digits(1), raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """Decimals that do not come out whole, in all three arrays."""
    return call(d.nonzero_reals(1, 2, 4), d.nonzero_reals(2, 2, 2), d.nonzero_reals(2))


def slid(x: np.ndarray, w: np.ndarray, b: np.ndarray | None, step: int) -> np.ndarray:
    """`dilated_conv1d`, but with no output at all where the filter does not fit."""
    fits = (w.shape[2] - 1) * step < x.shape[2]
    return dilated_conv1d(x, w, b, dilation=step) if fits else np.zeros((len(x), len(w), 0))


def stepping(step: Callable[[int], int]) -> Function:
    """The weights lie ``step(dilation)`` places apart."""
    return lambda x, w, b=None, *, dilation=1: slid(x, w, b, step(dilation))


def padded(zeros: Callable[[int, int], tuple[int, int]]) -> Function:
    """Before and after the signal stand ``zeros(K - 1, dilation)``."""

    def wrong(x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, *, dilation: int = 1) -> np.ndarray:
        around = zeros(w.shape[2] - 1, dilation)
        return dilated_conv1d(np.pad(x, ((0, 0), (0, 0), around)), w, b, dilation=dilation)

    return wrong


def shared_out(zeros: int) -> tuple[int, int]:
    """Half of the zeros before, of an odd number the larger half behind."""
    return zeros // 2, zeros - zeros // 2


def last_windows_missing(x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, *, dilation: int = 1) -> np.ndarray:
    """A filter that is spread out is taken to be K·dilation long."""
    out = dilated_conv1d(x, w, b, dilation=dilation)
    return out[..., : max(0, x.shape[2] - w.shape[2] * dilation + 1)]


def bias_times(count: Callable[[np.ndarray], int]) -> Function:
    """The bias is added ``count(w)`` times instead of once."""
    return lambda x, w, b=None, **options: dilated_conv1d(x, w, None if b is None else count(w) * b, **options)


MISTAKES = all_checked(
    dilated_conv1d,
    {
        "one_hole_too_many": stepping(lambda dilation: dilation + (dilation > 1)),
        "holes_for_distance": stepping(lambda dilation: dilation + 1),
        "dilation_ignored": stepping(lambda dilation: 1),
        "input_thinned": lambda x, w, b=None, *, dilation=1: slid(x[..., ::dilation], w, b, 1),
        "stride_instead": lambda x, w, b=None, *, dilation=1: slid(x, w, b, 1)[..., ::dilation],
        "flipped_kernel": changed(dilated_conv1d, w=lambda w: w[..., ::-1]),
        "padded_to_equal_length": padded(lambda weights, dilation: shared_out(weights * dilation)),
        "length_of_dense_kernel": padded(lambda weights, dilation: (0, weights * (dilation - 1))),
        "last_windows_missing": last_windows_missing,
        "channels_not_summed": changed(dilated_conv1d, x=lambda x: x[:, -1:], w=lambda w: w[:, -1:]),
        "first_channel_only": changed(dilated_conv1d, x=lambda x: x[:, :1], w=lambda w: w[:, :1]),
        "batch_ignored": then(dilated_conv1d, lambda out: out[:1]),
        "bias_ignored": without(dilated_conv1d, "b"),
        "bias_per_weight": bias_times(lambda w: w.shape[2]),
        "bias_per_channel": bias_times(lambda w: w.shape[1]),
        "bias_per_product": bias_times(lambda w: w[0].size),
        "integer_output": integer_output(dilated_conv1d),
        "output_of_kernel_type": integer_output(dilated_conv1d, of="w"),
    },
)

EXERCISE = exercise(dilated_conv1d, ASPECTS, cases, MISTAKES, ordinary=ordinary, words={"OL": "place"})
