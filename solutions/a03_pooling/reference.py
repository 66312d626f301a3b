"""Reference solutions of the assignment a03_pooling: pooling over images, both passes, and pooling along sentences.

Pooling looks at each channel by itself, so channels and batch are only carried along. The letters are those of the
whole course: h w output position, i j offset inside the window.
"""

import operator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def max_pool2d(
    x: np.ndarray,
    size: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """Keep the largest value of every window.

    out[n, c, h, w] = max over i, j of xp[n, c, h·SH + i, w·SW + j]

    xp is x with PH rows above and below it and PW columns left and right of it that never win: they hold -inf.

    Parameters
    ----------
    x : array of shape (N, C, H, W), the feature maps
    size : int or (KH, KW), the size of the window
    stride : int or (SH, SW), the step from one window to the next, down and across; None means size
    padding : int or (PH, PW), the width of the border, at most half the size of the window

    Returns
    -------
    array of shape (N, C, OH, OW)
        OH = floor((H + 2·PH - KH) / SH) + 1, and OW likewise: a window that does not fit is dropped.

    Raises
    ------
    ValueError
        If a size or stride is below 1, a padding is negative or more than half the size, or the window is
        larger than the padded image.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 9.3; the border is PyTorch's.
    """
    (x,) = _as_floats(x)
    (KH, KW), (PH, PW) = _pair(size, "size", least=1), _pair(padding, "padding", least=0)
    if PH > KH // 2 or PW > KW // 2:
        raise ValueError(f"The padding {padding} must be at most half of the size {size}.")
    bordered = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)), constant_values=-np.inf)
    return _windows(bordered, size, stride).max(axis=(4, 5))


def avg_pool2d(
    x: np.ndarray, size: int | tuple[int, int], *, stride: int | tuple[int, int] | None = None
) -> np.ndarray:
    """Replace every window by the mean of its values.

    out[n, c, h, w] = (sum over i, j of x[n, c, h·SH + i, w·SW + j]) / (KH · KW)

    Parameters
    ----------
    x : array of shape (N, C, H, W), the feature maps
    size : int or (KH, KW), the size of the window
    stride : int or (SH, SW), the step from one window to the next, down and across; None means size

    Returns
    -------
    array of shape (N, C, OH, OW)
        OH = floor((H - KH) / SH) + 1, and OW likewise: a window that does not fit is dropped.

    Raises
    ------
    ValueError
        If a size or stride is below 1, or the window is larger than the image.

    Source: LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition (1998),
    section II.B, without its trained factor and bias.
    """
    (x,) = _as_floats(x)
    return _windows(x, size, stride).mean(axis=(4, 5))


def max_pool2d_backward(
    dout: np.ndarray,
    x: np.ndarray,
    size: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] | None = None,
) -> np.ndarray:
    """Send the gradient of the loss back through out = max_pool2d(x, size, stride=stride): from out to x.

    dx[n, c, u, v] = sum of dout[n, c, h, w] over all windows (h, w) that x[n, c, u, v] has won

    The largest value of a window wins it. Where several are equally large, the first in row-major order wins
    alone: the one in the highest row and, within that row, furthest to the left.

    Parameters
    ----------
    dout : array of shape (N, C, OH, OW), the gradient of the loss with respect to out
    x : array of shape (N, C, H, W), the feature maps that max_pool2d was given
    size, stride : as max_pool2d was given them; there was no padding

    Returns
    -------
    array of the shape of x
        A value that won no window, or that no window reached, has the gradient 0.

    Raises
    ------
    ValueError
        In the same cases as max_pool2d, or if dout does not have exactly the shape of its output: an axis of
        length one is not stretched.

    Source: the chain rule; the lecture's gradients by hand. The rule for ties is PyTorch's.
    """
    dout, x = _as_floats(dout, x)
    windows = _windows(x, size, stride)
    _same_shape(dout, windows)
    OH, OW, KH, KW = windows.shape[2:]
    SH, SW = _pair(size if stride is None else stride, "stride", least=1)
    winner = windows.reshape(*windows.shape[:4], KH * KW).argmax(axis=-1)  # argmax returns the first of several
    dx = np.zeros_like(x)
    for place, (i, j) in enumerate(np.ndindex(KH, KW)):
        met = dx[:, :, i : i + SH * OH : SH, j : j + SW * OW : SW]
        met += np.where(winner == place, dout, 0)
    return dx


def avg_pool2d_backward(
    dout: np.ndarray,
    x: np.ndarray,
    size: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] | None = None,
) -> np.ndarray:
    """Send the gradient of the loss back through out = avg_pool2d(x, size, stride=stride): from out to x.

    dx[n, c, u, v] = sum of dout[n, c, h, w] / (KH · KW) over all windows (h, w) that x[n, c, u, v] lies in

    Parameters
    ----------
    dout : array of shape (N, C, OH, OW), the gradient of the loss with respect to out
    x : array of shape (N, C, H, W), the feature maps that avg_pool2d was given; only their shape matters
    size, stride : as avg_pool2d was given them

    Returns
    -------
    array of the shape of x
        A value that no window reached has the gradient 0.

    Raises
    ------
    ValueError
        In the same cases as avg_pool2d, or if dout does not have exactly the shape of its output: an axis of
        length one is not stretched.

    Source: the chain rule; the lecture's gradients by hand.
    """
    dout, x = _as_floats(dout, x)
    windows = _windows(x, size, stride)
    _same_shape(dout, windows)
    OH, OW, KH, KW = windows.shape[2:]
    SH, SW = _pair(size if stride is None else stride, "stride", least=1)
    dx = np.zeros_like(x)
    for i, j in np.ndindex(KH, KW):
        met = dx[:, :, i : i + SH * OH : SH, j : j + SW * OW : SW]
        met += dout / (KH * KW)
    return dx


