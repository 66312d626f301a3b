"""Another course with an assignment of its own, in a folder that knows nothing of this repository's packages."""

import csv
import json
import os
import subprocess
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.assignment import assignment_names, load_assignment
from autograder.errors import UsageError
from tests.support.paths import ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]
NAME = "b01_warm_up"
FILES = {
    "tasks/__init__.py": '"""Another course\'s assignments."""\n',
    f"tasks/{NAME}/__init__.py": 'TITLE = "Warming up"\n',
    f"tasks/{NAME}/reference.py": '''
        import numpy as np


        def mean_square(x):
            """Return the mean of the squares of ``x`` (N,), a float.

            Raises ``ValueError`` where ``x`` is empty.
            """
            if len(x) == 0:
                raise ValueError("there is no mean of nothing")
            return np.mean(np.asarray(x, dtype=float) ** 2)
        ''',
    f"tasks/{NAME}/mean_square.py": """
        import numpy as np

        from autograder.authoring import ERRORS, call, changed, exercise
        from tasks.b01_warm_up.reference import mean_square

        ASPECTS = {
            "values": (1.5, "the mean of the squares"),
            "single": (0.25, "a single number"),
            "errors": ERRORS,
        }


        def cases(d):
            yield "values", [call(d.digits(3)), call(d.reals(d.between(4, 9)))]
            yield "single", [call(d.digits(1))]
            yield "errors", [call(np.zeros(0), raises=ValueError)]


        MISTAKES = {
            "summed": lambda x: np.sum(x**2),
            "not_squared": np.mean,
            "rooted": lambda x: np.sqrt(mean_square(x)),
            "first_left_out": changed(mean_square, x=lambda x: x[1:]),
        }
        EXERCISE = exercise(mean_square, ASPECTS, cases, MISTAKES)
        """,
    f"tasks/{NAME}/hints.en.toml": """
        [mean_square]
        summed = "You add the squares up: a mean is their sum divided by how many there are."
        not_squared = "You take the mean of the numbers themselves: square each of them first."
        rooted = "You take a root at the end: that is the root mean square, here nobody asks for it."
        first_left_out = "Your mean leaves the first number out: count from index 0."
        """,
    f"tasks/{NAME}/sample_class/perfect.py": "# base: perfect\n# earns: everything\n",
    f"tasks/{NAME}/sample_class/sums.py": """
        # earns: mean_square 0.5
        # Adds up, and forgets to divide.

        # answer: mean_square
        def mean_square(x):
            if len(x) == 0:
                raise ValueError
            return np.sum(x**2)
        """,
    f"tasks/{NAME}/sample_class/takes_it.py": """
        # earns: nothing
        # Asks the course for the answer.

        # answer: mean_square
        def mean_square(x):
            from tasks.b01_warm_up.reference import mean_square as theirs
            return theirs(x)
        """,
    f"notebooks/{NAME}.md": """
        ---
        kernelspec: {name: python3, display_name: Python 3}
        ---

        Something small to begin with.

        ```{opening}
        ```

        ```{code-cell}
        # exercise: mean_square – the mean of the squares
        ```

        ```{code-cell}
        assert mean_square(np.array([1.0, 3.0])) == 5
        ```
        """,
}


@pytest.fixture
def their_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The course's folder, from which its commands are given."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.mark.sandbox
def test_it_is_released_graded_by_both_commands_and_exported(their_course: Path, run: Run) -> None:
    def given(*words: object) -> str:
        done = run("python", "-m", "autograder", *words, cwd=their_course)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "notebooks/b01_warm_up.ipynb: written" in given("release", "--assignments", "tasks")
    text = (their_course / "notebooks" / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "# Warming up: the assignment" in text
    assert "**One exercise, 2 points.**" in text
    assert "there is no mean of nothing" not in text
    given("sample-class", "class", "--assignments", "tasks")
    said = json.loads(given("grade", NAME, "--course", "class", "--assignments", "tasks", "--json"))
    assert {entry["student"]: entry["score"] for entry in said["submissions"]} == {
        "corrupt_file": 0.0,
        "perfect": 2.0,
        "sums": 0.5,
        "takes_it": 0.0,
    }
    (taken,) = (entry for entry in said["submissions"] if entry["student"] == "takes_it")
    assert taken["exercises"][0]["status"] == "refused"
    (sums,) = (entry for entry in said["submissions"] if entry["student"] == "sums")
    assert sums["exercises"][0]["misconception"] == "summed"
    notebook = "class/submitted/sums/b01_warm_up/b01_warm_up.ipynb"
    assert json.loads(given("check", notebook, "--assignments", "tasks", "--json"))["score"] == 0.5
    given("similarity", NAME, "--course", "class", "--assignments", "tasks")
    given("export", "canvas", NAME, "--course", "class")
    with (their_course / "class" / "grades-canvas.csv").open(newline="", encoding="utf-8") as file:
        assert any("2" in cell for row in csv.reader(file) for cell in row)

    class_folder = their_course / "class"
    (class_folder / "gradebook.db").unlink()
    for command in ("generate_assignment", "autograde"):
        done = run(
            "nbgrader",
            command,
            NAME,
            "--force",
            cwd=class_folder,
            PYTHONPATH=os.pathsep.join((str(their_course), str(ROOT))),
        )
        assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{class_folder / 'gradebook.db'}") as book:
        scores = {found.student.id: found.score for found in book.assignment_submissions(NAME)}
    assert scores == {"corrupt_file": 0.0, "perfect": 2.0, "sums": 0.5, "takes_it": 0.0}


def test_an_exercise_without_cases_and_cases_without_prose_are_named(their_course: Path) -> None:
    prose = their_course / "notebooks" / f"{NAME}.md"
    whole = prose.read_text(encoding="utf-8")
    assert assignment_names.__wrapped__("tasks") == [NAME]
    prose.write_text(whole.replace("# exercise: mean_square", "# exercise: mean_cube"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"there is no tasks/b01_warm_up/mean_cube\.py"):
        load_assignment.__wrapped__(NAME, "tasks")
    prose.unlink()
    with pytest.raises(UsageError, match="write the prose of b01_warm_up there"):
        load_assignment.__wrapped__(NAME, "tasks")


def test_a_package_that_is_none_is_named(run: Run) -> None:
    done = run("python", "-m", "autograder", "release", "--assignments", "no_such_package")
    assert done.returncode == 2
    assert "There is no package 'no_such_package' of assignments" in done.stderr
