"""The answer to a cell is plain values of bounded size, or the end of the sandbox."""

from typing import Any

import pytest

from autograder.sandbox import SandboxDied
from autograder.sandbox.cells import MAX_PASSED_OVER, checked

ONE = {"first": 1, "last": 2, "kind": "NameError", "message": "no x", "name": ""}


def test_what_the_probe_sends_is_read() -> None:
    found = checked({"outputs": [], "ok": True, "passed_over": [ONE], "error": "", "id": 3})
    assert (found.ok, found.outputs, found.error) == (True, [], "")
    assert [(one.first, one.last, one.kind, one.message) for one in found.passed_over] == [(1, 2, "NameError", "no x")]


def test_words_are_made_plain_and_short() -> None:
    many = {
        "outputs": [],
        "ok": 1,
        "error": "\x1b[31m" + "x" * 10_000,
        "passed_over": [{**ONE, "kind": "\n" * 900}] * 99,
    }
    found = checked(many)
    assert not found.ok  # True alone is
    assert "\x1b" not in found.error
    assert len(found.error) <= 2_000
    assert len(found.passed_over) == MAX_PASSED_OVER
    assert "\n" not in found.passed_over[0].kind


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"outputs": {}},
        {"outputs": ["text"]},
        {"outputs": [], "error": 3},
        {"outputs": [], "passed_over": "all"},
        {"outputs": [], "passed_over": [7]},
        {"outputs": [], "passed_over": [{}]},
        {"outputs": [], "passed_over": [{**ONE, "first": True}]},
        {"outputs": [], "passed_over": [{**ONE, "last": "2"}]},
        {"outputs": [], "passed_over": [{**ONE, "message": None}]},
    ],
)
def test_anything_else_ends_the_sandbox(reply: dict[str, Any]) -> None:
    with pytest.raises(SandboxDied):
        checked(reply)
