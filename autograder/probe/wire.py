"""The format of requests and replies between grader and probe: length-prefixed MessagePack, arrays as raw bytes.

Nothing is ever unpickled: an array is its dtype, its shape and its bytes. Reading is strict, because the trusted side
reads what an untrusted process wrote: sizes, depth and element counts are capped and every field is checked before it
is used.
"""

import functools
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
MAX_NESTING = 64  # of a whole message: what a notebook displays, as JSON for instance, is nested in its outputs
MAX_DIMENSIONS = 16
MAX_HEAD_BYTES = 200
HEAD = re.compile(rb"[<>=|][biufc]\d{1,2} (\d{1,9}( \d{1,9})*)?")  # dtype as ``numpy.dtype.str`` writes it, shape
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
    _require_shallow(message)
    return message


def _require_shallow(message: Any) -> None:
    """Raise `WireError` where ``message`` is nested so deeply that Python cannot even print it."""
    level = [message]
    for _ in range(MAX_NESTING):
        level = [
            item
            for container in level
            for item in (container.values() if isinstance(container, dict) else container)
            if isinstance(item, dict | list)
        ]
        if not level:
            return
    raise WireError(f"a message nested deeper than {MAX_NESTING}")


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


def pack(value: Any) -> Any:
    """A value made of arrays, plain scalars, strings, None, tuples and lists as something that MessagePack carries.

    An array is one string of bytes, ``<f8 2 3`` and a line end before its numbers: containers take long to check.
    """
    if isinstance(value, np.ndarray | np.generic):
        return _packed_head(value.dtype, value.shape) + value.tobytes()
    if isinstance(value, tuple):
        return {"tuple": [pack(item) for item in value]}
    if isinstance(value, list):
        return [pack(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise WireError(f"a {type(value).__name__} does not travel: arrays, numbers, strings, tuples and lists do")


@functools.lru_cache(maxsize=1024)
def _packed_head(dtype: np.dtype[Any], shape: tuple[int, ...]) -> bytes:
    return f"{dtype.str} {' '.join(map(str, shape))}\n".encode()


def unpack(packed: Any, depth: int = MAX_DEPTH) -> Any:
    """The value that `pack` was given, rebuilt from checked parts; arrays are fresh and writable.

    Raises `WireError` where ``packed`` is not what `pack` makes.
    """
    match packed:
        case bytes():
            return _unpack_array(packed)
        case None | bool() | int() | float() | str():
            return packed
        case {"tuple": list(items)}:
            return tuple(_unpack_items(items, depth))
        case list():
            return _unpack_items(packed, depth)
    raise WireError("a packed value is an array, a plain value, a tuple or a list")


def _unpack_items(items: list[Any], depth: int) -> list[Any]:
    if depth == 0 or len(items) > MAX_ITEMS:
        raise WireError(f"a value nested deeper than {MAX_DEPTH} or longer than {MAX_ITEMS}")
    return [unpack(item, depth - 1) for item in items]


def _unpack_array(packed: bytes) -> np.ndarray:
    end = packed.find(b"\n", 0, MAX_HEAD_BYTES)
    dtype, shape, size = _head(packed[: max(end, 0)])
    if size != len(packed) - end - 1:
        raise WireError(f"an array of shape {shape} and dtype {dtype} does not have {len(packed) - end - 1} bytes")
    try:
        return np.frombuffer(packed, dtype, offset=end + 1).reshape(shape).copy() if size else np.empty(shape, dtype)
    except (ValueError, MemoryError) as error:  # without values, but of a shape that no array can have
        raise WireError(f"no array has the shape {shape}") from error


@functools.lru_cache(maxsize=1024)  # the same few types and shapes come again and again
def _head(head: bytes) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """The dtype, shape and number of bytes that the head of an array names."""
    if not HEAD.fullmatch(head):
        raise WireError(f"{head[:40]!r} is not the head of a numeric array")
    name, *lengths = head.decode().split()
    try:
        dtype = np.dtype(name)
    except TypeError as error:
        raise WireError(f"unknown dtype {name!r}") from error
    shape = tuple(map(int, lengths))
    if len(shape) > MAX_DIMENSIONS or any(length > MAX_FRAME_BYTES for length in shape):
        raise WireError(f"a shape must hold at most {MAX_DIMENSIONS} numbers, none of them beyond {MAX_FRAME_BYTES}")
    return dtype, shape, math.prod(shape) * dtype.itemsize


def _refuse_extension(code: int, data: bytes) -> Any:
    raise WireError(f"extension type {code} is not part of the format")
