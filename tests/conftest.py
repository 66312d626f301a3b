"""What all tests share: where a system package is missing, a test says so; under CI that is a failure."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

from autograder.sandbox import missing_parts
from tests.support.browsing import FLAGS
from tests.support.paths import ROOT


def _missing_chromium() -> list[str]:
    return [] if shutil.which("chromium") else ["chromium is not installed"]


def postgresql_programs() -> Path | None:
    """The folder with PostgreSQL's programs, where Debian puts them; None where there is none."""
    return max((path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)


def _missing_postgresql() -> list[str]:
    return [] if postgresql_programs() else ["postgresql is not installed"]


NEEDS = {"sandbox": missing_parts, "chromium": _missing_chromium, "postgresql": _missing_postgresql}


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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site; building it is quick when nothing has changed."""
    with FileLock(tmp_path_factory.getbasetemp().parent / "site.lock"):
        command = [sys.executable, "book/build_site.py", "build"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield chromium
        chromium.close()
