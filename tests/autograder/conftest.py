"""The sample course, graded once by our own command and once by nbgrader's, for all tests that look at results."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.sample import write_course

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "a02_convolution"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a program of this environment, from the repository's top or another folder."""

    def _run(program: str, *arguments: object, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
        beside = Path(sys.executable).parent
        path = os.pathsep.join((str(beside), os.environ["PATH"]))
        return subprocess.run(
            [beside / program, *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, "PATH": path, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return _run


@pytest.fixture(scope="session")
def our_course(tmp_path_factory: pytest.TempPathFactory, run: Run) -> tuple[Path, dict[str, Any]]:
    """The sample course after ``python -m autograder grade``, and the JSON that it printed."""
    course = tmp_path_factory.mktemp("ours")
    list(write_course(course))
    done = run("python", "-W", "error", "-m", "autograder", "grade", ASSIGNMENT, "--course", course, "--json")
    assert done.returncode == 0, done.stderr
    return course, json.loads(done.stdout)


@pytest.fixture(scope="session")
def nbgrader_course(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """The sample course after nbgrader's own commands, without any argument but the assignment."""
    course = tmp_path_factory.mktemp("nbgrader")
    list(write_course(course))
    for command in (
        ("generate_assignment", ASSIGNMENT),
        ("autograde", ASSIGNMENT),
        ("generate_feedback", ASSIGNMENT),
        ("export",),
    ):
        done = run("nbgrader", *command, cwd=course)
        assert done.returncode == 0, f"nbgrader {' '.join(command)}: {done.stderr}"
    return course
