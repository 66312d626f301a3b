"""Frames: what goes in comes out; whatever else an untrusted process sends is an error and nothing more."""

import contextlib

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.probe import wire

numeric = st.one_of(arrays.floating_dtypes(), arrays.integer_dtypes(), arrays.boolean_dtypes())


@given(array=arrays.arrays(numeric, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)))
def test_an_array_travels_unchanged(array: np.ndarray) -> None:
    back = wire.unpack(wire.decode(wire.encode({"value": wire.pack(array)})[wire.HEADER.size :])["value"])
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()
    assert back.flags.writeable


def test_arguments_keep_their_kinds() -> None:
    value = (np.arange(3), 2, (1, 2), None, "wide", True, [0.5, (np.eye(2), 1)])
    back = wire.unpack(wire.pack(value))
    assert back[1:6] == (2, (1, 2), None, "wide", True)
    assert isinstance(back[6], list)
    assert isinstance(back[6][1], tuple)


def test_a_fortran_ordered_view_travels_by_value() -> None:
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))[:, ::2]
    np.testing.assert_array_equal(wire.unpack(wire.pack(array)), array)


@given(junk=st.binary(max_size=200))
def test_random_bytes_are_a_message_or_a_wire_error(junk: bytes) -> None:
    with contextlib.suppress(wire.WireError):
        assert isinstance(wire.decode(junk), dict)


HOSTILE = {
    "object dtype": b"|O 1\n12345678",
    "structured dtype": b"i4,i4 1\n12345678",
    "text dtype": b"<U2 1\n12345678",
    "dtype that is code": b"__import__('os') 1\n12345678",
    "unknown size of a number": b"<f3 1\n123",
    "shape too large for the data": b"<f8 99999999 99999999\n",
    "shape of no array": b"<f8 0 33554432 33554432 33554432\n",
    "negative shape": b"<f8 -1\n12345678",
    "boolean shape": b"<f8 True\n12345678",
    "number beyond all numbers": b"<f8 " + b"9" * 100 + b"\n",
    "too many dimensions": b"<f8" + b" 1" * 40 + b"\n12345678",
    "missing data": b"<f8 1\n",
    "no head": b"12345678",
    "a head without an end": b"<f8" + b" 1" * 10_000,
    "unknown key": {"pickle": b"cos\nsystem\n"},
    "a tuple that is none": {"tuple": {"tuple": []}},
    "long list": [1] * 5_000,
}


@pytest.mark.parametrize("packed", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_value_is_a_wire_error(packed: object) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(packed)


def test_deep_nesting_is_a_wire_error() -> None:
    nested: object = 1
    for _ in range(20):
        nested = [nested]
    with pytest.raises(wire.WireError, match="nested deeper"):
        wire.unpack(nested)
    deep = b"\x91" * 100_000 + b"\xc0"
    with pytest.raises(wire.WireError):
        wire.decode(deep)


@pytest.mark.parametrize("depth", [wire.MAX_NESTING + 1, 500, 1_000])
def test_a_message_that_python_could_not_print_is_a_wire_error(depth: int) -> None:
    for body in (b"\x81\xa1a" + b"\x91" * depth + b"\xc0", b"\x81\xa1a" * depth + b"\xc0"):
        with pytest.raises(wire.WireError):
            wire.decode(body)


def test_what_a_notebook_displays_may_be_nested() -> None:
    body = b"\x81\xa1a" + b"\x91" * (wire.MAX_NESTING - 2) + b"\xc0"
    assert str(wire.decode(body)).count("[") == wire.MAX_NESTING - 2


def test_an_extension_type_is_a_wire_error() -> None:
    with pytest.raises(wire.WireError, match="extension"):
        wire.decode(msgpack.packb({"a": msgpack.ExtType(5, b"x")}))


def test_a_message_over_the_limit_is_not_sent() -> None:
    with pytest.raises(wire.WireError, match="over the limit"):
        wire.encode({"data": b"x" * (wire.MAX_FRAME_BYTES + 1)})
