"""Reference solutions of the assignment a02_convolution: convolution in one and two dimensions, both passes.

The letters of every ``einsum`` are those of the whole course: n batch, c channel, f filter, h w output
position, i j offset inside the kernel; in one dimension l is the output position and k the offset.
"""

import operator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolve1d(f: np.ndarray, g: np.ndarray, mode: str) -> np.ndarray:
    """Convolve the signal f with the kernel g; the kernel is flipped, as the definition says.

    (f * g)[t] = sum over s of f[t - s] · g[s]

    g[s] meets the value of f that lies s steps *before* t; f counts as zero outside its m values.
    "wide" keeps every t at which f and g overlap at all, "narrow" those at which all of g meets values of f,
    "equal" the m values of "wide" that begin at its index (n - 1) // 2.

    Parameters
    ----------
    f : array of shape (m,), the signal
    g : array of shape (n,), the kernel; in "equal" and "wide" it may be longer than the signal
    mode : "narrow", "equal" or "wide"

    Returns
    -------
    array of shape (m - n + 1,) for "narrow", (m,) for "equal", (m + n - 1,) for "wide"

    Raises
    ------
    ValueError
        If the mode is unknown, or if it is "narrow" and the kernel is longer than the signal.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), eq. 9.3. NumPy calls the modes valid, same
    and full.
    """
    f, g = _as_floats(f, g)
    before, after = _zeros_around(len(f), len(g), mode)
    flipped = g[::-1]  # and with it what "equal" adds: the longer run of zeros changes sides
    windows = sliding_window_view(np.pad(f, (after, before)), len(g))
    return np.einsum("lk,k->l", windows, flipped)


def cross_correlate1d(x: np.ndarray, w: np.ndarray, mode: str) -> np.ndarray:
    """Slide the kernel w along the signal x as it stands, without a flip.

    out[t] = sum over k of x[t + k - p] · w[k]

    p is the number of zeros before the signal: 0 for "narrow", (n - 1) // 2 for "equal", n - 1 for "wide".
    After it stand 0, n // 2 and n - 1 zeros: for an even n, "equal" has one zero more after than before.

    Parameters
    ----------
    x : array of shape (m,), the signal
    w : array of shape (n,), the kernel; in "equal" and "wide" it may be longer than the signal
    mode : "narrow", "equal" or "wide"

    Returns
    -------
    array of shape (m - n + 1,) for "narrow", (m,) for "equal", (m + n - 1,) for "wide"

    Raises
    ------
    ValueError
        If the mode is unknown, or if it is "narrow" and the kernel is longer than the signal.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 9.1. Frameworks call this "conv".
    """
    x, w = _as_floats(x, w)
    windows = sliding_window_view(np.pad(x, _zeros_around(len(x), len(w), mode)), len(w))
    return np.einsum("lk,k->l", windows, w)


def toeplitz(w: np.ndarray, length: int, mode: str) -> np.ndarray:
    """Write the sliding of the kernel w as a matrix A, so that A @ x == cross_correlate1d(x, w, mode).

    A[t, s] = w[s - t + p] where 0 <= s - t + p < n, and 0 elsewhere

    Row t holds the weights with which the signal's values enter output t; each diagonal holds one number.
    p is the number of zeros before the signal, as in cross_correlate1d.

    Parameters
    ----------
    w : array of shape (n,), the kernel
    length : int, the length m of the signals that the matrix will multiply
    mode : "narrow", "equal" or "wide"

    Returns
    -------
    array of shape (m - n + 1, m) for "narrow", (m, m) for "equal", (m + n - 1, m) for "wide"

    Raises
    ------
    ValueError
        If the mode is unknown, or if it is "narrow" and the kernel is longer than the signal.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 9.1 ("a Toeplitz matrix").
    """
    (w,) = _as_floats(w)
    before, after = _zeros_around(length, len(w), mode)
    rows = length + before + after - len(w) + 1
    matrix = np.zeros((rows, length), dtype=w.dtype)
    for k, weight in enumerate(w):
        matrix += weight * np.eye(rows, length, k - before, dtype=w.dtype)
    return matrix


