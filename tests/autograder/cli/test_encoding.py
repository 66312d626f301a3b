"""Terminals and pipes that are not UTF-8 show everything, in signs that they have."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import nbformat
import pytest

from autograder.assignment import load_assignment
from autograder.release import fill

Run = Callable[..., CompletedProcess[str]]
WRONG = "# base: perfect\n\n# answer: conv2d\ndef conv2d(x, w, b=None, *, stride=1, padding=0):\n    return 0 * x\n"


@pytest.mark.sandbox
@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252"])
def test_a_table_comes_out_whole(encoding: str, run: Run, tmp_path: Path) -> None:
    """The signs of what is right and what is wrong differ, and the words are all there."""
    notebook = tmp_path / "a02_convolution.ipynb"
    nbformat.write(fill(load_assignment("a02_convolution"), WRONG), notebook)
    done = run("python", "-m", "autograder", "check", notebook, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    rows = {line.split()[1]: line for line in done.stdout.splitlines() if " / " in line}
    assert "+ All checks passed." in rows["im2col"]
    assert "x " in rows["conv2d"].split(" / ")[1]
    printed = run("python", "-m", "autograder", "check", notebook, "--json", PYTHONIOENCODING=encoding)
    assert json.loads(printed.stdout)["exercises"]


PROGRAM = """
import sys
from autograder.cli.encoding import show_what_can_be_shown
show_what_can_be_shown()
print("学生 ✓ → é")
print("学生 ✗", file=sys.stderr)
"""


def test_no_two_names_look_alike_for_want_of_characters(run: Run) -> None:
    done = run("python", "-c", PROGRAM, PYTHONIOENCODING="ascii")
    assert done.stdout == "\\u5b66\\u751f + -> \\xe9\n"
    assert done.stderr == "\\u5b66\\u751f x\n"
    assert run("python", "-c", PROGRAM, PYTHONIOENCODING="utf-8").stdout == "学生 ✓ → é\n"
