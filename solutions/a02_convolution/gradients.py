"""What goes wrong in the gradients of a convolution about where its windows lie."""

from collections.abc import Callable

import numpy as np

from autograder.authoring import Function, windows
from solutions.a02_convolution.reference import conv2d, conv2d_backward

Gradients = tuple[np.ndarray, np.ndarray, np.ndarray]
Size = windows.IntOrPair


def dx_overwritten(dout: np.ndarray, x: np.ndarray, w: np.ndarray, *, stride: Size = 1, padding: Size = 0) -> Gradients:
    """The right gradients, but what a value gets from one window replaces what it had from those before."""
    (SH, SW), (PH, PW), (H, W), (KH, KW) = windows.pair(stride), windows.pair(padding), x.shape[2:], w.shape[2:]
    dx = np.zeros((*x.shape[:2], H + 2 * PH, W + 2 * PW), dtype=w.dtype)
    for i, j in np.ndindex(*dout.shape[2:]):
        dx[:, :, i * SH : i * SH + KH, j * SW : j * SW + KW] = np.tensordot(dout[:, :, i, j], w, 1)
    _, dw, db = conv2d_backward(dout, x, w, stride=stride, padding=padding)
    return dx[:, :, PH : PH + H, PW : PW + W], dw, db


def dx_cut(part: Callable[[int, int], slice]) -> Function:
    """The right gradients, but dx is what ``part(p, end)`` cuts from both sides of the padded one.

    Its border has the width p, and the last window ends at ``end``.
    """
    with_border = windows.padded(conv2d_backward, lambda p: (p, p))

    def wrong(dout: np.ndarray, x: np.ndarray, w: np.ndarray, *, stride: Size = 1, padding: Size = 0) -> Gradients:
        dx, dw, db = with_border(dout, x, w, stride=stride, padding=padding)
        sides = zip(dout.shape[2:], w.shape[2:], windows.pair(stride), windows.pair(padding), strict=True)
        rows, columns = (part(p, (steps - 1) * s + k) for steps, k, s, p in sides)
        return dx[:, :, rows, columns], dw, db

    return wrong


def stride_ignored(dout: np.ndarray, x: np.ndarray, w: np.ndarray, *, stride: Size = 1, padding: Size = 0) -> Gradients:
    """The gradients of windows that lie one step apart, as many as there are in ``dout``."""
    one_apart = np.zeros_like(conv2d(x, w, padding=padding))
    one_apart[:, :, : dout.shape[2], : dout.shape[3]] = dout
    return conv2d_backward(one_apart, x, w, padding=padding)
