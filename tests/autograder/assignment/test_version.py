"""The version of an assignment: it changes with what a verdict depends on, and with nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.assignment import load_assignment
from autograder.assignment.version import hidden_sources
from tests.support.paths import ROOT

DIGEST = """
from autograder.assignment import load_assignment, version_of
for name in ("a02_convolution", "a06_rnn"):
    print(version_of(load_assignment(name), "released").digest)
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what an assignment's version is read from."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("autograder", "solutions", "course", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def digests(checkout: Path) -> list[str]:
    done = subprocess.run([sys.executable, "-c", DIGEST], cwd=checkout, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("solutions/a02_convolution/reference.py", [True, False]),
        ("solutions/a02_convolution/conv2d.py", [True, False]),
        ("solutions/a02_convolution/hints.en.toml", [True, False]),
        ("solutions/a02_convolution/equivalent_mutants.py", [False, False]),
        ("autograder/authoring/windows.py", [True, False]),  # nothing of it is used where nothing slides
        ("autograder/authoring/draw.py", [True, True]),
        ("autograder/judging/messages.py", [False, False]),
    ],
)
def test_a_version_changes_with_the_files_behind_the_cases(checkout: Path, path: str, changed: list[bool]) -> None:
    before = digests(checkout)
    file = checkout / path
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "\n# another line\n", encoding="utf-8")
    after = digests(checkout)
    file.write_text(text, encoding="utf-8")
    assert [one != other for one, other in zip(before, after, strict=True)] == changed


def test_what_an_assignment_takes_from_another_belongs_to_it() -> None:
    """In whatever form it is imported: a package, a module, several names in brackets, within a function."""
    found = {path.relative_to(ROOT).as_posix() for path in hidden_sources(load_assignment("a08_gru"))}
    assert {
        "solutions/a08_gru/cells.py",
        "autograder/authoring/recurrent.py",
        "solutions/a08_gru/reference.py",
    } <= found
    assert not any("sample_class" in path or path.startswith("autograder/judging") for path in found)
