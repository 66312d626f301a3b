"""Visible checks: each tries one thing, prints one line when it is right, and says in one sentence what is wrong.

They help while you work; the points come from other checks, with other numbers, after you hand in.
"""

import functools
import inspect
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ParamSpec

import numpy as np

from course.gradient import numeric_gradients
from course.number_kinds import kinds, large

RELATIVE = 3e-4  # of the largest expected magnitude: honest single precision passes
ABSOLUTE = 1e-6
READ_AT_ONCE = 24  # numbers: so many are seen side by side

P = ParamSpec("P")


class CheckFailed(AssertionError):  # noqa: N818 -- named for what has happened, as the student reads it
    """A check found something wrong; the message is one sentence for the student, with small arrays below it."""

    def _render_traceback_(self) -> list[str]:
        """The lines that IPython shows: the sentence alone, since the trace would lead through this module."""
        return [f"✗ {self}"]


def _visible(check: Callable[P, None]) -> Callable[P, None]:
    """Let ``check`` refuse to run while nbgrader grades: there, a check cell without an error earns full marks."""

    @functools.wraps(check)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            raise RuntimeError(
                "Check cells are judged outside the notebook; this one was run inside it, so nothing was judged. "
                "Does nbgrader_config.py name the course's autograde preprocessor?"
            )
        check(*args, **kwargs)

    return guarded


@_visible
def equal(actual: Any, expected: Any, what: str) -> None:
    """Check that ``actual`` has the shape and, to a small tolerance, the values of ``expected``.

    ``what`` names what this example shows. The largest error may be 3e-4 of the largest expected magnitude (and 1e-6).

    Raises `CheckFailed`, with the first wrong entry or the two shapes, and small arrays one below the other.
    """
    _compare(actual, np.asarray(expected), what, "should be")
    print(f"✓ {what}")


@_visible
def shape(actual: Any, expected: tuple[int, ...], what: str) -> None:
    """Check that ``actual`` is an array of the shape ``expected``. It says so: the values are for `equal` to check.

    Raises `CheckFailed`.
    """
    _same_shape(_numbers(actual, what), expected, what)
    print(f"✓ {what} (the shape alone)")


