"""Visible checks: each tries one thing, prints one line when it is right, and says in one sentence what is wrong.

They help while you work; the points come from other checks, with other numbers, after you hand in.
"""

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ParamSpec

import numpy as np

from course.gradient import numeric_gradients
from course.number_kinds import kinds, large
from course.sentences import Sentence
from course.speaking import CheckFailed as CheckFailed
from course.speaking import speaking

RELATIVE = 3e-4  # of the largest expected magnitude: honest single precision passes
ABSOLUTE = 1e-6
UNWRITTEN = " is not written yet"  # the end of what a stub raises
READ_AT_ONCE = 24  # numbers: so many are seen side by side

P = ParamSpec("P")
Check = Callable[P, Sentence]  # returns what is right, and raises what is wrong


def _visible(check: Check[P]) -> Callable[P, None]:
    """Let ``check`` speak English, as the checks of this module do."""
    return speaking(check, "en")


@_visible
def equal(actual: Any, expected: Any, what: str) -> Sentence:
    """Check that ``actual`` has the shape and, to a small tolerance, the values of ``expected``.

    ``what`` names what this example shows. The largest error may be 3e-4 of the largest expected magnitude (and 1e-6).

    Raises `CheckFailed`, with the first wrong entry or the two shapes, and small arrays one below the other.
    """
    _compare(actual, np.asarray(expected), what, Sentence("should be"))
    return Sentence("{what}", what=what)


@_visible
def shape(actual: Any, expected: tuple[int, ...], what: str) -> Sentence:
    """Check that ``actual`` is an array of the shape ``expected``. It says so: the values are for `equal` to check.

    Raises `CheckFailed`.
    """
    _same_shape(_numbers(actual, what), expected, what)
    return Sentence("{what} (the shape alone)", what=what)


