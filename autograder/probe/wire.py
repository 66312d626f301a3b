"""The format of requests and replies between grader and probe: length-prefixed MessagePack, arrays as raw bytes.

Nothing is ever unpickled: an array is its dtype, its shape and its bytes. Reading is strict, because the trusted side
reads what an untrusted process wrote: sizes, depth and element counts are capped and every field is checked before it
is used.
"""

import math
import re
import struct
from typing import Any

import msgpack
import numpy as np

HEADER = struct.Struct("!I")
MAX_FRAME_BYTES = 32 * 2**20
MAX_DEPTH = 6
MAX_ITEMS = 4096
MAX_ELEMENTS = 2**20  # of all lists and mappings of a message: a byte on the line is many in memory
DTYPE = re.compile(r"[<>=|][biufc]\d{1,2}")  # as ``numpy.dtype.str`` writes them
NUMERIC_KINDS = frozenset("biufc")


class WireError(ValueError):
    """A frame that does not follow the format, or is too large, too deep or too long."""


def encode(message: dict[str, Any]) -> bytes:
    """``message`` (strings, numbers, bytes, lists, dicts; arrays packed by `pack`) as one frame with its header."""
    body = msgpack.packb(message, use_bin_type=True, unicode_errors="replace")
    if len(body) > MAX_FRAME_BYTES:
        raise WireError(f"a message of {len(body)} bytes is over the limit of {MAX_FRAME_BYTES}")
    return HEADER.pack(len(body)) + bytes(body)


def decode(body: bytes) -> dict[str, Any]:
    """The message in the frame ``body`` (without its header).

    Raises `WireError` where the bytes are no message.
    """
    room = _Room(MAX_ELEMENTS)
    try:
        message = msgpack.unpackb(
            body,
            raw=False,
            strict_map_key=True,
            ext_hook=_refuse_extension,
            list_hook=room.take,
            object_hook=room.take,
            max_array_len=MAX_ELEMENTS // 2,
            max_map_len=MAX_ELEMENTS // 2,
        )
    except (ValueError, TypeError, msgpack.UnpackException, RecursionError, MemoryError) as error:
        raise WireError(f"unreadable message: {error}") from error
    if not isinstance(message, dict):
        raise WireError(f"a message must be a mapping, not {type(message).__name__}")
    return message


class _Room:
    """The number of elements that are left; lists and mappings take theirs as they are read."""

    def __init__(self, elements: int) -> None:
        self._left = elements

    def take(self, container: Any) -> Any:
        """The container, or `WireError` where there is no room for it."""
        self._left -= len(container) + 1
        if self._left < 0:
            raise WireError(f"a message of more than {MAX_ELEMENTS} elements")
        return container


def pack(value: Any) -> dict[str, Any]:
    """A value made of arrays, plain scalars, strings, None, tuples and lists as something that MessagePack carries."""
    if isinstance(value, np.ndarray | np.generic):
        array = np.ascontiguousarray(value)
        return {"dtype": array.dtype.str, "shape": list(np.shape(value)), "data": array.tobytes()}
    if isinstance(value, tuple | list):
        return {"tuple" if isinstance(value, tuple) else "list": [pack(item) for item in value]}
    if value is None or isinstance(value, bool | int | float | str):
        return {"plain": value}
    raise WireError(f"a {type(value).__name__} does not travel: arrays, numbers, strings, tuples and lists do")


def unpack(packed: Any, depth: int = MAX_DEPTH) -> Any:
    """The value that `pack` was given, rebuilt from checked parts; arrays are fresh and writable.

    Raises `WireError` where ``packed`` is not what `pack` makes.
    """
    if not isinstance(packed, dict):
        raise WireError("a packed value must be a mapping")
    match packed:
        case {"dtype": str(dtype), "shape": list(shape), "data": bytes(data)}:
            return _unpack_array(dtype, shape, data)
        case {"plain": None | bool() | int() | float() | str() as plain}:
            return plain
        case {"tuple": list(items)}:
            return tuple(_unpack_items(items, depth))
        case {"list": list(items)}:
            return _unpack_items(items, depth)
    raise WireError("a packed value is an array, a plain value, a tuple or a list")


def _unpack_items(items: list[Any], depth: int) -> list[Any]:
    if depth == 0 or len(items) > MAX_ITEMS:
        raise WireError(f"a value nested deeper than {MAX_DEPTH} or longer than {MAX_ITEMS}")
    return [unpack(item, depth - 1) for item in items]


def _unpack_array(dtype_name: str, shape: list[Any], data: bytes) -> np.ndarray:
    if not DTYPE.fullmatch(dtype_name):
        raise WireError(f"an array of dtype {dtype_name[:40]!r} is not numeric")
    try:
        dtype = np.dtype(dtype_name)
    except TypeError as error:
        raise WireError(f"unknown dtype {dtype_name!r}") from error
    if len(shape) > 16 or not all(type(size) is int and 0 <= size <= MAX_FRAME_BYTES for size in shape):
        raise WireError("a shape must hold at most 16 non-negative whole numbers")
    if math.prod(shape) * dtype.itemsize != len(data):
        raise WireError(f"an array of shape {tuple(shape)} and dtype {dtype} does not have {len(data)} bytes")
    try:
        return np.frombuffer(data, dtype).reshape(shape).copy()
    except ValueError as error:  # without values, but of a shape that no array can have
        raise WireError(f"no array has the shape {tuple(shape)}") from error


def _refuse_extension(code: int, data: bytes) -> Any:
    raise WireError(f"extension type {code} is not part of the format")
