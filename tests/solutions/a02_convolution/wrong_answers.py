"""Wrong answers that come close: right for most arguments, and each with one fault that people really make."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from solutions.a02_convolution.reference import (
    conv2d,
    conv2d_backward,
    conv2d_im2col,
    convolve1d,
    cross_correlate1d,
    im2col,
    toeplitz,
)

Function = Callable[..., Any]
BYTES = 8  # those of a number in double precision, which nobody may rely on


def pair(value: Any) -> tuple[int, int]:
    return value if isinstance(value, tuple) else (value, value)


def silent(right: Function, condition: Callable[..., bool]) -> Function:
    """``right``, but nothing is raised where ``condition`` of the arguments holds."""

    @functools.wraps(right)
    def wrong(*args: Any, **options: Any) -> Any:
        try:
            return right(*args, **options)
        except ValueError:
            if condition(*args, **options):
                return np.zeros(1)
            raise

    return wrong


def typed(right: Function, place: int, *outputs: int) -> Function:
    """``right``, with ``outputs`` (by default the only one) in arrays of the type of the argument at ``place``."""

    @functools.wraps(right)
    def wrong(*args: Any, **options: Any) -> Any:
        result, dtype = right(*args, **options), np.asarray(args[place]).dtype
        if not isinstance(result, tuple):
            return result.astype(dtype)
        return tuple(array.astype(dtype) if index in outputs else array for index, array in enumerate(result))

    return wrong


def with_fixed_strides(signal: np.ndarray, kernel: np.ndarray, mode: str) -> np.ndarray:
    """A "narrow" cross-correlation with the strides of double precision written out."""
    if mode != "narrow" or not 0 < len(kernel) <= len(signal):
        return cross_correlate1d(signal, kernel, mode)
    return np.array(as_strided(signal, (len(signal) - len(kernel) + 1, len(kernel)), (BYTES, BYTES)) @ kernel)


def by_polynomials(f: np.ndarray, g: np.ndarray, mode: str) -> np.ndarray:
    """A product of polynomials, whose leading zeros NumPy drops."""
    return np.polymul(f, g) if mode == "wide" and len(f) and len(g) else convolve1d(f, g, mode)


def by_numpys_modes(right: Function) -> Function:
    """NumPy's names of the modes are understood, too."""

    def wrong(first: Any, second: Any, mode: str) -> Any:
        return right(first, second, {"valid": "narrow", "same": "equal", "full": "wide"}.get(mode, mode))

    return wrong


def by_first_letter(right: Function) -> Function:
    """The mode's first letter decides."""

    def wrong(first: Any, second: Any, mode: str) -> Any:
        return right(first, second, {"n": "narrow", "e": "equal", "w": "wide"}.get(mode[0], mode))

    return wrong


def small_numbers_lost(right: Function) -> Function:
    """Numbers below a millionth count as zero."""

    def wrong(x: np.ndarray, *rest: Any, **options: Any) -> Any:
        return right(np.where(np.abs(x) < 1e-6, 0, x), *rest, **options)

    return wrong


