"""``release --check`` writes nothing and says by its exit status whether `release` would."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.assignment import assignment_names, load_assignment
from autograder.cli.main import main

PACKAGE = "course_of_a_test"
NAME = "a01_double"
EXERCISE = """
from autograder.assignment import Aspect, Exercise

EXERCISE = Exercise("double", lambda x: 2 * x, [Aspect("values", 2, "values")], lambda rng: [])
"""
REFERENCE = '''
def double(x):
    """Twice ``x``."""
    return 2 * x
'''
PROSE = """---
kernelspec: {name: python3, display_name: Python 3}
---
# Doubling

```{code-cell}
# exercise: double – twice a number
```

```{code-cell}
assert double(1) == 2
```
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A course of one assignment, whose notebook nobody has generated yet."""
    assignment = tmp_path / PACKAGE / NAME
    assignment.mkdir(parents=True)
    (tmp_path / PACKAGE / "__init__.py").touch()
    (assignment / "__init__.py").write_text('TITLE = "Doubling"\n')
    (assignment / "double.py").write_text(EXERCISE)
    (assignment / "reference.py").write_text(REFERENCE)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / f"{NAME}.md").write_text(PROSE)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield tmp_path
    assignment_names.cache_clear()
    load_assignment.cache_clear()
    for module in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[module]


def release(*arguments: str) -> Result:
    """Run ``release`` on the test's course."""
    return CliRunner().invoke(main, ["release", "--assignments", PACKAGE, *arguments])


def test_a_notebook_that_is_what_its_sources_make_passes(root: Path) -> None:
    assert release().exit_code == 0
    done = release("--check")
    assert done.exit_code == 0
    assert done.stdout == f"notebooks/{NAME}.ipynb: unchanged\n"
    assert done.stderr == ""


def test_a_notebook_that_nobody_has_made_fails_and_is_not_made(root: Path) -> None:
    done = release("--check")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"notebooks/{NAME}.ipynb is not what its sources make:")
    assert not (root / "notebooks" / f"{NAME}.ipynb").exists()


@pytest.mark.parametrize("source", [f"notebooks/{NAME}.md", f"{PACKAGE}/{NAME}/reference.py"])
def test_a_notebook_whose_source_has_changed_fails_and_stays(root: Path, source: str) -> None:
    assert release().exit_code == 0
    notebook = root / "notebooks" / f"{NAME}.ipynb"
    before = notebook.read_bytes()
    path = root / source
    path.write_text(path.read_text().replace("Doubling", "Doubled").replace("Twice", "Two times"))
    assert release("--check", NAME).exit_code == 1
    assert notebook.read_bytes() == before
    assert release(NAME).exit_code == 0
    assert notebook.read_bytes() != before
    assert release("--check", NAME).exit_code == 0


def test_prose_that_does_not_fit_is_a_usage_error_as_without_the_option(root: Path) -> None:
    prose = root / "notebooks" / f"{NAME}.md"
    prose.write_text(PROSE.replace("```{code-cell}\nassert", "Words.\n\n```{code-cell}\nassert"))
    done = release("--check")
    assert done.exit_code == 2
    assert "must be its check cell" in done.stderr
