"""The student's notebook is made of its prose and the reference's signatures, and of nothing else."""

import ast
from pathlib import Path

import nbformat
import pytest

from autograder import release
from autograder.assignment import Aspect, Assignment, Exercise, assignment_names, load_assignment
from autograder.errors import ReleaseError
from autograder.release.stub import stub

REFERENCE = '''
"""A module."""
import numpy as np

SECRET = 42


def double(
    x,
    *,
    times=2,
):
    """Return ``times`` x.

    More words.
    """
    hidden = SECRET * x
    return hidden


class Layer:
    """A layer."""

    def __init__(self, units):
        """Make it."""
        self.units = units

    def forward(self, x):
        """Apply it."""
        return self._secret(x)

    def _secret(self, x):
        return x


def undocumented(x):
    return x
'''
SMALL = Assignment(
    "a99_small", "Small", [Exercise("double", lambda x: x, [Aspect("values", 2, "values")], lambda rng: [])]
)
PROSE = """---
kernelspec: {name: python3, display_name: Python 3}
---
# Title

```{code-cell}
import numpy as np
```

```{code-cell}
# exercise: double
```

```{code-cell}
assert double(1) == 2
```
"""


def test_a_function_stub_is_signature_docstring_and_an_error() -> None:
    text = stub(REFERENCE, "double")
    assert text.startswith("def double(\n    x,\n    *,\n    times=2,\n):")
    assert "More words." in text
    assert text.endswith('raise NotImplementedError("double is not written yet")')
    assert "hidden" not in text
    ast.parse(text)


def test_a_class_stub_has_its_public_methods() -> None:
    text = stub(REFERENCE, "Layer")
    assert text.count("NotImplementedError") == 2
    assert "self.units" not in text
    assert "_secret" not in text
    ast.parse(text)


def test_a_reference_without_docstring_has_no_stub() -> None:
    with pytest.raises(ValueError, match="no docstring"):
        stub(REFERENCE, "undocumented")
    with pytest.raises(LookupError, match="no absent"):
        stub(REFERENCE, "absent")


def test_the_notebook_has_answer_and_check_cells_with_nbgraders_metadata() -> None:
    notebook = release.assemble(PROSE, REFERENCE, SMALL)
    nbformat.validate(notebook)
    answer, check = notebook.cells[-2:]
    assert answer.metadata.nbgrader.grade_id == "double"
    assert answer.metadata.nbgrader.solution
    assert check.metadata.nbgrader.grade_id == "check_double"
    assert check.metadata.nbgrader.points == 2
    assert check.metadata.nbgrader.locked
    assert check.source == "assert double(1) == 2"
    assert notebook.metadata.kernels_and_gates.assignment == "a99_small"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("# exercise: double", "# exercise: triple"), "triple has no hidden cases"),
        (("# exercise: double", "x = 1"), "the notebook has the exercises none"),
        (("```{code-cell}\nassert double(1) == 2\n```\n", ""), "the hidden cases have double"),
        (("```{code-cell}\nassert", "Some prose.\n\n```{code-cell}\nassert"), "must be its check cell"),
    ],
)
def test_prose_that_does_not_fit_the_cases_is_refused(change: tuple[str, str], message: str) -> None:
    assert change[0] in PROSE
    with pytest.raises(ReleaseError, match=message):
        release.assemble(PROSE.replace(*change), REFERENCE, SMALL)


@pytest.mark.parametrize("name", assignment_names())
def test_the_committed_notebook_is_what_its_sources_make(name: str, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ipynb"
    release.write(load_assignment(name), fresh)
    committed = release.notebook_path(load_assignment(name))
    assert committed.exists(), "run `make release` and commit"
    assert committed.read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), "run `make release` and commit"


def test_releasing_twice_changes_nothing(tmp_path: Path) -> None:
    assignment = load_assignment(assignment_names()[0])
    assert release.write(assignment, tmp_path / "a.ipynb")
    assert not release.write(assignment, tmp_path / "a.ipynb")