def without_zero_weights(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    """The kernel loses the zeros at its ends."""
    return toeplitz(np.trim_zeros(w) if w.any() else w, length, mode)


def columns_with_fixed_strides(x: np.ndarray, size: Any, *, stride: Any = 1, padding: Any = 0) -> np.ndarray:
    """Windows cut with the strides that double precision and contiguous memory have."""
    right = im2col(x, size, stride=stride, padding=padding)
    if pair(padding) != (0, 0):
        return right
    N, C, H, W = x.shape
    (KH, KW), (SH, SW) = pair(size), pair(stride)
    OH, OW = (H - KH) // SH + 1, (W - KW) // SW + 1
    steps = (C * H * W, H * W, W, 1, W * SH, SW)
    windows = as_strided(x, (N, C, KH, KW, OH, OW), tuple(BYTES * step for step in steps))
    return np.array(windows).reshape(N, C * KH * KW, OH * OW)


def fits_only_without_padding(right: Function) -> Function:
    """The kernel is compared with the image before its border is put around it."""

    def wrong(x: np.ndarray, w: np.ndarray, b: Any = None, *, stride: Any = 1, padding: Any = 0) -> Any:
        if w.shape[2] > x.shape[2] or w.shape[3] > x.shape[3]:
            raise ValueError("The kernel is larger than the image.")
        return right(x, w, b, stride=stride, padding=padding)

    return wrong


def stretched(right: Function) -> Function:
    """Channels and biases are stretched where there is one, as NumPy does."""

    def wrong(x: np.ndarray, w: np.ndarray, b: Any = None, **options: Any) -> Any:
        C = max(x.shape[1], w.shape[1])
        x = np.broadcast_to(x, (len(x), C, *x.shape[2:])) if x.shape[1] == 1 else x
        w = np.broadcast_to(w, (len(w), C, *w.shape[2:])) if w.shape[1] == 1 else w
        return right(x, w, b if b is None else np.broadcast_to(b, len(w)), **options)

    return wrong


def dout_stretched(dout: np.ndarray, x: np.ndarray, w: np.ndarray, *, stride: Any = 1, padding: Any = 0) -> Any:
    """A gradient with axes of length one is stretched, as NumPy does."""
    shape = conv2d(x, w, stride=stride, padding=padding).shape
    return conv2d_backward(np.broadcast_to(dout, shape), x, w, stride=stride, padding=padding)


def dout_cut(dout: np.ndarray, x: np.ndarray, w: np.ndarray, *, stride: Any = 1, padding: Any = 0) -> Any:
    """What a gradient has beyond the output's shape is not looked at."""
    N, F, OH, OW = conv2d(x, w, stride=stride, padding=padding).shape
    return conv2d_backward(dout[:N, :F, :OH, :OW], x, w, stride=stride, padding=padding)


def lost(*aspects: str) -> frozenset[str]:
    return frozenset(aspects)


def of_layer(right: Function) -> dict[str, tuple[Function, frozenset[str]]]:
    """Wrong answers to `conv2d`, or to what is called as it is."""
    return {
        "kernel's type": (typed(right, 1), lost("dtypes")),
        "bad values in a pair": (silent(right, lambda *args, **o: isinstance(o.get("stride"), tuple)), lost("errors")),
        "negative stride": (silent(right, lambda *args, **o: o.get("stride") == -1), lost("errors")),
        "bad padding in a pair": (
            silent(right, lambda *args, **o: "padding" in o and o["padding"] != 1),
            lost("errors"),
        ),
        "no padding when the size is checked": (fits_only_without_padding(right), lost("padding")),
        "stretched": (stretched(right), lost("errors")),
        "small numbers lost": (small_numbers_lost(right), lost("dtypes")),
        "one stride for both axes": (one_stride(right), lost("pairs")),
    }


def one_stride(right: Function) -> Function:
    """The first number of a stride holds for both axes."""

    def wrong(*args: Any, stride: Any = 1, **options: Any) -> Any:
        return right(*args, stride=stride if min(pair(stride)) < 1 else pair(stride)[0], **options)

    return wrong


def of_modes(right: Function) -> dict[str, tuple[Function, frozenset[str]]]:
    """Wrong answers to what slides along a signal."""
    return {
        "kernel's type": (typed(right, 1), lost("dtypes")),
        "NumPy's modes": (by_numpys_modes(right), lost("errors")),
        "first letter of the mode": (by_first_letter(right), lost("errors")),
        "small numbers lost": (small_numbers_lost(right), lost("dtypes")),
    }


WRONG: dict[str, dict[str, tuple[Function, frozenset[str]]]] = {
    "convolve1d": {
        **of_modes(convolve1d),
        "polynomials": (by_polynomials, lost("wide")),
    },
    "cross_correlate1d": {
        **of_modes(cross_correlate1d),
        "fixed strides": (with_fixed_strides, lost("dtypes")),
    },
    "toeplitz": {
        "NumPy's modes": (by_numpys_modes(toeplitz), lost("errors")),
        "first letter of the mode": (by_first_letter(toeplitz), lost("errors")),
        "zeros at the kernel's ends lost": (without_zero_weights, lost("wide")),
    },
    "conv2d": of_layer(conv2d),
    "im2col": {
        "fixed strides": (columns_with_fixed_strides, lost("dtypes")),
        "no rows in the kernel": (silent(im2col, lambda x, size, **o: min(pair(size)) == 0), lost("errors")),
        "bad values in a pair": (silent(im2col, lambda *a, **o: isinstance(o.get("stride"), tuple)), lost("errors")),
        "negative stride": (silent(im2col, lambda *a, **o: o.get("stride") == -1), lost("errors")),
        "one stride for both axes": (one_stride(im2col), lost("pairs")),
    },
    "conv2d_im2col": of_layer(conv2d_im2col),
    "conv2d_backward": {
        "dx of the images' type": (typed(conv2d_backward, 1, 0), lost("dtypes")),
        "dw of the kernel's type": (typed(conv2d_backward, 2, 1), lost("dtypes")),
        "all of dout's type": (typed(conv2d_backward, 0, 0, 1, 2), lost("dtypes")),
        "no errors": (silent(conv2d_backward, lambda *args, **options: True), lost("errors")),
        "dout stretched": (dout_stretched, lost("errors")),
        "dout cut": (dout_cut, lost("errors")),
        "channels that differ": (
            silent(conv2d_backward, lambda dout, x, w, **o: x.shape[1] != w.shape[1]),
            lost("errors"),
        ),
        "bad values in a pair": (
            silent(conv2d_backward, lambda *args, **o: isinstance(o.get("stride"), tuple)),
            lost("errors"),
        ),
    },
}