def k_max_pool1d(x: np.ndarray, k: int) -> np.ndarray:
    """Keep the k largest values of every row, in the order in which they stand there.

    out[n, c] = x[n, c, t_1], …, x[n, c, t_k] with t_1 < … < t_k, the places of the k largest values

    Where equal values compete for the last place, the earlier one is kept. Every row has places of its own.

    Parameters
    ----------
    x : array of shape (N, C, L), one row of L values for each sample and channel
    k : int from 1 to L, how many values to keep

    Returns
    -------
    array of shape (N, C, k)

    Raises
    ------
    ValueError
        If k is below 1 or above L.

    Source: Kalchbrenner, Grefenstette and Blunsom, A convolutional neural network for modelling sentences
    (2014), section 3.2. The rule for ties is ours.
    """
    (x,) = _as_floats(x)
    L = x.shape[-1]
    if not 1 <= k <= L:
        raise ValueError(f"From {L} values one can keep 1 to {L}, not {k}.")
    largest_first = np.argsort(-x, axis=-1, kind="stable")  # stable: of equal values the earlier comes first
    places = np.sort(largest_first[..., :k], axis=-1)
    return np.take_along_axis(x, places, axis=-1)


def dynamic_pool1d(x: np.ndarray, segments: int) -> np.ndarray:
    """Cut every row into as many segments as are asked for, whatever its length, and keep the largest value of each.

    out[n, c, s] = max of x[n, c, t] over floor(s·L / S) <= t < floor((s + 1)·L / S)

    S is the number of segments. They do not overlap, leave nothing out, and differ in length by one at most.

    Parameters
    ----------
    x : array of shape (N, C, L), one row of L values for each sample and channel
    segments : int S from 1 to L

    Returns
    -------
    array of shape (N, C, S)

    Raises
    ------
    ValueError
        If segments is below 1 or above L: then a segment would be empty.

    Source: the lecture ("at the start? in the middle? at the end?"); Socher et al., Dynamic pooling and unfolding
    recursive autoencoders for paraphrase detection (2011), section 3. Where the longer segments lie is ours.
    """
    (x,) = _as_floats(x)
    L = x.shape[-1]
    if not 1 <= segments <= L:
        raise ValueError(f"{L} values can be cut into 1 to {L} segments, not {segments}.")
    starts = np.arange(segments) * L // segments
    return np.maximum.reduceat(x, starts, axis=-1)


def dynamic_k(layer: int, layers: int, length: int, k_top: int) -> int:
    """Count the values that the pooling after this layer keeps, in a network whose last pooling keeps k_top.

    k = max(k_top, ceil((layers - layer) · length / layers))

    The rounding is exact: it is done in whole numbers, where (1 - 1/3) · 9 is 6 and not 6.000000000000001.

    Parameters
    ----------
    layer : int, the layer's number: 1 is nearest the sentence, layers is the last
    layers : int, how many convolutional layers the network has
    length : int, the number of words of the sentence
    k_top : int, what the last layer keeps of every sentence, and the least that any layer keeps

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If layers, length or k_top is below 1, or layer is negative or above layers.

    Source: Kalchbrenner, Grefenstette and Blunsom, A convolutional neural network for modelling sentences
    (2014), section 3.3.
    """
    layer, layers, length, k_top = map(operator.index, (layer, layers, length, k_top))
    if min(layers, length, k_top) < 1:
        raise ValueError(f"layers {layers}, length {length} and k_top {k_top} must all be at least 1.")
    if not 0 <= layer <= layers:
        raise ValueError(f"There is no layer {layer} in a network of {layers}.")
    share_rounded_up = -((layer - layers) * length // layers)  # // rounds down: minus it, of minus, rounds up
    return max(k_top, share_rounded_up)


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)


def _pair(value: Any, name: str, least: int) -> tuple[int, int]:
    """``value``, an int or a pair (h, w), as a pair with both at least ``least``."""
    down, across = (value, value) if np.ndim(value) == 0 else value
    pair = operator.index(down), operator.index(across)
    if min(pair) < least:
        raise ValueError(f"The {name} must be at least {least}, not {value}.")
    return pair


def _windows(x: np.ndarray, size: Any, stride: Any) -> np.ndarray:
    """Every window of the feature maps, as a view of shape (N, C, OH, OW, KH, KW)."""
    KH, KW = _pair(size, "size", least=1)
    SH, SW = _pair(size if stride is None else stride, "stride", least=1)
    return sliding_window_view(x, (KH, KW), axis=(2, 3))[:, :, ::SH, ::SW]  # a window too large is its ValueError


def _same_shape(dout: np.ndarray, windows: np.ndarray) -> None:
    """Refuse an upstream gradient that does not have one number for each window."""
    if dout.shape != windows.shape[:4]:
        raise ValueError(f"dout has the shape {dout.shape}, and out had {windows.shape[:4]}.")
