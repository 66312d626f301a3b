"""The two ways in which a sandbox starts, for tests that hold for both."""

import os
from collections.abc import Iterator

import pytest

from autograder.sandbox import start


@pytest.fixture(scope="module", params=["warm", "cold"])
def tier(request: pytest.FixtureRequest) -> Iterator[str]:
    """Sandboxes are forked from a warm parent, or started one by one, as on a kernel that does not let it fork."""
    before = start._can_fork.copy()
    start._can_fork[os.getpid()] = request.param == "warm"
    yield request.param
    start._can_fork.clear()
    start._can_fork.update(before)
