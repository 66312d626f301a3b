"""The two ways in which a sandbox starts, for tests that hold for both; two sandboxes beside each other."""

import os
from collections.abc import Iterator

import pytest

from autograder.sandbox import Sandbox, start


@pytest.fixture(scope="module", params=["warm", "cold"])
def tier(request: pytest.FixtureRequest) -> Iterator[str]:
    """Sandboxes are forked from a warm parent, or started one by one, as on a kernel that does not let it fork."""
    before = start._can_fork.copy()
    start._can_fork[os.getpid()] = request.param == "warm"
    yield request.param
    start._can_fork.clear()
    start._can_fork.update(before)


@pytest.fixture
def pair(tier: str) -> Iterator[tuple[Sandbox, Sandbox]]:
    """Two students' sandboxes, side by side."""
    with Sandbox() as first, Sandbox() as second:
        yield first, second


def value(box: Sandbox, source: str) -> str:
    """The text that a cell prints; its errors fail the test."""
    outputs, ok = box.run(source)
    assert ok, outputs
    return "".join(output.get("text", "") for output in outputs).strip()