def conv2d(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """Slide F filters over a batch of images with C channels; no flip, as in every framework.

    out[n, f, h, w] = b[f] + sum over c, i, j of xp[n, c, h·SH + i, w·SW + j] · w[f, c, i, j]

    xp is x with PH rows of zeros above and below it and PW columns of zeros left and right of it.

    Parameters
    ----------
    x : array of shape (N, C, H, W), the images
    w : array of shape (F, C, KH, KW), the filters; each looks at all C channels
    b : array of shape (F,), one number for each filter, or None for no bias
    stride : int or (SH, SW), the step from one window to the next, down and across
    padding : int or (PH, PW), the width of the border of zeros

    Returns
    -------
    array of shape (N, F, OH, OW)
        OH = floor((H + 2·PH - KH) / SH) + 1, and OW likewise: a window that does not fit is dropped.

    Raises
    ------
    ValueError
        If a stride is below 1, a padding is negative, the kernel is larger than the padded image, or x, w and b
        differ in C or F: an axis of length 1 is not stretched.

    Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationship 6.
    """
    x, w, b = _layer(x, w, b)
    windows = _windows(_bordered(x, padding), w.shape[2:], stride)
    out = np.einsum("nchwij,fcij->nfhw", windows, w)
    return out + b[:, None, None]


def im2col(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """Lay out every window of every image as one column of a matrix.

    columns[n, (c·KH + i)·KW + j, h·OW + w] = xp[n, c, h·SH + i, w·SW + j]

    xp is x with its border of zeros. Down a column the channel c changes slowest and the offset across, j,
    fastest: the order of w[f].ravel(). From one column to the next the window moves across first, then down.

    Parameters
    ----------
    x : array of shape (N, C, H, W), the images
    kernel_size : int or (KH, KW), the size of the window
    stride : int or (SH, SW), the step from one window to the next, down and across
    padding : int or (PH, PW), the width of the border of zeros

    Returns
    -------
    array of shape (N, C·KH·KW, OH·OW)
        OH = floor((H + 2·PH - KH) / SH) + 1, and OW likewise. It equals torch.nn.functional.unfold.

    Raises
    ------
    ValueError
        If a stride or a side of the kernel is below 1, a padding is negative, or the kernel is larger than the
        padded image.

    Source: Chellapilla, Puri and Simard, High performance convolutional neural networks for document
    processing (2006), section 3; the order is PyTorch's.
    """
    (x,) = _as_floats(x)
    windows = _windows(_bordered(x, padding), kernel_size, stride)
    N, C, OH, OW, KH, KW = windows.shape
    return windows.transpose(0, 1, 4, 5, 2, 3).copy().reshape(N, C * KH * KW, OH * OW)


def conv2d_im2col(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """Compute what conv2d computes, but with one matrix product an image.

    out[n] = rows @ columns[n] + b, where row f is filter f laid out flat and the columns are im2col's

    Parameters
    ----------
    x : array of shape (N, C, H, W), the images
    w : array of shape (F, C, KH, KW), the filters
    b : array of shape (F,), one number for each filter, or None for no bias
    stride : int or (SH, SW), the step from one window to the next, down and across
    padding : int or (PH, PW), the width of the border of zeros

    Returns
    -------
    array of shape (N, F, OH, OW)
        OH = floor((H + 2·PH - KH) / SH) + 1, and OW likewise.

    Raises
    ------
    ValueError
        In the same cases as conv2d.

    Source: Chellapilla, Puri and Simard, High performance convolutional neural networks for document
    processing (2006), section 3.
    """
    x, w, b = _layer(x, w, b)
    N, F = len(x), len(w)
    OH, OW = _windows(_bordered(x, padding), w.shape[2:], stride).shape[2:4]
    columns = im2col(x, w.shape[2:], stride=stride, padding=padding)
    return (w.reshape(F, -1) @ columns + b[:, None]).reshape(N, F, OH, OW)


def conv2d_backward(
    dout: np.ndarray,
    x: np.ndarray,
    w: np.ndarray,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Send the gradient of the loss back through out = conv2d(x, w, b): from out to x, w and b.

    db[f] = sum over n, h, w of dout[n, f, h, w]
    dw[f, c, i, j] = sum over n, h, w of dout[n, f, h, w] · xp[n, c, h·SH + i, w·SW + j]
    dxp[n, c, u, v] = sum of dout[n, f, h, w] · w[f, c, i, j] over all f, h, w, i, j
                      with h·SH + i = u and w·SW + j = v

    xp is x with its border of zeros; dx is dxp without that border.

    Parameters
    ----------
    dout : array of shape (N, F, OH, OW), the gradient of the loss with respect to out
    x : array of shape (N, C, H, W), the images that conv2d was given
    w : array of shape (F, C, KH, KW), the filters that conv2d was given
    stride, padding : int or (h, w), as conv2d was given them

    Returns
    -------
    (dx, dw, db) : arrays of the shapes of x and w, and of shape (F,)
        A value of x that no window reaches has the gradient 0.

    Raises
    ------
    ValueError
        In the same cases as conv2d, or if dout does not have exactly the shape of its output.

    Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4 (for dx,
    the transposed convolution); the rest is the chain rule.
    """
    dout, x, w = _as_floats(dout, x, w)
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    x_padded = _bordered(x, padding)
    windows = _windows(x_padded, (KH, KW), stride)
    OH, OW = windows.shape[2:4]
    if dout.shape != (N, F, OH, OW) or w.shape[1] != C:
        raise ValueError(f"dout {dout.shape}, x {x.shape} and w {w.shape} do not belong to one convolution.")
    db = np.einsum("nfhw->f", dout)
    dw = np.einsum("nchwij,nfhw->fcij", windows, dout)
    (SH, SW), (PH, PW) = _pair(stride, "stride", least=1), _pair(padding, "padding", least=0)
    dx_padded = np.zeros_like(x_padded)
    for i in range(KH):
        for j in range(KW):
            reached = dx_padded[:, :, i : i + SH * OH : SH, j : j + SW * OW : SW]
            reached += np.einsum("nfhw,fc->nchw", dout, w[:, :, i, j])
    return dx_padded[:, :, PH : PH + H, PW : PW + W].copy(), dw, db


def _as_floats(*arrays: Any) -> tuple[np.ndarray, ...]:
    """The arrays in their common floating type; integers count as float64."""
    dtype = np.result_type(*(np.asarray(array) for array in arrays))
    dtype = dtype if np.issubdtype(dtype, np.floating) else np.dtype(np.float64)
    return tuple(np.asarray(array, dtype=dtype) for array in arrays)


def _layer(x: Any, w: Any, b: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, w and b (zeros for None) in one floating type, once their shapes are seen to belong together."""
    x, w, *bias = _as_floats(x, w) if b is None else _as_floats(x, w, b)
    b = bias[0] if bias else np.zeros(len(w), dtype=w.dtype)
    if x.ndim != 4 or w.ndim != 4 or x.shape[1] != w.shape[1] or b.shape != w.shape[:1]:
        expected = "(N, C, H, W), (F, C, KH, KW) and (F,)"
        raise ValueError(f"x {x.shape}, w {w.shape} and b {b.shape} must have the shapes {expected}.")
    return x, w, b


def _zeros_around(m: int, n: int, mode: str) -> tuple[int, int]:
    """The zeros before and after a signal of length m that a kernel of length n is slid along unflipped."""
    around = {"narrow": (0, 0), "equal": ((n - 1) // 2, n // 2), "wide": (n - 1, n - 1)}
    if mode not in around:
        raise ValueError(f'The mode must be "narrow", "equal" or "wide", not {mode!r}.')
    if m < 1 or n < 1:
        raise ValueError("Signal and kernel must hold at least one value each.")
    if mode == "narrow" and n > m:
        raise ValueError(f'A kernel of length {n} does not fit into a signal of length {m} in mode "narrow".')
    return around[mode]


def _pair(value: Any, name: str, least: int) -> tuple[int, int]:
    """``value``, an int or a pair (h, w), as a pair with both at least ``least``."""
    down, across = (value, value) if np.ndim(value) == 0 else value
    pair = operator.index(down), operator.index(across)
    if min(pair) < least:
        raise ValueError(f"The {name} must be at least {least}, not {value}.")
    return pair


def _bordered(x: np.ndarray, padding: Any) -> np.ndarray:
    """A copy of the images inside their border of zeros."""
    PH, PW = _pair(padding, "padding", least=0)
    N, C, H, W = x.shape
    bordered = np.zeros((N, C, H + 2 * PH, W + 2 * PW), x.dtype)  # np.pad takes ten times as long
    bordered[:, :, PH : PH + H, PW : PW + W] = x
    return bordered


def _windows(x: np.ndarray, kernel_size: Any, stride: Any) -> np.ndarray:
    """Every window of the images, as a view of shape (N, C, OH, OW, KH, KW)."""
    (KH, KW), (SH, SW) = _pair(kernel_size, "kernel size", least=1), _pair(stride, "stride", least=1)
    H, W = x.shape[2:]
    if KH > H or KW > W:
        raise ValueError(f"A {KH} by {KW} kernel does not fit into a {H} by {W} image (with its padding).")
    return sliding_window_view(x, (KH, KW), axis=(2, 3))[:, :, ::SH, ::SW]
