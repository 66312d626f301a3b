"""ATTACKS 19: whoever hands in again without the checks does not keep the old grade: every run writes every item."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder import release
from autograder.assignment import load_assignment
from autograder.release import fill
from tests.autograder.attacks.attack_notebooks import ASSIGNMENT, save
from tests.autograder.conftest import Run
from tests.support.courses import write_configuration

pytestmark = pytest.mark.sandbox

EXERCISES = [exercise.name for exercise in load_assignment(ASSIGNMENT).exercises]


UNSHOWABLE = """
from IPython.display import HTML, display
nested = []
for _ in range(1_000):
    nested = [nested]
display(HTML("<style>td{width:%spx}</style><p style='width:%spx'>" % ("9" * 5_000, "9" * 5_000)))
nan = {"image/png": {"width": float("nan")}}
display({"text/plain": "x", "text/html": nested, "image/png": "AA=="}, raw=True, metadata={"x": nested, **nan})
"""


def first_then_again(course: Path, run: Run, *commands: tuple[str, ...]) -> list[float]:
    """The sums in the gradebook after a perfect notebook, and after two others.

    The first has no checks and no conv2d; the second has nothing at all but what no page can show.
    """
    write_configuration(course)
    release.write(load_assignment(ASSIGNMENT), course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    perfect: dict[str, Any] = json.loads(json.dumps(fill(load_assignment(ASSIGNMENT), "# base: perfect\n")))
    less = [
        c for c in perfect["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id", "conv2d_im2col") in EXERCISES
    ]
    less = [c for c in less if c["metadata"].get("nbgrader", {}).get("grade_id") != "conv2d"]
    worthless = [{**cell, "source": UNSHOWABLE} for cell in perfect["cells"] if cell["cell_type"] == "code"]
    sums = []
    for notebook in (perfect, perfect | {"cells": less}, perfect | {"cells": worthless}):
        shutil.rmtree(course / "submitted", ignore_errors=True)
        save(course / "submitted" / "one" / ASSIGNMENT, notebook)
        for program, *arguments in commands:
            done = run(program, *arguments, cwd=course)
            assert done.returncode == 0, done.stderr
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            grades = [gradebook.find_grade(f"check_{name}", ASSIGNMENT, ASSIGNMENT, "one") for name in EXERCISES]
            sums.append(sum(grade.score for grade in grades))
    return sums


def test_our_command_forgets_the_old_grade(tmp_path: Path, run: Run) -> None:
    command = ("python", "-m", "autograder", "grade", ASSIGNMENT, "--course", str(tmp_path))
    assert first_then_again(tmp_path, run, command) == [20, 17, 0]


def test_nbgrader_forgets_the_old_grade(tmp_path: Path, run: Run) -> None:
    commands = (
        ("nbgrader", "generate_assignment", ASSIGNMENT, "--force"),
        ("nbgrader", "autograde", ASSIGNMENT, "--force"),
    )
    assert first_then_again(tmp_path, run, *commands) == [20, 17, 0]
