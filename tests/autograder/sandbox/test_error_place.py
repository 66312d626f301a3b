"""The place of an error: found in the student's own code, and believed only as far as it is harmless."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Case
from autograder.probe import wire
from autograder.sandbox import Call, CallReply, Limits, Place, Sandbox
from autograder.sandbox.calls import checked
from autograder.sandbox.error_place import checked_place
from tests.support.grids import case

ORDINARY = {"function": "f", "text": "x @ w", "shapes": {"x": [2, 3]}, "empty": ["b"], "maker": "g"}
CALL = Call(Case((), (np.ones((2, 3)),)), "f", 1)


def reply(source: str) -> CallReply:
    with Sandbox(limits=Limits(cell_seconds=10, call_seconds=5)) as sandbox:
        _, ok = sandbox.run(source)
        assert ok
        return sandbox.call(CALL)


def test_an_ordinary_place_is_told() -> None:
    place = checked_place(ORDINARY)
    assert place is not None
    assert (place.function, place.text, place.empty, place.maker) == ("f", "x @ w", ("b",), "g")
    assert place.shapes == {"x": (2, 3)}
    assert checked_place({}) is checked_place(None) is None


def test_what_is_no_place_ends_the_sandbox() -> None:
    forged: list[dict[str, Any]] = [
        {"function": 3},
        {"text": None},
        {"text": b"x"},
        {"shapes": []},
        {"shapes": {"x": [2.5]}},
        {"shapes": {"x": [-1]}},
        {"shapes": {"x": [True]}},
        {"shapes": {"x": "23"}},
        {"shapes": {"x": [1] * 9}},
        {"shapes": {f"x{number}": [1] for number in range(13)}},
        {"shapes": {3: [1]}},
        {"empty": [None]},
        {"empty": ["b"] * 13},
        {"maker": ["g"]},
    ]
    for change in forged:
        with case(change=change), pytest.raises(wire.WireError):
            checked_place({**ORDINARY, **change})
    for told in ("x", 3, [ORDINARY], {"function": "f"}):
        with case(told=told), pytest.raises(wire.WireError):
            checked({"outcome": "raised", "types": ["E"], "message": "", "where": told}, (None,))


def test_words_are_made_harmless_and_short() -> None:
    hostile = "<script>\n\x1b[31m" + "x" * 5_000
    place = checked_place(
        {"function": hostile, "text": hostile, "shapes": {hostile: [1]}, "empty": [hostile], "maker": hostile}
    )
    assert place is not None
    for words in (place.function, place.text, *place.shapes, *place.empty, place.maker):
        assert len(words) <= 200
        assert words.isprintable()
        assert "<" not in words


def place_of(found: CallReply) -> Place:
    """The place that a reply tells."""
    assert found.where is not None
    return found.where


PLACES: list[tuple[str, Callable[[CallReply], Any], Any]] = [
    ("def f(x):\n    return (x + 1) @ (x - 1)", lambda one: place_of(one).text, "(x + 1) @ (x - 1)"),
    ("def f(x):\n    w = x[:1]\n    return x @ w", lambda one: place_of(one).shapes, {"x": (2, 3), "w": (1, 3)}),
    ("def g(a):\n    return a @ a\ndef f(x):\n    return g(x)", lambda one: place_of(one).function, "g"),
    ("def f(x):\n    return [y @ y for y in [x]]", lambda one: place_of(one).function, "f"),
    ("def f(x):\n    é = x; return é @ x", lambda one: place_of(one).text, "é @ x"),
    ("def g(a):\n    a + 1\ndef f(x):\n    return g(x) + 1", lambda one: place_of(one).maker, "g"),
    (
        "def g(a):\n    a + 1\ndef f(x):\n    y = g(x)\n    return y.T",
        lambda one: (place_of(one).maker, place_of(one).empty),
        ("g", ("y",)),
    ),
    (
        "def g(a):\n    a + 1\ndef f(x):\n    y, z = g(x)",
        lambda one: (place_of(one).maker, place_of(one).text),
        ("g", "y, z = g(x)"),
    ),
    (
        "import numpy as np\ndef f(x):\n    return np.einsum('ij,jk', x, x)",
        lambda one: place_of(one).text,
        "np.einsum('ij,jk', x, x)",
    ),
    ("def f(x):\n    raise ValueError('a\\n  b')", lambda one: one.message, "a b"),
    ("def f(x):\n    raise ValueError('word ' * 400)", lambda one: one.message[-7:], "word …"),
    ("f = dict.fromkeys", lambda one: one.where, None),
]


@pytest.mark.sandbox
def test_the_place_is_the_expression_that_failed() -> None:
    for source, look, expected in PLACES:
        with case(source=source):
            found = look(reply(source))
            assert (found.strip() if isinstance(found, str) else found) == expected


@pytest.mark.sandbox
@pytest.mark.parametrize(
    "body",
    [
        "class A:\n    @property\n    def shape(self): raise SystemExit\ndef f(x):\n    a = A(); return a @ x",
        "class A:\n    shape = (3,) * 500\ndef f(x):\n    a = A(); return a @ x",
        "class A:\n    def __getattribute__(self, name): return self\ndef f(x):\n    a = A(); return a @ x",
        "def f(x):\n    import linecache; linecache.cache = None\n    return x @ x",
        "def f(x):\n    import linecache; linecache.cache.clear()\n    return x @ x",
        "def f(x):\n    return f(x)",
        "import ast\ndef f(x):\n    ast.walk = None\n    return x @ x",
        "def f(x):\n    exec('x @ x' + ' @ x' * 2000)",
    ],
)
def test_an_odd_place_is_no_more_than_an_error(body: str) -> None:
    found = reply(body)
    assert found.outcome == "raised"
