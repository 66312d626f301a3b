"""What goes wrong in several pooling exercises alike.

The first part makes wrong forward functions, with the signature (x, size, *, stride), of right ones or of a rule for
one window. The second part makes wrong backward functions, (dout, x, size, *, stride), of a rule that says what one
window sends back.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring.windows import Function, IntOrPair, pair
from solutions.a02_convolution.draw import Pair

Stride = IntOrPair | None
Reduce = Callable[[np.ndarray], np.ndarray]
Rule = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""(window of shape (N, C, KH, KW), upstream gradient of shape (N, C)) -> what the window's values are sent."""


def sides(size: IntOrPair, stride: Stride) -> tuple[Pair, Pair]:
    """Size and stride as pairs."""
    return pair(size), pair(size if stride is None else stride)


def default_stride_one(right: Function) -> Function:
    """The window moves by one wherever no stride is given."""

    def wrong(*arrays: Any, stride: Stride = None, **options: Any) -> Any:
        return right(*arrays, stride=1 if stride is None else stride, **options)

    return wrong


def stride_ignored(right: Function) -> Function:
    """The window moves by its own size, whatever the stride."""
    return lambda x, size, *, stride=None, **options: right(x, size, **options)


def height_width_swapped(right: Function) -> Function:
    """All pairs are read as (across, down)."""

    def wrong(x: np.ndarray, size: IntOrPair, **options: Any) -> Any:
        turned = {name: None if value is None else pair(value)[::-1] for name, value in options.items()}
        return right(x, pair(size)[::-1], **turned)

    return wrong


def rounded_up_size(x: np.ndarray, size: IntOrPair, stride: Stride, padding: Pair, reduce: Reduce) -> np.ndarray:
    """Windows that stick out at the end are kept, as small as they are; ``x`` has its border, of width ``padding``."""
    (kh, kw), (sh, sw) = sides(size, stride)
    down, across = (
        range(0, max(extent - k + 1, extent - p), s)
        for extent, k, p, s in zip(x.shape[2:], (kh, kw), padding, (sh, sw), strict=True)
    )
    rows = [[reduce(x[:, :, top : top + kh, left : left + kw]) for left in across] for top in down]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=2)


def spread(rule: Rule, *, step: Callable[[Pair, Pair], Pair] | None = None, overwrite: bool = False) -> Function:
    """A backward function that sends back, window by window, what ``rule`` says.

    ``step`` makes the wrong stride of size and stride; windows that then stick out are cut off at the end of the
    image. With ``overwrite``, what a value is sent replaces what it had.
    """

    def wrong(dout: np.ndarray, x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
        (kh, kw), given = sides(size, stride)
        sh, sw = step((kh, kw), given) if step else given
        dx = np.zeros(x.shape)
        for h, w in np.ndindex(*dout.shape[2:]):
            there = np.s_[:, :, h * sh : h * sh + kh, w * sw : w * sw + kw]
            if x[there].size:
                sent = rule(x[there], dout[:, :, h, w])
                dx[there] = np.where(sent != 0, sent, dx[there]) if overwrite else dx[there] + sent
        return dx

    return wrong


def to_place(choose: Callable[[np.ndarray], np.ndarray]) -> Rule:
    """The rule that sends everything to one place of the window, chosen from the windows laid out flat."""

    def rule(window: np.ndarray, upstream: np.ndarray) -> np.ndarray:
        flat = window.reshape(*window.shape[:2], -1)
        sent = np.zeros(flat.shape)
        np.put_along_axis(sent, choose(flat)[..., None], upstream[..., None], axis=-1)
        return sent.reshape(window.shape)

    return rule


def first_largest(flat: np.ndarray) -> np.ndarray:
    """The place of the first maximum."""
    return flat.argmax(axis=-1)


def last_largest(flat: np.ndarray) -> np.ndarray:
    """The place of the last maximum."""
    return flat.shape[-1] - 1 - flat[..., ::-1].argmax(axis=-1)


def to_all(window: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    """Every value of the window is sent the whole upstream gradient."""
    return np.broadcast_to(upstream[..., None, None], window.shape)


def to_mean(window: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    """Every value of the window is sent its share."""
    return to_all(window, upstream) / (window.shape[2] * window.shape[3])


def by_own_size(size: Pair, stride: Pair) -> Pair:
    """The stride ignored: windows lie side by side."""
    return size


def turned(size: Pair, stride: Pair) -> Pair:
    """The stride read as (across, down)."""
    return stride[::-1]


def without_the_rest(right: Function) -> Function:
    """The gradient ends where the last window ends."""

    def wrong(dout: np.ndarray, x: np.ndarray, size: IntOrPair, *, stride: Stride = None) -> np.ndarray:
        (kh, kw), (sh, sw) = sides(size, stride)
        oh, ow = dout.shape[2:]
        return right(dout, x, size, stride=stride)[:, :, : (oh - 1) * sh + kh, : (ow - 1) * sw + kw]

    return wrong


def upstream_ignored(right: Function) -> Function:
    """Every output counts as much as any other: as if the upstream gradient were all ones."""
    return lambda dout, x, *rest, **options: right(np.ones_like(dout), x, *rest, **options)


def integer_gradient(right: Function) -> Function:
    """The gradient takes the integer type of ``x``, and so loses its decimals."""

    def wrong(dout: np.ndarray, x: np.ndarray, *rest: Any, **options: Any) -> Any:
        dx = right(dout, x, *rest, **options)
        return dx.astype(x.dtype) if np.issubdtype(x.dtype, np.integer) else dx

    return wrong
