"""The set-up of all tests: where a system package is missing, a test says so; under CI that is a failure."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

from autograder.assignment import assignment_names, load_assignment
from autograder.sandbox import missing_parts
from book import course_data
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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know ``--only``, behind ``make test ONLY=rnn_step``."""
    parser.addoption("--only", metavar="EXERCISE", help="run what this exercise and its assignment need, and no more")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    for name in NEEDS:
        config.addinivalue_line("markers", f"{name}: needs {name}; without it the test says that it did not run")


# Tests that share something costly run in one process, one group after the other: the longest groups first.
GROUPS = {
    "attacks": ("untouched", "ours", "nbgraders", "table"),
    "site": ("site", "browser"),
    "graded": ("our_course", "nbgrader_course", "small_course"),
    "languages": ("two_languages",),
    "postgresql": ("postgresql",),
}
# Made quickly, or of a kind that every process needs anyway.
CHEAP = {"run", "whole", "tier", "run_chapter", "empty_gradebook", "generated", "texts_of_others"}


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the markers
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Group the tests for pytest-xdist (``--dist loadgroup``); one without a shared fixture may run anywhere."""
    if only := config.getoption("only"):
        wanted = _of_exercise(only)
        left_out = [item for item in items if not wanted(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if wanted(item)]
    order = {name: number for number, name in enumerate(GROUPS)}
    for item in items:
        if name := _group(item):
            item.add_marker(pytest.mark.xdist_group(name))
    items.sort(key=lambda item: order.get(_group(item), len(order)))


def pytest_collection_finish() -> None:
    """Keep PyTorch in this process to one thread: processes take all cores already, and its arrays here are tiny."""
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)


def _of_exercise(name: str) -> Callable[[pytest.Item], bool]:
    """Tell the tests that the exercise ``name`` can fail: those by its name, and those of its whole assignment."""
    found = [
        assignment
        for assignment in assignment_names()
        if name in [exercise.name for exercise in load_assignment(assignment).exercises]
    ]
    if not found:
        raise pytest.UsageError(f"There is no exercise {name}.")
    (assignment,) = found
    others = {exercise.name for exercise in load_assignment(assignment).exercises} - {name}

    def wanted(item: pytest.Item) -> bool:
        words = set(re.split(r"\W+", item.nodeid))
        return name in words or (assignment in words and not others & words)

    return wanted


def _group(item: pytest.Item) -> str:
    if marker := item.get_closest_marker("xdist_group"):
        return str(marker.args[0])
    fixtures = getattr(item, "_fixtureinfo").name2fixturedefs  # noqa: B009 -- pytest offers no public way
    for group, names in GROUPS.items():
        if any(name in fixtures for name in names):
            return group
    ours = {name for name, found in fixtures.items() if "tests" in str(found[-1].baseid)} - CHEAP
    shared = any(fixtures[name][-1].scope in ("module", "session") for name in ours)
    return item.nodeid.partition("::")[0] if shared else ""


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
def texts_of_others(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Put the files of `course.data` where they belong, which git does not have; once, and quickly."""
    with FileLock(tmp_path_factory.getbasetemp().parent / "site.lock"):  # building the site does it, too
        course_data.make()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield chromium
        chromium.close()