@_visible
def unchanged(function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Check that ``function(*args, **kwargs)`` leaves its arguments as they are, and returns new arrays.

    Raises `CheckFailed`.
    """
    given = list(_arrays((args, kwargs)))
    before = [array.copy() for array in given]
    result = _call(function, args, kwargs)
    name = _name(function)
    for array, copy in zip(given, before, strict=True):
        if array.tobytes() != copy.tobytes():
            raise CheckFailed(
                f"{name} changes its argument of shape {array.shape} in place (+= or an assignment to a slice does "
                "this): work on a copy."
            )
    if any(np.may_share_memory(out, array) for out in _arrays(result) for array in given):
        raise CheckFailed(f"{name} returns (a view of) one of its arguments: return a new array, for instance a copy.")
    print(f"✓ {name} leaves its arguments unchanged")


@_visible
def any_numbers(function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Check that ``function`` gives the same for the same numbers in other arrays, and bears large ones.

    It is called with the numbers of ``args`` rounded and of an integer type, in single precision, and in memory that
    is not contiguous; and with numbers ten thousand times as large, for which nothing may overflow.

    Raises `CheckFailed`.
    """
    name = _name(function)
    for kind, special, plain in kinds(args, list(inspect.signature(function).parameters)):
        wanted, found = (list(_outputs(_call(function, given, kwargs))) for given in (plain, special))
        if len(found) != len(wanted):
            raise CheckFailed(
                f"{name} returns {len(found)} arrays for {kind}, and {len(wanted)} for ordinary decimals."
            )
        for actual, expected in zip(found, wanted, strict=True):
            _compare(actual, _numbers(expected, name), f"{name} with {kind}", "with the same numbers as decimals it is")
    try:
        with np.errstate(over="raise"):
            found = list(_outputs(_call(function, large(args), kwargs)))
    except FloatingPointError:
        raise CheckFailed(
            f"{name} overflows on the way for large numbers: find the exponential or the product that grows too large."
        ) from None
    if not all(np.isfinite(_numbers(output, name)).all() for output in found):
        raise CheckFailed(f"{name} gives NaN or infinity for large numbers, all of them finite.")
    print(f"✓ {name} takes whole numbers, single precision, large numbers and arrays of any memory")


@_visible
def raises(error: type[Exception], function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Check that ``function(*args, **kwargs)`` raises ``error``.

    Raises `CheckFailed`.
    """
    call = _describe(function, args, kwargs)
    try:
        result = _call(function, args, kwargs)
    except error:
        print(f"✓ {call} raises {error.__name__}")
        return
    except CheckFailed:
        raise
    except Exception as other:
        raise CheckFailed(
            f"{call} should raise {error.__name__}, and raised {type(other).__name__}: {other}"
        ) from other
    if isinstance(result, tuple):
        returned = f"{len(result)} values"
    else:
        returned = "None" if result is None else f"an array of shape {np.shape(result)}"
    raise CheckFailed(f"{call} makes no sense and should raise {error.__name__}; it returned {returned}.")


@_visible
def gradient(
    forward: Callable[..., Any],
    backward: Callable[..., Sequence[Any]],
    *arguments: np.ndarray,
    what: str,
    seed: int = 0,
) -> None:
    """Check every entry of the gradients of ``forward`` against central differences, with a random upstream.

    ``forward(*arguments)`` returns one array; ``backward(upstream, *arguments)`` the gradients of all arguments, in
    their order. The gradients are named after the parameters of ``forward``: ``dx`` for ``x``.

    Raises `CheckFailed`.
    """
    out = _numbers(_call(forward, arguments, {}), f"{what}: the forward pass")
    upstream = np.random.default_rng(seed).normal(size=out.shape)
    found = _call(backward, (upstream, *arguments), {})
    names = [f"d{name}" for name in inspect.signature(forward).parameters]
    if not isinstance(found, tuple | list) or len(found) != len(arguments):
        count = f"{len(found)} values" if isinstance(found, tuple | list) else f"one {type(found).__name__}"
        raise CheckFailed(f"{what}: return the {len(arguments)} gradients ({', '.join(names)}); there came {count}.")
    step = 1e-5 if out.dtype == np.float64 else 1e-2  # single precision drowns small differences in rounding
    expected = numeric_gradients(forward, arguments, upstream, step)
    for name, actual, wanted in zip(names, found, expected, strict=True):
        _compare(actual, wanted, f"{what}: {name}", "should be, by nudging,")
    print(f"✓ {what}")


def _compare(actual: Any, expected: np.ndarray, what: str, should_be: str) -> None:
    array = _numbers(actual, what)
    beside = _side_by_side(array, expected)
    _same_shape(array, expected.shape, what, beside)
    scale = np.abs(expected).max(initial=0.0)
    wrong = ~(np.abs(array - expected) <= RELATIVE * scale + ABSOLUTE)  # written so that NaN is wrong
    if not wrong.any():
        return
    first = tuple(int(position) for position in np.argwhere(wrong)[0])
    where = f"entry [{', '.join(map(str, first))}]" if first else "the value"
    count = np.count_nonzero(wrong)
    others = f" ({count} of {wrong.size} entries {'is' if count == 1 else 'are'} wrong)" if wrong.size > 1 else ""
    raise CheckFailed(f"{what}: {where} is {array[first]:.6g}, and {should_be} {expected[first]:.6g}{others}.{beside}")


def _same_shape(array: np.ndarray, expected: tuple[int, ...], what: str, beside: str = "") -> None:
    if array.shape != tuple(expected):
        raise CheckFailed(f"{what}: the shape is {array.shape}, and should be {tuple(expected)}.{beside}")


def _side_by_side(yours: np.ndarray, right: np.ndarray) -> str:
    """Two lines with both arrays, one below the other, where they are small enough to be read."""
    sizes = yours.size, right.size
    if max(sizes) == 1 or min(sizes) == 0 or max(sizes) > READ_AT_ONCE:
        return ""
    words = [[f"{number:.6g}" for number in array.astype(float).ravel()] for array in (yours, right)]
    width = max(len(word) for one in words for word in one)
    mine, meant = ([word.rjust(width) for word in one] for one in words)
    return f"\n  yours: {_row(iter(mine), yours.shape)}\n  right: {_row(iter(meant), right.shape)}"


def _row(words: Iterator[str], shape: tuple[int, ...]) -> str:
    """The words of an array in brackets, in one line: ``[[1 2] [3 4]]``."""
    if not shape:
        return next(words)
    return f"[{' '.join(_row(words, shape[1:]) for _ in range(shape[0]))}]"


def _numbers(value: Any, what: str) -> np.ndarray:
    """``value`` as an array of numbers."""
    if value is None:
        raise CheckFailed(f"{what}: there came None; is a return statement missing?")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise CheckFailed(f"{what}: the rows of the result have different lengths.") from error
    if array.dtype.kind not in "biuf":
        raise CheckFailed(f"{what}: the result is a {type(value).__name__}, and should be an array of numbers.")
    return array


def _call(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        return function(*args, **kwargs)
    except NotImplementedError as error:
        raise CheckFailed(f"{error or _name(function)}: write it in the cell above, and run that cell.") from None


def _arrays(value: Any) -> Iterator[np.ndarray]:
    """The arrays in ``value``, however deep in tuples, lists and dictionaries."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _arrays(item)
    elif isinstance(value, dict):
        yield from _arrays(list(value.values()))


def _outputs(result: Any) -> Iterator[Any]:
    """The arrays and numbers that a function returns, however deep in tuples and lists of arrays."""
    if isinstance(result, tuple) or (isinstance(result, list) and any(isinstance(item, np.ndarray) for item in result)):
        for item in result:
            yield from _outputs(item)
    else:
        yield result


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", type(function).__name__)


def _describe(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The call as the student would write it, with long arrays as their shapes."""
    parts = [*map(_short, args), *(f"{key}={_short(value)}" for key, value in kwargs.items())]
    return f"{_name(function)}({', '.join(parts)})"


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return str(value.tolist()) if value.ndim == 1 and value.size <= 6 else f"array of shape {value.shape}"
    if isinstance(value, list | tuple) and any(True for _ in _arrays(value)):
        items = ", ".join(map(_short, value))
        return f"[{items}]" if isinstance(value, list) else f"({items}{',' if len(value) == 1 else ''})"
    return repr(value)
