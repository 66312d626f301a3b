"""The sample course, graded once by our own command and once by nbgrader's, for all tests that look at results."""

import functools
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder import release
from autograder.assignment import load_assignment
from autograder.batch import grade_class
from autograder.records import Judged, gradebook
from autograder.release import fill
from tests.support import hostile
from tests.support.courses import write_configuration, write_sample_course
from tests.support.paths import PROGRAMS, ROOT

ASSIGNMENT = "a02_convolution"
Run = Callable[..., subprocess.CompletedProcess[str]]
Grade = Callable[..., dict[str, Judged]]


SHOWS_EVERYTHING = """\
# base: perfect
# cell first
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
PWNED = "window.parent.pwned = window.pwned = true"
display(HTML(f"<script>{PWNED}</script><img src=x alt=x onerror='{PWNED}'>"))
display(HTML("<p id='check_conv2d' class='score'>html stays</p>"))
display(Javascript(PWNED))
SIZE = "xmlns='http://www.w3.org/2000/svg' width='40' height='20'"
display(SVG(f"<svg {SIZE} onload='{PWNED}'><script>{PWNED}</script></svg>"))
display(Markdown(f"*markdown stays* <img src=x onerror='{PWNED}'> [link](javascript:window.pwned=true)"))
display(Latex(r"$\\href{javascript:window.pwned=true}{latex}$"))
display(HTML("<div style='position:fixed;inset:0;z-index:99999;background-color:red'>20 of 20 points</div>"))
display(HTML("<style>.verdict, body {display: none}</style><style>#T_1_row0_col0 {background-color: #abcdef}</style>"
    "<table id='T_1'><tr><td id='T_1_row0_col0' class='data row0 col0'>styled</td></tr></table>"))
# cell first
%matplotlib inline
import matplotlib.pyplot as plt
plt.figure(figsize=(9, 3))
plt.plot([1, 4, 2]);
# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    raise RuntimeError("<script>window.pwned=true</script> $\\\\href{javascript:window.pwned=true}{x}$ `code` **bold**")
"""


def write_submission(course: Path, student: str, notebook: NotebookNode) -> None:
    """Hand in ``notebook``."""
    path = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def hostile_notebook() -> NotebookNode:
    """A perfect notebook that also writes and displays everything in `tests.support.hostile`."""
    notebook = fill(load_assignment(ASSIGNMENT), "# base: perfect\n")
    shown = "from IPython.display import HTML, Latex, Markdown, display\nfor text in {!r}:\n    display({}(text))"
    notebook.cells += map(nbformat.v4.new_markdown_cell, hostile.MARKDOWN)
    notebook.cells += [
        nbformat.v4.new_code_cell(shown.format(hostile.MARKDOWN, kind)) for kind in ("HTML", "Markdown", "Latex")
    ]
    return notebook


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
def generated(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """A course after ``nbgrader generate_assignment``, in which nobody has handed in; to be copied."""
    course = tmp_path_factory.mktemp("generated")
    write_configuration(course)
    release.write(load_assignment(ASSIGNMENT), course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    done = run("nbgrader", "generate_assignment", ASSIGNMENT, cwd=course)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture(scope="session")
def our_course(tmp_path_factory: pytest.TempPathFactory, run: Run) -> tuple[Path, dict[str, Any]]:
    """The sample course after ``python -m autograder grade``, and the JSON that it printed."""
    course = tmp_path_factory.mktemp("ours")
    write_sample_course(course)
    done = run("python", "-W", "error", "-m", "autograder", "grade", ASSIGNMENT, "--course", course, "--json")
    assert done.returncode == 0, done.stderr
    return course, json.loads(done.stdout)


@pytest.fixture(scope="session")
def nbgrader_course(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """The sample course after nbgrader's own commands, without any argument but the assignment."""
    course = tmp_path_factory.mktemp("nbgrader")
    write_sample_course(course)
    for command in (
        ("generate_assignment", ASSIGNMENT),
        ("autograde", ASSIGNMENT),
        ("generate_feedback", ASSIGNMENT),
        ("export",),
    ):
        done = run("nbgrader", *command, cwd=course)
        assert done.returncode == 0, f"nbgrader {' '.join(command)}: {done.stderr}"
    return course


@pytest.fixture(scope="session")
def whole() -> bytes:
    """The perfect notebook."""
    return nbformat.writes(fill(load_assignment(ASSIGNMENT), "# base: perfect\n")).encode()


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that knows the assignment and no student; making one takes nbgrader seconds."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with gradebook.opened(f"sqlite:///{path}", ASSIGNMENT, release.build(load_assignment(ASSIGNMENT))):
        pass
    return path


@pytest.fixture
def course(tmp_path: Path, whole: bytes, empty_gradebook: Path) -> Path:
    """A course in which six students handed in different notebooks, one of them an unreadable one."""
    shutil.copyfile(empty_gradebook, tmp_path / "gradebook.db")
    for number, student in enumerate(("anna", "ben", "carla", "dora", "emil")):
        hand_in(tmp_path, student, whole.replace(b"import numpy as np", b"import numpy as np  # %d" % number, 1))
    hand_in(tmp_path, "damaged", whole[:5_000])
    return tmp_path


def hand_in(course: Path, student: str, data: bytes) -> Path:
    """Put a notebook into the course's folder of submissions."""
    path = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.fixture
def grade_with(monkeypatch: pytest.MonkeyPatch) -> Grade:
    """Run a batch here with one of the stubs in ``batches/stubs.py`` for a sandbox: everybody's result by name."""
    monkeypatch.syspath_prepend(PROGRAMS)  # the workers look there, too

    def _grade_with(stub: str, root: Path, db_url: str | None = None, **options: Any) -> dict[str, Judged]:
        judging = functools.partial(getattr(importlib.import_module("stubs"), stub), log=str(root / "judged.log"))
        place = grade_class.Course.at(root, db_url=db_url)
        chosen = grade_class.Options(**{"jobs": 2, **options})
        return {
            result.student: result for result in grade_class.grade(load_assignment(ASSIGNMENT), place, chosen, judging)
        }

    return _grade_with


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """Five students, graded by our command; two of them display what a page must show and must not obey."""
    course = tmp_path_factory.mktemp("small")
    write_sample_course(course)
    for folder in (course / "submitted").iterdir():
        if folder.name not in ("corrupt_file", "flipped_kernel", "half_done"):
            shutil.rmtree(folder)
    write_submission(course, "shows_everything", fill(load_assignment(ASSIGNMENT), SHOWS_EVERYTHING))
    write_submission(course, "hostile", hostile_notebook())
    done = run("python", "-W", "error", "-m", "autograder", "grade", ASSIGNMENT, "--course", course)
    assert done.returncode == 0, done.stderr
    return course
