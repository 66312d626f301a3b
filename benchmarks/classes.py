"""A class of submissions that every grader can judge, laid out for nbgrader and for otter-grader."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder import release
from autograder.assignment import CHECK, Assignment, load_assignment
from autograder.nbgrader_plugins import configuration
from autograder.release import sample_course

ROOT = Path(__file__).resolve().parents[1]

# Submissions whose exercises are either right or fail the visible examples, so that a grader which has nothing but
# these gives the same scores; what would stop or stall it (endless loops, damaged files) is left out.
FAIR = {
    "a02_convolution": ("perfect", "loops", "einsum", "stride_tricks_im2col"),
    "a07_lstm": ("perfect", "loops", "joined_single_precision", "one_matrix_per_gate"),
}

# Our check cells refuse to run under nbgrader's own execution; for the comparison they are let through.
LET_THROUGH = 'import os\nos.environ.pop("NBGRADER_EXECUTION", None)\n'

OTTER_TEST = """from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points!r}
SOURCE = {source!r}


@test_case()
def test_visible_examples(env):
    exec(SOURCE, dict(env))
"""


@dataclass(frozen=True)
class Class:
    """A course folder with ``count`` submissions of one assignment."""

    assignment: Assignment
    folder: Path
    count: int

    def notebooks(self) -> dict[str, Path]:
        """The submissions by student."""
        name = self.assignment.name
        folders = sorted((self.folder / "submitted").iterdir())
        return {folder.name: folder / name / f"{name}.ipynb" for folder in folders}


def write(folder: Path, name: str, count: int, stock: bool) -> Class:
    """A course for nbgrader, configured as ours or (``stock``) as nbgrader comes; the assignment is registered."""
    assignment = load_assignment(name)
    notebook = release.build(assignment)
    if stock:
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.source = LET_THROUGH + cell.source
    source = folder / "source" / name / f"{name}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook, source)
    (folder / "nbgrader_config.py").write_text(configuration(), encoding="utf-8")
    submissions = dict(sample_course.submissions(assignment))
    for number in range(count):
        student = FAIR[name][number % len(FAIR[name])]
        path = folder / "submitted" / f"{number:04d}_{student}" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(submissions[student])
    return Class(assignment, folder, count)


def write_otter_tests(a_class: Class) -> Path:
    """The same visible examples as otter-grader's tests; the folder."""
    folder = a_class.folder / "tests"
    folder.mkdir()
    for cell in release.build(a_class.assignment).cells:
        metadata = cell.metadata.get("nbgrader", {})
        if metadata.get("grade"):
            name = metadata["grade_id"].removeprefix(CHECK)
            text = OTTER_TEST.format(name=name, points=float(metadata["points"]), source=cell.source)
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def otter_packages() -> Path:
    """otter-grader, installed beside this environment, in a folder of its own."""
    folder = ROOT / "_build" / "otter"
    if not (folder / "otter").is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
        subprocess.run([*command, "--requirement", str(ROOT / "benchmarks" / "otter.txt")], check=True)
    return folder
