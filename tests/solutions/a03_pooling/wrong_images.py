"""Wrong poolings over images that hidden cases may be too alike to notice: each with the aspects that it must lose."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.authoring import Function, Pair, then, windows
from solutions.a03_pooling.pooling_mistakes import Size, Stride, sides, spread, winner
from solutions.a03_pooling.reference import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward

Wrong = Mapping[str, tuple[Function, set[str]]]
Condition = Callable[..., bool]
BARELY = -1e9  # what some take for minus infinity
UNSTABLE_FROM = 17  # up to 16 numbers many sorts insert, and leave equal ones in their order


def unchecked(right: Function, *conditions: Condition) -> Function:
    """``right``, which returns something where it should raise for one of the ``conditions``."""

    def wrong(*args: Any, **kwargs: Any) -> Any:
        try:
            return right(*args, **kwargs)
        except ValueError:
            if any(holds(*args, **kwargs) for holds in conditions):
                return np.zeros(1)
            raise

    return wrong


def some(values: Any, holds: Callable[[int], bool]) -> bool:
    return values is not None and any(map(holds, windows.pair(values)))


def room(x: np.ndarray, size: Size, padding: Size = 0) -> Pair:
    """The rows and columns that are left when one window is laid into the image."""
    (kh, kw), (ph, pw) = windows.pair(size), windows.pair(padding)
    return x.shape[2] + 2 * ph - kh, x.shape[3] + 2 * pw - kw


def of_x(condition: Condition) -> Condition:
    """The condition on the arguments of a forward pass, for a backward pass."""
    return lambda dout, *rest, **options: condition(*rest, **options)


CONDITIONS: Mapping[str, Condition] = {
    "stride 0 unchecked": lambda x, size, stride=None, **_: some(stride, (0).__eq__),
    "negative stride unchecked": lambda x, size, stride=None, **_: some(stride, (0).__gt__),
    "second number of a stride unchecked": lambda x, size, stride=None, **_: isinstance(stride, tuple),
    "size 0 unchecked": lambda x, size, **_: some(size, (0).__eq__),
    "window that is too tall unchecked": lambda x, size, padding=0, **_: room(x, size, padding)[0] < 0,
    "window that is too wide unchecked": lambda x, size, padding=0, **_: room(x, size, padding)[1] < 0,
}
PADDINGS: Mapping[str, Condition] = {
    "negative padding unchecked": lambda x, size, stride=None, padding=0: some(padding, (0).__gt__),
    "padding down unchecked": lambda x, size, stride=None, padding=0: (
        windows.pair(padding)[0] > windows.pair(size)[0] / 2
    ),
    "padding across unchecked": lambda x, size, stride=None, padding=0: (
        windows.pair(padding)[1] > windows.pair(size)[1] / 2
    ),
}
SHAPES: Mapping[str, Condition] = {
    "dout of another shape unchecked": lambda dout, x, *_, **__: 1 not in dout.shape,
    "dout that is stretched unchecked": lambda dout, x, *_, **__: 1 in dout.shape and max(x.shape[:2]) > 1,
}


def without_checks(right: Function, conditions: Mapping[str, Condition]) -> Wrong:
    return {name: (unchecked(right, condition), {"errors"}) for name, condition in conditions.items()}


def with_bytes(right: Function, name: str = "x") -> Function:
    """``right``, which counts bytes by hand: images lie in memory as they would if they were contiguous."""

    def wrong(*args: Any, **kwargs: Any) -> Any:
        *before, x, size = args
        plain = np.empty(x.shape, x.dtype).strides
        return right(*before, np.lib.stride_tricks.as_strided(x, x.shape, plain), size, **kwargs)

    return wrong


def in_the_type_of(right: Function, place: int) -> Function:
    """``right``, whose result takes over the type of the argument at ``place``."""
    return lambda *args, **kwargs: right(*args, **kwargs).astype(args[place].dtype)


def bordered_with(value: float) -> Function:
    """Max pooling with a border of ``value``."""

    def wrong(x: np.ndarray, size: Size, *, stride: Stride = None, padding: Size = 0) -> np.ndarray:
        max_pool2d(x, size, stride=stride, padding=padding)  # its errors
        (ph, pw), around = windows.pair(padding), ((0, 0), (0, 0))
        x = np.pad(x.astype(np.float64), (*around, (ph, ph), (pw, pw)), constant_values=value)
        return max_pool2d(x, size, stride=stride)

    return wrong


def searched(window: np.ndarray) -> np.ndarray:
    """The winner of a search that begins with a number that is not low enough."""
    return np.asarray(winner(np.maximum(window, BARELY)))


def nearly(window: np.ndarray) -> np.ndarray:
    """The first that is as large as the largest, or nearly so."""
    return np.asarray(winner(np.isclose(window, window.max(axis=(2, 3), keepdims=True)).astype(int)))


def by_an_unstable_sort(window: np.ndarray) -> np.ndarray:
    """The first of several largest while they are few, and the last in larger windows."""
    turned = winner(window[:, :, ::-1, ::-1])[:, :, ::-1, ::-1]
    return np.asarray(winner(window) if window[0, 0].size < UNSTABLE_FROM else turned)


def checked(wrong: Function, right: Function) -> Function:
    """``wrong`` with the checks of ``right``."""

    def both(*args: Any, **kwargs: Any) -> Any:
        right(*args, **kwargs)
        return wrong(*args, **kwargs)

    return both


def tiled(x: np.ndarray, size: Size, *, stride: Stride = None, padding: Size = 0) -> np.ndarray:
    """Max pooling by a reshape, right where the windows tile the image alone."""
    (kh, kw), step = sides(size, stride)
    if (kh, kw) != step or x.shape[2] % kh or x.shape[3] % kw:
        raise TypeError("cannot reshape")
    return max_pool2d(x, size, stride=stride, padding=padding)


MAX_POOL2D: Wrong = {
    "a border of -100": (bordered_with(-100), {"padding"}),
    "a border of -1e9": (bordered_with(BARELY), {"padding"}),
    "a search that begins at -1000": (then(max_pool2d, lambda out: np.maximum(out, -1000)), {"values", "padding"}),
    "a search that begins at -1e9": (then(max_pool2d, lambda out: np.maximum(out, BARELY)), {"values", "padding"}),
    "tiles alone": (checked(tiled, max_pool2d), {"rest", "stride", "padding", "pairs"}),
    "bytes counted by hand": (checked(with_bytes(max_pool2d), max_pool2d), {"dtypes"}),
    **without_checks(max_pool2d, {**CONDITIONS, **PADDINGS}),
}
AVG_POOL2D: Wrong = {
    "bytes counted by hand": (checked(with_bytes(avg_pool2d), avg_pool2d), {"dtypes"}),
    "in the type of x": (in_the_type_of(avg_pool2d, 0), {"dtypes"}),
    **without_checks(avg_pool2d, CONDITIONS),
}
BACKWARD_CONDITIONS = {**{name: of_x(condition) for name, condition in CONDITIONS.items()}, **SHAPES}
MAX_POOL2D_BACKWARD: Wrong = {
    "a search that begins at -1e9": (checked(spread(searched), max_pool2d_backward), {"values"}),
    "nearly as large is as large": (checked(spread(nearly), max_pool2d_backward), {"values"}),
    "an unstable sort": (checked(spread(by_an_unstable_sort), max_pool2d_backward), {"ties"}),
    "bytes counted by hand": (checked(with_bytes(max_pool2d_backward), max_pool2d_backward), {"dtypes"}),
    "in the type of x": (in_the_type_of(max_pool2d_backward, 1), {"dtypes"}),
    **without_checks(max_pool2d_backward, BACKWARD_CONDITIONS),
}
AVG_POOL2D_BACKWARD: Wrong = {
    "in the type of x": (in_the_type_of(avg_pool2d_backward, 1), {"dtypes"}),
    "in the type of dout": (in_the_type_of(avg_pool2d_backward, 0), {"dtypes"}),
    **without_checks(avg_pool2d_backward, BACKWARD_CONDITIONS),
}
