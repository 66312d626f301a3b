"""Reference solutions of the assignment a05_receptive_field: layers that see further than their few weights reach.

The letters of every ``einsum`` are those of the whole course: n batch, c channel, f filter, t output position, j
offset inside the kernel; h w and i j are these two in an image; o place in the list of offsets, d feature, u unit.
"""

import operator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def dilated_conv1d(x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, *, dilation: int = 1) -> np.ndarray:
    """Slide F filters along signals with C channels, the weights of each filter ``dilation`` places apart; no flip.

    out[n, f, t] = b[f] + sum over c, j of x[n, c, t + j·dilation] · w[f, c, j]

    Between two weights lie dilation - 1 values that the filter does not look at; dilation 1 is the plain convolution.
    There is no padding.

    Parameters
    ----------
    x : array of shape (N, C, L), the signals
    w : array of shape (F, C, K), the filters; each looks at all C channels
    b : array of shape (F,), one number for each filter, or None for no bias
    dilation : int, how many places from one weight to the next

    Returns
    -------
    array of shape (N, F, OL)
        OL = L - (K - 1)·dilation: as many as there are places where the filter fits, spread out as it is.

    Raises
    ------
    ValueError
        If the dilation is below 1, the filter, spread out, is longer than the signal, or x, w and b differ in C or F:
        an axis of length 1 is not stretched.

    Source: Yu and Koltun, Multi-scale context aggregation by dilated convolutions (2016), eq. 2, without its flip;
    PyTorch's conv1d.
    """
    x, w, b = _layer(x, w, b, channels=1)
    span = 1 + _reach(w, dilation)
    if span > x.shape[2]:
        raise ValueError(f"A filter that is {span} long, spread out, does not fit into a signal of {x.shape[2]}.")
    windows = sliding_window_view(x, span, axis=2)[..., ::dilation]
    return np.einsum("nctj,fcj->nft", windows, w) + b[:, None]


def receptive_field(layers: list[tuple[int, int, int]]) -> int:
    """Count the inputs from the first to the last that one output of a stack of layers can see, along one axis.

    Begin with a field of 1 and a jump of 1, and go through the layers from the input to the output:

    field = field + (kernel - 1)·dilation·jump, then jump = jump·stride

    The jump says how many inputs two neighbours of the layer below are apart. Inputs in a gap, which no filter looks
    at, count too.

    Parameters
    ----------
    layers : list of tuples, kernel, stride and dilation of each layer, the one at the input first

    Returns
    -------
    int
        Without any layer it is 1.

    Raises
    ------
    ValueError
        If a kernel, a stride or a dilation is below 1.

    Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationships 6 and 15;
    Araujo, Norris and Sim, Computing receptive fields of convolutional neural networks (2019), eq. 2.
    """
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        if min(kernel, stride, dilation) < 1:
            raise ValueError(f"A layer of kernel {kernel}, stride {stride} and dilation {dilation} does not exist.")
        field += (kernel - 1) * dilation * jump
        jump *= stride
    return field


