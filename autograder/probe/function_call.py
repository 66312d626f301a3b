"""Calls a name that the notebook defined, and turns what comes back into plain arrays."""

import contextlib
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from . import own_libraries
from .error_place import place
from .refused_libraries import LibraryRefused
from .wire import MAX_FRAME_BYTES, NUMERIC_KINDS, WireError, pack, unpack

ERROR_STATE = np.geterr()  # as NumPy starts: a notebook that changed np.seterr must lose nothing


# A class may say of itself what it likes: Python's own way past that.
NAME, ORDER = type.__dict__["__name__"].__get__, type.__dict__["__mro__"].__get__
TEXT_KINDS = frozenset("US")  # NumPy would take "1.0" for a number
MOST_MESSAGE = 2_000  # characters of an error's message that travel
_sinks: list[TextIO] = []


class Unreadable(TypeError):  # noqa: N818 -- named for what is wrong with the value
    """A returned value that is no array of numbers."""


def call(
    namespace: Mapping[str, Any], request: Mapping[str, Any], through: Callable[..., Any] | None = None
) -> dict[str, Any]:
    """Call ``request["name"]`` with fresh arguments; ``through`` calls what is no plain function (a torch module).

    Returns ``{"outcome": "missing" | "raised" | "refused" | "unreadable" | "returned", …}``; for "returned" the
    packed ``value`` (as many outputs as ``request["outputs"]`` asks for, each an array, or a list of arrays where
    ``request["lengths"]`` says how long a list), ``changed``: whether an argument is another one after the call,
    ``aliased``: whether the value shares memory with an argument, and ``overflowed``: whether NumPy would warn of an
    overflow. "raised" says ``where`` (`error_place`).
    """
    name = request["name"]
    if name not in namespace:
        return {"outcome": "missing", "message": f"no {name} is defined"}
    function = namespace[name]
    if not callable(function):
        return {"outcome": "missing", "message": f"{name} is a {type(function).__name__}, not a function"}
    function = partial(own_libraries.theirs, function) if through is None else partial(through, function, request)
    arguments = unpack(request["arguments"])
    if request.get("strided"):
        arguments = _strided(arguments)
    first_named = len(arguments) - len(request["keywords"])
    args, kwargs = arguments[:first_named], dict(zip(request["keywords"], arguments[first_named:], strict=True))
    overflowed = [False]
    try:
        with np.errstate(**ERROR_STATE | {"over": "call"}, call=lambda *_: overflowed.__setitem__(0, True)):
            value = _quietly(function, args, kwargs, request["outputs"], request["lengths"])
    except LibraryRefused as error:
        return {"outcome": "refused", "message": str(error)}
    except Unreadable as error:
        return {"outcome": "unreadable", "message": str(error)}
    except BaseException as error:  # sys.exit() and KeyboardInterrupt are the student's errors, too
        message = _short(error)
        where = _place(error, message)
        return {"outcome": "raised", "types": _type_names(error), "message": message, "where": where}
    given = list(_arrays(arguments))
    return {
        "outcome": "returned",
        "value": pack(value),
        "changed": _packed_arguments(arguments) != request["arguments"],  # to the last bit
        "overflowed": overflowed[0],
        "aliased": any(_shares(out, given) for out in _arrays(value)),
    }


def _shares(out: np.ndarray, given: Sequence[np.ndarray]) -> bool:
    """Return whether ``out`` shares memory with one of the arrays; one that owns its memory may only be one of them."""
    if out.base is None:
        return any(out is item or item.base is out for item in given)
    return any(np.may_share_memory(out, item) for item in given)


def _strided(value: Any) -> Any:
    """The value with each array as every other entry of a larger one: equal, and not contiguous."""
    if isinstance(value, np.ndarray) and value.ndim:
        larger = np.zeros((*value.shape[:-1], 2 * value.shape[-1]), value.dtype)
        larger[..., ::2] = value
        return larger[..., ::2]
    if isinstance(value, tuple | list):
        return type(value)(map(_strided, value))
    return value


def _packed_arguments(arguments: tuple[Any, ...]) -> Any:
    """The arguments as they are now; none where a function has put something into them that does not travel."""
    try:
        return pack(arguments)
    except WireError:
        return pack(())


def _quietly(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    outputs: int,
    lengths: Sequence[int | None],
) -> tuple[np.ndarray | list[np.ndarray], ...]:
    """The outputs that ``function`` returns, its prints and warnings dropped."""
    sink = _nowhere()
    with (
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        value = function(*args, **kwargs)
        lengths = lengths or [None] * outputs
        if outputs == 1:
            return (_to_output(value, lengths[0]),)
        if not isinstance(value, tuple | list) or len(value) != outputs:
            returned = f"{len(value)} values" if isinstance(value, tuple | list) else f"one {type(value).__name__}"
            raise Unreadable(f"it must return {outputs} values, and returned {returned}")
        return tuple(map(_to_output, value, lengths))


def _nowhere() -> TextIO:
    """A stream that leads nowhere; the one before, unless a function has closed it."""
    if not _sinks or _sinks[-1].closed:
        _sinks.append(Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 -- open as long as the process
    return _sinks[-1]


def close_sinks() -> None:
    """Leave no stream open that a fork would take for its own."""
    while _sinks:
        _sinks.pop().close()


def _to_output(value: Any, length: int | None) -> np.ndarray | list[np.ndarray]:
    """``value`` as one array, or as a list of ``length`` arrays."""
    if length is None:
        return to_array(value)
    if not isinstance(value, tuple | list | np.ndarray) or (isinstance(value, np.ndarray) and value.ndim == 0):
        raise Unreadable(f"it must return {_counted(length)}, and returned one {type(value).__name__}")
    items = list(value)
    if len(items) != length:
        raise Unreadable(f"it must return {_counted(length)}, and returned a list of {len(items)}")
    return [to_array(item) for item in items]


def _counted(length: int) -> str:
    return "a list of one array" if length == 1 else f"a list of {length} arrays"


def _arrays(value: Any) -> Iterator[np.ndarray]:
    """The arrays in ``value``, however deep in tuples and lists."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _arrays(item)


def to_array(value: Any) -> np.ndarray:
    """``value`` (an array, a number, nested lists, a tensor) as a plain numeric array.

    Raises `Unreadable` where it is none of these.
    """
    if value is None:
        raise Unreadable("it returned None: is a return statement missing?")
    if hasattr(value, "detach") and hasattr(value, "cpu"):
        value = value.detach().cpu().numpy()
    try:
        array = np.asarray(value)
        is_text = array.dtype.kind in TEXT_KINDS
        if array.dtype.kind not in NUMERIC_KINDS:
            array = array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise Unreadable(f"it returned a {type(value).__name__} that is no array of numbers") from error
    if is_text:
        raise Unreadable("it returned text: return numbers")
    if array.nbytes > MAX_FRAME_BYTES // 2:
        raise Unreadable(f"it returned an array of {array.nbytes} bytes, far more than the answer has")
    return array


def _type_names(error: BaseException) -> list[str]:
    return [NAME(kind)[:100] for kind in ORDER(type(error))[:20]]


def _short(error: BaseException) -> str:
    try:
        return str(error)[:MOST_MESSAGE]
    except BaseException as failure:  # a student's own exception class may fail to print itself, in any way
        return f"(its message could not be printed: {type(failure).__name__})"


def _place(error: BaseException, message: str) -> dict[str, Any]:
    """The place in a cell that the error came from; nothing where a student's own objects do not let it be found."""
    try:
        return place(error.__traceback__, message)
    except BaseException:  # an array of the student's own making may do anything when it is asked for its shape
        return {}
