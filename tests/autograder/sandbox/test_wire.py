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
    "object dtype": {"dtype": "|O", "shape": [1], "data": b"12345678"},
    "structured dtype": {"dtype": "i4,i4", "shape": [1], "data": b"12345678"},
    "text dtype": {"dtype": "<U2", "shape": [1], "data": b"12345678"},
    "dtype that is code": {"dtype": "__import__('os')", "shape": [1], "data": b"12345678"},
    "shape too large for the data": {"dtype": "<f8", "shape": [2**40, 2**40], "data": b""},
    "negative shape": {"dtype": "<f8", "shape": [-1], "data": b"12345678"},
    "boolean shape": {"dtype": "<f8", "shape": [True], "data": b"12345678"},
    "too many dimensions": {"dtype": "<f8", "shape": [1] * 40, "data": b"12345678"},
    "missing data": {"dtype": "<f8", "shape": [1]},
    "no mapping": [1, 2],
    "unknown key": {"pickle": b"cos\nsystem\n"},
    "long list": {"list": [{"plain": 1}] * 5_000},
    "plain that is a list": {"plain": [1]},
}


@pytest.mark.parametrize("packed", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_value_is_a_wire_error(packed: object) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(packed)


def test_deep_nesting_is_a_wire_error() -> None:
    nested: dict[str, object] = {"plain": 1}
    for _ in range(20):
        nested = {"list": [nested]}
    with pytest.raises(wire.WireError, match="nested deeper"):
        wire.unpack(nested)
    deep = b"\x91" * 100_000 + b"\xc0"
    with pytest.raises(wire.WireError):
        wire.decode(deep)


def test_an_extension_type_is_a_wire_error() -> None:
    with pytest.raises(wire.WireError, match="extension"):
        wire.decode(msgpack.packb({"a": msgpack.ExtType(5, b"x")}))


def test_a_message_over_the_limit_is_not_sent() -> None:
    with pytest.raises(wire.WireError, match="over the limit"):
        wire.encode({"data": b"x" * (wire.MAX_FRAME_BYTES + 1)})