@_visible
def unchanged(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Sentence:
    """Check that ``function(*args, **kwargs)`` leaves its arguments as they are, and returns new arrays.

    Raises `CheckFailed`.
    """
    given = list(_arrays((args, kwargs)))
    before = [array.copy() for array in given]
    result = _call(function, args, kwargs)
    name = _name(function)
    for array, copy in zip(given, before, strict=True):
        if array.tobytes() != copy.tobytes():
            raise _failed(
                "{name} changes its argument of shape {shape} in place (+= or an assignment to a slice does this): "
                "work on a copy.",
                name=name,
                shape=array.shape,
            )
    if any(np.may_share_memory(out, array) for out in _arrays(result) for array in given):
        raise _failed(
            "{name} returns (a view of) one of its arguments: return a new array, for instance a copy.", name=name
        )
    return Sentence("{name} leaves its arguments unchanged", name=name)


@_visible
def any_numbers(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Sentence:
    """Check that ``function`` gives the same for the same numbers in other arrays, and bears large ones.

    It is called with the numbers of ``args`` rounded and of an integer type, in single precision, and in memory that
    is not contiguous; and with numbers ten thousand times as large, for which nothing may overflow.

    Raises `CheckFailed`.
    """
    name = _name(function)
    for kind, special, plain in kinds(args, list(inspect.signature(function).parameters)):
        wanted, found = (list(_outputs(_call(function, given, kwargs))) for given in (plain, special))
        if len(found) != len(wanted):
            raise _failed(
                "{name} returns {found} arrays for {kind}, and {wanted} for ordinary decimals.",
                name=name,
                found=len(found),
                kind=kind,
                wanted=len(wanted),
            )
        what = Sentence("{name} with {kind}", name=name, kind=kind)
        as_decimals = Sentence("with the same numbers as decimals it is")
        for actual, expected in zip(found, wanted, strict=True):
            _compare(actual, _numbers(expected, name), what, as_decimals)
    try:
        with np.errstate(over="raise"):
            found = list(_outputs(_call(function, large(args), kwargs)))
    except FloatingPointError:
        raise _failed(
            "{name} overflows on the way for large numbers: find the exponential or the product that grows too large.",
            name=name,
        ) from None
    if not all(np.isfinite(_numbers(output, name)).all() for output in found):
        raise _failed("{name} gives NaN or infinity for large numbers, all of them finite.", name=name)
    return Sentence("{name} takes whole numbers, single precision, large numbers and arrays of any memory", name=name)


@_visible
def raises(error: type[Exception], function: Callable[..., Any], *args: Any, **kwargs: Any) -> Sentence:
    """Check that ``function(*args, **kwargs)`` raises ``error``.

    Raises `CheckFailed`.
    """
    call = _describe(function, args, kwargs)
    try:
        result = _call(function, args, kwargs)
    except error:
        return Sentence("{call} raises {error}", call=call, error=error.__name__)
    except CheckFailed:
        raise
    except Exception as other:
        raise _failed(
            "{call} should raise {wanted}, and raised {error}: {said}",
            call=call,
            wanted=error.__name__,
            error=type(other).__name__,
            said=other,
        ) from other
    if isinstance(result, tuple):
        returned = Sentence("{count} values", count=len(result))
    elif result is None:
        returned = Sentence("None")
    else:
        returned = Sentence("an array of shape {shape}", shape=np.shape(result))
    raise _failed(
        "{call} makes no sense and should raise {wanted}; it returned {returned}.",
        call=call,
        wanted=error.__name__,
        returned=returned,
    )


@_visible
def gradient(
    forward: Callable[..., Any],
    backward: Callable[..., Sequence[Any]],
    *arguments: np.ndarray,
    what: str,
    seed: int = 0,
) -> Sentence:
    """Check every entry of the gradients of ``forward`` against central differences, with a random upstream.

    ``forward(*arguments)`` returns one array; ``backward(upstream, *arguments)`` the gradients of all arguments, in
    their order. The gradients are named after the parameters of ``forward``: ``dx`` for ``x``.

    Raises `CheckFailed`.
    """
    out = _numbers(_call(forward, arguments, {}), Sentence("{what}: the forward pass", what=what))
    upstream = np.random.default_rng(seed).normal(size=out.shape)
    found = _call(backward, (upstream, *arguments), {})
    names = [f"d{name}" for name in inspect.signature(forward).parameters]
    if not isinstance(found, tuple | list) or len(found) != len(arguments):
        if isinstance(found, tuple | list):
            came = Sentence("{count} values", count=len(found))
        else:
            came = Sentence("one {type}", type=type(found).__name__)
        raise _failed(
            "{what}: return the {count} gradients ({names}); there came {found}.",
            what=what,
            count=len(arguments),
            names=", ".join(names),
            found=came,
        )
    step = 1e-5 if out.dtype == np.float64 else 1e-2  # single precision drowns small differences in rounding
    expected = numeric_gradients(forward, arguments, upstream, step)
    for name, actual, wanted in zip(names, found, expected, strict=True):
        _compare(actual, wanted, Sentence("{what}: {name}", what=what, name=name), Sentence("should be, by nudging,"))
    return Sentence("{what}", what=what)


def _failed(template: str, **words: object) -> CheckFailed:
    """The failure that says this."""
    return CheckFailed(Sentence(template, **words))


def _compare(actual: Any, expected: np.ndarray, what: str, should_be: Sentence) -> None:
    array = _numbers(actual, what)
    beside = _side_by_side(array, expected)
    _same_shape(array, expected.shape, what, beside)
    scale = np.abs(expected).max(initial=0.0)
    wrong = ~(np.abs(array - expected) <= RELATIVE * scale + ABSOLUTE)  # written so that NaN is wrong
    if not wrong.any():
        return
    first = tuple(int(position) for position in np.argwhere(wrong)[0])
    where = Sentence("entry [{place}]", place=", ".join(map(str, first))) if first else Sentence("the value")
    count = np.count_nonzero(wrong)
    said = "{what}: {where} is {yours}, and {should_be} {right}.{beside}"
    if wrong.size > 1 and count == 1:
        said = "{what}: {where} is {yours}, and {should_be} {right} (1 of {size} entries is wrong).{beside}"
    elif wrong.size > 1:
        said = "{what}: {where} is {yours}, and {should_be} {right} ({count} of {size} entries are wrong).{beside}"
    raise _failed(
        said,
        what=what,
        where=where,
        yours=f"{array[first]:.6g}",
        should_be=should_be,
        right=f"{expected[first]:.6g}",
        count=count,
        size=wrong.size,
        beside=beside,
    )


def _same_shape(array: np.ndarray, expected: tuple[int, ...], what: str, beside: str = "") -> None:
    if array.shape != tuple(expected):
        raise _failed(
            "{what}: the shape is {yours}, and should be {right}.{beside}",
            what=what,
            yours=array.shape,
            right=tuple(expected),
            beside=beside,
        )


def _side_by_side(yours: np.ndarray, right: np.ndarray) -> str:
    """Two lines with both arrays, one below the other, where they are small enough to be read."""
    sizes = yours.size, right.size
    if max(sizes) == 1 or min(sizes) == 0 or max(sizes) > READ_AT_ONCE:
        return ""
    words = [[f"{number:.6g}" for number in array.astype(float).ravel()] for array in (yours, right)]
    width = max(len(word) for one in words for word in one)
    mine, meant = ([word.rjust(width) for word in one] for one in words)
    return Sentence(
        "\n  yours: {yours}\n  right: {right}",
        yours=_row(iter(mine), yours.shape),
        right=_row(iter(meant), right.shape),
    )


def _row(words: Iterator[str], shape: tuple[int, ...]) -> str:
    """The words of an array in brackets, in one line: ``[[1 2] [3 4]]``."""
    if not shape:
        return next(words)
    return f"[{' '.join(_row(words, shape[1:]) for _ in range(shape[0]))}]"


def _numbers(value: Any, what: str) -> np.ndarray:
    """``value`` as an array of numbers."""
    if value is None:
        raise _failed("{what}: there came None; is a return statement missing?", what=what)
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise _failed("{what}: the rows of the result have different lengths.", what=what) from error
    if array.dtype.kind not in "biuf":
        raise _failed(
            "{what}: the result is a {type}, and should be an array of numbers.", what=what, type=type(value).__name__
        )
    return array


def _call(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        return function(*args, **kwargs)
    except NotImplementedError as error:
        said = str(error)
        exercise: object = said or _name(function)
        if said.endswith(UNWRITTEN):
            exercise = Sentence("{name} is not written yet", name=said.removesuffix(UNWRITTEN))
        raise _failed("{exercise}: write it in the cell above, and run that cell.", exercise=exercise) from None


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


def _describe(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Sentence:
    """The call as the student would write it, with long arrays as their shapes."""
    named = (Sentence("{name}={value}", name=key, value=_short(value)) for key, value in kwargs.items())
    return Sentence(
        "{function}({arguments})", function=_name(function), arguments=_joined([*map(_short, args), *named])
    )


def _joined(words: Sequence[str]) -> str:
    return functools.reduce(lambda one, other: Sentence("{one}, {other}", one=one, other=other), words) if words else ""


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray):
        if value.ndim == 1 and value.size <= 6:
            return str(value.tolist())
        return Sentence("array of shape {shape}", shape=value.shape)
    if isinstance(value, list | tuple) and any(True for _ in _arrays(value)):
        items = [_short(item) for item in value]
        if isinstance(value, list):
            return Sentence("[{items}]", items=_joined(items))
        return Sentence("({item},)", item=items[0]) if len(items) == 1 else Sentence("({items})", items=_joined(items))
    return repr(value)
