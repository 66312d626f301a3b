"""Hidden cases of ``dynamic_filter_conv1d``: one signal with its filters, then several, each with its own."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

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
)
from solutions.a05_receptive_field.checked import all_checked
from solutions.a05_receptive_field.reference import dynamic_filter_conv1d

ASPECTS = {
    "one": (0.75, "one signal with the filters that were made for it"),
    "samples": (0.75, "several signals, each with filters of its own"),
    "channels": (0.5, "several channels and filters, as many of the one as of the other or not"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One signal of one channel first; then several signals, then several channels."""
    digits, reals = d.digits, d.nonzero_reals
    yield "one", [call(digits(1, 1, 4), digits(1, 1, 1, 2)), call(reals(1, 1, 9), reals(1, 2, 1, 3))]
    yield "one", [call(reals(1, 1, 4), reals(1, 1, 1, 4)), call(reals(1, 1, 5), reals(1, 1, 1, 1))]
    yield "samples", [call(digits(2, 1, 3), digits(2, 1, 1, 2)), call(reals(6, 1, 11), reals(6, 2, 1, 4))]
    yield "channels", [call(digits(1, 2, 3), digits(1, 1, 2, 2)), call(reals(1, 2, 6), reals(1, 2, 2, 2))]
    yield "channels", [call(reals(1, 2, 7), reals(1, 4, 2, 3)), call(reals(1, 5, 6), reals(1, 3, 5, 2))]
    x, filters = digits(2, 1, 4), digits(2, 1, 1, 2)
    yield "errors", [call(x, digits(2, 1, 1, 5), raises=ValueError)]
    yield "errors", [call(x, digits(1, 1, 1, 2), raises=ValueError), call(x, digits(3, 1, 1, 2), raises=ValueError)]
    yield "errors", [call(digits(1, 1, 4), filters, raises=ValueError)]
    yield "errors", [call(x, digits(2, 1, 2, 2), raises=ValueError), call(digits(2, 2, 4), filters, raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """Decimals that do not come out whole, in both arrays."""
    return call(d.nonzero_reals(2, 2, 4), d.nonzero_reals(2, 2, 2, 2))


def of_each_signal(dilated: Function) -> Function:
    """`dynamic_filter_conv1d` as one call of ``dilated``, a `dilated_conv1d`, for each sample."""

    def dynamic(x: np.ndarray, filters: np.ndarray) -> np.ndarray:
        return np.concatenate([dilated(one[None], own) for one, own in zip(x, filters, strict=True)])

    return dynamic


def every_filter(x: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """Each signal meets the filters of all samples, added up."""
    return np.einsum("nclk,mfck->nfl", sliding_window_view(x, filters.shape[3], axis=2), filters)


def softmaxed(filters: np.ndarray) -> np.ndarray:
    """Filters whose weights are positive and add up to 1 along the kernel."""
    powers = np.exp(filters - filters.max(axis=3, keepdims=True))
    return powers / powers.sum(axis=3, keepdims=True)


def channels_swapped(filters: np.ndarray) -> np.ndarray:
    """Filters read as (N, C, F, K)."""
    N, F, C, K = filters.shape
    return filters.reshape(N, C, F, K).swapaxes(1, 2)


def padded(x: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """Zeros behind the signals keep their length."""
    return dynamic_filter_conv1d(np.pad(x, ((0, 0), (0, 0), (0, filters.shape[3] - 1))), filters)


def padded_around(x: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """Zeros around the signals keep their length."""
    zeros = filters.shape[3] - 1
    return dynamic_filter_conv1d(np.pad(x, ((0, 0), (0, 0), (zeros // 2, zeros - zeros // 2))), filters)


def all_like(choose: Function) -> Function:
    """All samples have the filters that ``choose`` makes of those of all."""
    return changed(dynamic_filter_conv1d, filters=lambda filters: np.broadcast_to(choose(filters), filters.shape))


MISTAKES = all_checked(
    dynamic_filter_conv1d,
    {
        "first_samples_filters": all_like(lambda filters: filters[:1]),
        "last_samples_filters": all_like(lambda filters: filters[-1:]),
        "mean_filter": all_like(lambda filters: filters.mean(axis=0)),
        "every_filter_on_every_sample": every_filter,
        "samples_added_up": then(dynamic_filter_conv1d, lambda out: out.sum(axis=0)),
        "batch_ignored": then(dynamic_filter_conv1d, lambda out: out[:1]),
        "flipped_kernel": changed(dynamic_filter_conv1d, filters=lambda filters: filters[..., ::-1]),
        "channels_swapped": changed(dynamic_filter_conv1d, filters=channels_swapped),
        "channels_not_summed": lambda x, filters: dynamic_filter_conv1d(x[:, -1:], filters[:, :, -1:]),
        "first_channel_only": lambda x, filters: dynamic_filter_conv1d(x[:, :1], filters[:, :, :1]),
        "padded_behind": padded,
        "padded_to_equal_length": padded_around,
        "softmaxed": changed(dynamic_filter_conv1d, filters=softmaxed),
        "integer_output": integer_output(dynamic_filter_conv1d),
        "output_of_kernel_type": integer_output(dynamic_filter_conv1d, of="filters"),
    },
)

EXERCISE = exercise(
    dynamic_filter_conv1d,
    ASPECTS,
    cases,
    MISTAKES,
    ordinary=ordinary,
    builds_on=("dilated_conv1d",),
    given={"dilated_conv1d": of_each_signal},
    words={"OL": "place"},
)
