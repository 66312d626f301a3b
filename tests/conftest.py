"""What all tests share: where a system package is missing, a test says so; under CI that is a failure."""

import os
import shutil
from collections.abc import Callable

import pytest

from autograder.sandbox import missing_parts

NEEDS = {"sandbox": missing_parts, "chromium": lambda: [] if shutil.which("chromium") else ["chromium is not installed"]}


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    for name in NEEDS:
        config.addinivalue_line("markers", f"{name}: needs {name}; without it the test says that it did not run")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, or fail where CI promises that it can."""
    for name, missing in NEEDS.items():
        if item.get_closest_marker(name) and (lacks := missing()):
            reason = f"did not run: {' '.join(lacks)}"
            if os.environ.get("CI") == "true":
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)


@pytest.fixture
def sources() -> Callable[..., list[str]]:
    """Cells as a list, dedented."""
    import textwrap

    return lambda *cells: [textwrap.dedent(cell).strip() for cell in cells]