def iterated_dilated_conv1d(
    x: np.ndarray, weights: list[tuple[np.ndarray, np.ndarray, int]], *, blocks: int = 4
) -> np.ndarray:
    """Send signals through a block of dilated layers, and what comes out through the same block again.

    One layer: zeros around the signal so that its length stays, dilated_conv1d, and ReLU, after the last layer, too.
    All blocks have the same weights, so that more blocks see further without any new number to learn.

    Parameters
    ----------
    x : array of shape (N, C, L), the signals
    weights : list of tuples, for each layer of one block its filters (F, C, K), its bias (F,) and its dilation
        (K - 1)·dilation zeros stand around the signal, half of them before it; of an odd number the larger half stands
        behind, as with PyTorch's padding="same".
    blocks : int, how many times the block is used

    Returns
    -------
    array of shape (N, F, L), F that of the last layer

    Raises
    ------
    ValueError
        If there are fewer than 1 blocks, a dilation is below 1, or a layer does not fit what comes into it: neighbours
        differ in their channels, as the last layer and the first do where the block is used again.

    Source: Strubell, Verga, Belanger and McCallum, Fast and accurate entity recognition with iterated dilated
    convolutions (2017), section 4.
    """
    if blocks < 1:
        raise ValueError(f"There must be at least 1 block, not {blocks}.")
    for _ in range(blocks):
        for w, b, dilation in weights:
            zeros = _reach(w, dilation)
            padded = np.pad(x, ((0, 0), (0, 0), (zeros // 2, zeros - zeros // 2)))
            x = np.maximum(dilated_conv1d(padded, w, b, dilation=dilation), 0)
    return x


def conv_transpose2d(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """Spread images out: each value stamps the kernel, times itself, into a larger image, and stamps add up.

    full[n, f, h·SH + i, w·SW + j] gets x[n, c, h, w] · w[c, f, i, j], added up over all c, h, w, i, j that lead there
    out[n, f] = b[f] + full[n, f] without its outermost PH rows and PW columns on each side

    It is the way back of conv2d: the transpose of the matrix of a convolution with this stride and padding. It is not
    the inverse of one.

    Parameters
    ----------
    x : array of shape (N, C, H, W), the images
    w : array of shape (C, F, KH, KW), the kernels: the channels that come in first, those that go out second
    b : array of shape (F,), one number for each map, also where no stamp reaches, or None for no bias
    stride : int or (SH, SW), how far apart the stamps are, down and across
    padding : int or (PH, PW), how many rows and columns are cut off on each side

    Returns
    -------
    array of shape (N, F, OH, OW)
        OH = (H - 1)·SH + KH - 2·PH, and OW likewise.

    Raises
    ------
    ValueError
        If a stride is below 1, a padding is negative or leaves no row or no column, or x, w and b differ in C or F: an
        axis of length 1 is not stretched.

    Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationship 14;
    torch.nn.functional.conv_transpose2d.
    """
    x, w, b = _layer(x, w, b, channels=0)
    (SH, SW), (PH, PW) = _pair(stride, "stride", least=1), _pair(padding, "padding", least=0)
    (N, _, H, W), (_, F, KH, KW) = x.shape, w.shape
    height, width = (H - 1) * SH + KH, (W - 1) * SW + KW
    if height <= 2 * PH or width <= 2 * PW:
        raise ValueError(f"A padding of {padding} leaves nothing of {height} rows and {width} columns.")
    full = np.zeros((N, F, height, width), dtype=x.dtype)
    for i in range(KH):
        for j in range(KW):
            reached = full[:, :, i : i + SH * H : SH, j : j + SW * W : SW]
            reached += np.einsum("nchw,cf->nfhw", x, w[:, :, i, j])
    return full[:, :, PH : height - PH, PW : width - PW] + b[:, None, None]


def dynamic_filter_conv1d(x: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """Slide along each signal the filters that were made for it: every sample has its own, and none is shared.

    out[n, f, t] = sum over c, j of x[n, c, t + j] · filters[n, f, c, j]

    The filters are no parameters: a small network makes them out of an input. No padding, no flip, no bias.

    Parameters
    ----------
    x : array of shape (N, C, L), the signals
    filters : array of shape (N, F, C, K), those of sample n in filters[n]

    Returns
    -------
    array of shape (N, F, OL)
        OL = L - K + 1.

    Raises
    ------
    ValueError
        If the filters are longer than the signals, or x and filters differ in N or C: an axis of length 1 is not
        stretched.

    Source: De Brabandere, Jia, Tuytelaars and Van Gool, Dynamic filter networks (2016), section 3.2 ("dynamic
    convolution", the filters as they are, without a softmax).
    """
    x, filters = _as_floats(x, filters)
    N, C, L = x.shape
    K = filters.shape[3]
    if filters.shape[0] != N or filters.shape[2] != C:
        raise ValueError(f"x {x.shape} and filters {filters.shape} must have the shapes (N, C, L) and (N, F, C, K).")
    if K > L:
        raise ValueError(f"Filters of length {K} do not fit into signals of length {L}.")
    return np.einsum("nctj,nfcj->nft", sliding_window_view(x, K, axis=2), filters)


def tdnn_layer(x: np.ndarray, w: np.ndarray, b: np.ndarray, offsets: list[int] | tuple[int, ...]) -> np.ndarray:
    """Look at each frame through its neighbours at the given offsets: one layer of a time-delay neural network.

    out(t)[n, u] = tanh(b[u] + sum over o, d of x[n, t + offsets[o], d] · w[o, d, u])

    Only those frames t among the T come out whose whole context lies among them, in their order. The offsets may come
    in any order, and 0 need not be one of them.

    Parameters
    ----------
    x : array of shape (N, T, D), N sequences of T frames
    w : array of shape (O, D, U), a matrix for each offset
    b : array of shape (U,), the bias
    offsets : list or tuple of O whole numbers, none of them twice; -1 is the frame before

    Returns
    -------
    array of shape (N, OT, U)
        OT = T - max(0, -smallest offset) - max(0, largest offset).

    Raises
    ------
    ValueError
        If there are no offsets, or one of them twice, or not as many as matrices; if no frame has its whole context; if
        x, w and b differ in D or U: an axis of length 1 is not stretched.

    Source: Waibel et al., Phoneme recognition using time-delay neural networks (1989), with tanh; Peddinti, Povey and
    Khudanpur, A time delay neural network architecture for efficient modeling of long temporal contexts (2015).
    """
    x, w, b = _as_floats(x, w, b)
    if not offsets or len(set(offsets)) < len(offsets) or len(offsets) != len(w):
        raise ValueError(f"The offsets {offsets} must differ, and be as many as the {len(w)} matrices of w.")
    if x.shape[2] != w.shape[1] or b.shape != w.shape[2:]:
        raise ValueError(f"x {x.shape}, w {w.shape} and b {b.shape} must have the shapes (N, T, D), (O, D, U), (U,).")
    first, end = max(0, -min(offsets)), x.shape[1] - max(0, *offsets)
    if first >= end:
        raise ValueError(f"None of {x.shape[1]} frames has a context of {offsets}.")
    context = np.stack([x[:, first + offset : end + offset] for offset in offsets], axis=2)
    return np.tanh(np.einsum("ntod,odu->ntu", context, w) + b)


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)


def _layer(x: Any, w: Any, b: Any, channels: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, w and b (zeros for None) in one floating type, once their shapes are seen to belong together.

    ``channels`` is the axis of w on which the channels lie that come in, 0 or 1; the filters lie on the other.
    """
    x, w, *bias = _as_floats(x, w) if b is None else _as_floats(x, w, b)
    C, F = w.shape[channels], w.shape[1 - channels]
    b = bias[0] if bias else np.zeros(F, dtype=w.dtype)
    if x.shape[1] != C or b.shape != (F,):
        raise ValueError(f"x {x.shape}, w {w.shape} and b {b.shape} differ in their channels or filters.")
    return x, w, b


def _reach(w: np.ndarray, dilation: int) -> int:
    """Distance from the first weight of a filter to the last."""
    if dilation < 1:
        raise ValueError(f"The dilation must be at least 1, not {dilation}.")
    return int((w.shape[2] - 1) * dilation)


def _pair(value: Any, name: str, least: int) -> tuple[int, int]:
    """``value``, an int or a pair (h, w), as a pair with both at least ``least``."""
    down, across = (value, value) if np.ndim(value) == 0 else value
    pair = operator.index(down), operator.index(across)
    if min(pair) < least:
        raise ValueError(f"The {name} must be at least {least}, not {value}.")
    return pair
