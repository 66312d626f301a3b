"""The opening of a notebook: what is derived in it, and that one setting changes every address."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import Assignment, assignment_names, load_assignment
from autograder.errors import ReleaseError
from autograder.release import build, released_imports
from autograder.release.addresses import addresses_of
from autograder.release.opening import with_opening
from autograder.sandbox import Limits
from tests.support.paths import ROOT

LSTM = load_assignment("a07_lstm")
DESCRIPTIONS = {exercise.name: f"write {exercise.name}" for exercise in LSTM.exercises}
PROSE = "Why.\n\n```{opening}\nchapters: [09_lstm]\n```\n\n## 1. One step\n"


def moved(assignment: Assignment, root: Path, repository: str) -> Assignment:
    """The assignment in a copy of the course whose ``_config.yml`` names another repository."""
    for name in ("solutions", "notebooks", "book", "course", "pyproject.toml"):
        (root / name).symlink_to(ROOT / name)
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    url = "https://github.com/kernels-and-gates/kernels-and-gates"
    assert config.count(url) == 1
    (root / "_config.yml").write_text(config.replace(url, repository), encoding="utf-8")
    return replace(assignment, folder=root / "solutions" / assignment.name)


@pytest.mark.parametrize("name", assignment_names())
def test_one_setting_changes_every_address(name: str, tmp_path: Path) -> None:
    ours = "".join(cell.source for cell in build(load_assignment(name)).cells)
    assert "https://kernels-and-gates.github.io/kernels-and-gates/" in ours
    theirs = "".join(
        cell.source for cell in build(moved(load_assignment(name), tmp_path, "https://github.com/them/cnn")).cells
    )
    assert "kernels-and-gates" not in theirs
    assert theirs == ours.replace(
        "https://kernels-and-gates.github.io/kernels-and-gates/", "https://them.github.io/cnn/"
    )


def test_the_sites_own_address_may_be_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "our-course"\nversion = "1.2"\n')
    (tmp_path / "_config.yml").write_text("html:\n  baseurl: https://example.org/cnn\n")
    found = addresses_of(tmp_path)
    assert found is not None
    assert found.site == "https://example.org/cnn/"
    assert found.wheel == "https://example.org/cnn/downloads/our_course-1.2-py3-none-any.whl"


def test_a_course_that_is_published_nowhere_has_no_addresses(tmp_path: Path) -> None:
    assert addresses_of(tmp_path) is None
    text = with_opening(
        PROSE.replace("chapters: [09_lstm]", ""), replace(LSTM, folder=tmp_path / "a" / "b"), DESCRIPTIONS
    )
    assert "http" not in text
    assert "pip" not in text


def test_exercises_points_and_rules_are_derived() -> None:
    text = with_opening(PROSE, LSTM, DESCRIPTIONS)
    assert text.startswith("# The LSTM: the assignment\n\nWhy.\n\n**Six exercises, 20 points.**")
    assert "| `lstm_step` | write lstm_step | 3 |" in text
    assert "Arguments that make no sense raise a `ValueError`" in text
    assert "the last exercise alone has PyTorch" in text
    one = replace(LSTM, exercises=[LSTM.exercises[0]])  # no ValueError is asked for
    text = with_opening(PROSE, one, DESCRIPTIONS)
    assert "**One exercise, 3 points.**" in text
    assert "ValueError" not in text
    assert "PyTorch" not in text


@pytest.mark.parametrize(
    ("block", "message"),
    [("chapters: [99_nowhere]", "there is no book/99_nowhere.md"), ("rules: none", "the opening has no rules; it has")],
)
def test_an_opening_that_cannot_be_is_refused(block: str, message: str) -> None:
    with pytest.raises(ReleaseError, match=message):
        with_opening(PROSE.replace("chapters: [09_lstm]", block), LSTM, DESCRIPTIONS)


def test_limits_and_the_oldest_python_that_grades_are_derived() -> None:
    text, limits = with_opening(PROSE, LSTM, DESCRIPTIONS), Limits()
    assert f"a cell is stopped after {limits.cell_seconds:g} seconds" in text
    assert f"all of them together have {limits.experiment_seconds:g}." in text
    assert (
        f"Your answers have {limits.total_seconds:g} seconds of their own, {limits.call_seconds:g} for one call" in text
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')} or newer:" in text


@pytest.mark.parametrize("name", assignment_names())
def test_the_released_imports_are_those_of_the_notebooks_own_cells(name: str) -> None:
    found = released_imports(load_assignment(name))
    assert found[:2] == ("import numpy as np", "from course import check")
    in_pytorch = any(exercise.library == "torch" for exercise in load_assignment(name).exercises)
    assert found[2:] == (("import torch",) if in_pytorch else ())


def test_an_assignment_without_prose_gives_no_names() -> None:
    assert released_imports(replace(LSTM, package="")) == ()


def test_prose_with_a_title_keeps_it_and_an_opening_is_no_duty() -> None:
    prose = "---\nkernelspec: {name: python3}\n---\n\n# My own\n\nWords.\n"
    assert with_opening(prose, LSTM, {}) == prose
