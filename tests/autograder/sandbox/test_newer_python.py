"""Only what Python 3.12 accepts is said to be accepted by it: this Python's own answer where it is new enough."""

import sys

import pytest

from autograder.probe import newer_python

ACCEPTED = [
    'f"{d["a"]}"',
    "x = f'{', '.join(['a', 'b'])}'",
    'f"{\n x\n}"',
    'f"{x!r:>{w["n"]}}"',
    'f"{f"{f"{1 + 1}"}"}"',
    "f'{a['b']:{'>'}10}'",
    'f"{x # a comment\n}"',
    "rf'\\d{x['a']}'",
    'f"{"\\n".join(a)}"',
    'f"{x=}" f"{d["k"]=}"',
    "type X = int",
    "type Pair[T] = tuple[T, T]",
    "def f[T](x: T) -> T:\n    return x",
    "class A[T: (int, list[int])](B): pass",
]
REFUSED = [
    "def f(x)\n    return x",
    'f"{x"',
    "x = = 1",
    'f"{d["a"}"',
    'f"{d["a"]}" 3',
    'f"{}" + f"{d["a"]}"',
    'f"{{"a": 1}["a"]}"',
    "type = = 3",
    "def f[1](x): pass",
    'print "a"',
    "for i in range(3) print(f'{i}')",
    '"',
    'f"}"',
    'f"{(]}"',
    'f"{' * 200,
    "f'{" * 200 + "}'" * 200,
]


def compiles(source: str) -> bool:
    try:
        compile(source, "cell", "exec")
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("source", [*ACCEPTED, *REFUSED])
def test_the_lists_agree_with_a_newer_python_where_this_is_one(source: str) -> None:
    if sys.version_info >= (3, 12):
        assert compiles(source) == (source in ACCEPTED)
    else:
        assert not compiles(source)
        assert newer_python.accepts(source) == (source in ACCEPTED)


def test_the_statements_that_only_a_newer_python_reads_are_found() -> None:
    source = (
        "import os\n\n# a comment\n@decorated\ndef f(d):\n    return f'{d['a']}'\n\n\n"
        "if f('x'):\n    pass\nelse:\n    pass\ny = (\n    1,\n)\nz = f'{y['a']}'\nlast = 1\n"
    )
    found = list(newer_python.broken_statements(source))
    assert found == ([] if newer_python.KNOWN_HERE else [(4, 6), (16, 16)])
